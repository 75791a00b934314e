// A draft saves itself a moment after the last key; chosen pictures are sent at once. Without this script every button
// of the form does the same by itself.
const form = document.querySelector("form[data-draft]");
const said = document.querySelector("[data-saved]");
const PAUSE = 1200;
let timer = 0;
let busy = false;
let again = false;
let sent = false;

/** What is typed, without the files: those go with a press of their own. */
function body() {
  return new URLSearchParams([...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "do"));
}

function sayWrong(wrong) {
  form.querySelectorAll(".field").forEach((field) => {
    const input = field.querySelector("[name]");
    if (!input || input.type === "file") return;
    const sentence = wrong[input.name];
    let note = field.querySelector(".field__error");
    field.classList.toggle("field--error", Boolean(sentence));
    input.toggleAttribute("aria-invalid", Boolean(sentence));
    if (!sentence) { note?.remove(); return; }
    if (!note) {
      note = document.createElement("p");
      note.className = "field__error";
      note.id = `e-${input.name}`;
      field.append(note);
    }
    if (note.textContent.trim() !== sentence) note.textContent = sentence;
  });
}

async function save() {
  if (busy) { again = true; return; }
  busy = true;
  said.textContent = said.dataset.wait;
  try {
    const answer = await fetch(form.action, { method: "POST", body: body(), headers: { Accept: "application/json" } });
    const told = await answer.json();
    if (answer.ok) {
      form.elements.rev.value = told.rev;
      said.textContent = `${said.dataset.words} ${told.at}`;
      sayWrong(told.wrong);
    } else said.textContent = told.sentence || told.title || said.dataset.lost;
  } catch {
    said.textContent = said.dataset.lost;
  }
  busy = false;
  if (again) { again = false; save(); }
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(save, PAUSE);
}

if (form) {
  form.addEventListener("input", (event) => { if (event.target.type !== "file") soon(); });
  form.querySelectorAll("[data-saves]").forEach((button) => { button.hidden = true; });
  form.querySelectorAll("[data-send]").forEach((input) => {
    input.addEventListener("change", () => { if (input.files.length) form.requestSubmit(form.querySelector("[data-sends]")); });
  });
  form.addEventListener("submit", () => { sent = true; clearTimeout(timer); });
  addEventListener("pagehide", () => {
    if (!sent && timer && !busy) navigator.sendBeacon?.(form.action, body());
  });
}
