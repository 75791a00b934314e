// While a formula is written, the names that fit are offered beneath it: click one, or go there with Tab and press Enter.
const MOST = 6;
const WORD = /[A-Za-z_][A-Za-z0-9_]*$/;

function known() {
  return [...document.querySelectorAll("[data-names] [data-insert]")].map((one) => ({
    insert: one.dataset.insert,
    kind: one.dataset.kind,
    text: one.textContent.toLowerCase(),
  }));
}

function fitting(names, field) {
  const before = field.value.slice(0, field.selectionStart);
  const word = WORD.exec(before)?.[0].toLowerCase() ?? "";
  if (!word) return { word, found: [] };
  const starts = names.filter((name) => name.insert.toLowerCase().startsWith(word) && name.insert !== word);
  const within = names.filter((name) => !starts.includes(name) && name.text.includes(word));
  return { word, found: [...starts, ...within].slice(0, MOST) };
}

function insert(field, word, name) {
  const at = field.selectionStart;
  const start = at - word.length;
  field.setRangeText(name, start, at, "end");
  field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function render(field, names) {
  let box = field.nextElementSibling;
  if (!box?.matches(".offers")) {
    box = document.createElement("div");
    box.className = "offers";
    field.after(box);
  }
  const { word, found } = fitting(names, field);
  box.replaceChildren(
    ...found.map((name) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = name.insert;
      button.addEventListener("pointerdown", (event) => event.preventDefault()); // the caret stays where it is
      button.addEventListener("click", () => insert(field, word, name.insert));
      return button;
    }),
  );
}

/** Offers names in every formula field of `form`. */
export function offerNames(form) {
  const names = known();
  for (const field of form.querySelectorAll("[data-formula]")) {
    field.addEventListener("input", () => render(field, names));
    const leave = (event) => {
      const box = field.nextElementSibling;
      const inside = event.relatedTarget === field || box?.contains(event.relatedTarget);
      if (box?.matches(".offers") && !inside) box.replaceChildren();
    };
    field.parentElement.addEventListener("focusout", leave);
    field.parentElement.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !field.nextElementSibling?.matches(".offers")) return;
      field.nextElementSibling.replaceChildren();
      field.focus();
    });
  }
}
