// The keyboard: arrows move in a group, blocked options included; Enter on a blocked one takes its repair. Browsers
// differ in what arrows do with a radio that refuses its click, so the arrows are ours.

const MOVES = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

export function keys(form, { choose, repair, undo, redo }) {
  form.addEventListener("keydown", (event) => {
    const { target } = event;
    if (target.type === "radio") onRadio(event);
    else if (event.key === "Enter" && target.matches("input[type=number]")) {
      event.preventDefault();
      target.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
    if (event.target.matches("input:not([type=radio]):not([type=range]), textarea")) return;
    event.preventDefault();
    if (event.shiftKey) redo(); else undo();
  });

  function onRadio(event) {
    const input = event.target;
    const blocked = input.getAttribute("aria-disabled") === "true";
    if (event.key === "Enter") {
      event.preventDefault(); // not the whole form
      const fix = input.closest(".row").querySelector(".row__fix");
      if (blocked && !fix.hidden) repair(fix);
      return;
    }
    const move = MOVES[event.key];
    if (!move || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const all = [...input.closest("[data-group]").querySelectorAll("input[type=radio]")];
    const next = all[(all.indexOf(input) + move + all.length) % all.length];
    next.focus();
    if (next.getAttribute("aria-disabled") !== "true" && !next.checked) choose(next.name, next.value);
  }
}
