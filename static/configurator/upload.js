// A file goes to the shop as soon as it is chosen; what the choices then hold is its ref. A refusal stands beneath it.

import { said } from "./said.js";
const form = document.querySelector("form[data-config]");

for (const box of form.querySelectorAll("[data-file]")) {
  const name = box.dataset.file;
  const [file, held, given, drop] = ["input[type=file]", "[data-text]", "[data-given]", "[data-drop]"].map((what) => box.querySelector(what));
  const line = form.querySelector(`[data-error="${CSS.escape(name)}"]`);
  const count = box.parentElement.querySelector("[data-count]");

  const complain = (sentence) => {
    line.hidden = !sentence;
    line.querySelector("span").textContent = sentence;
    file.toggleAttribute("aria-invalid", Boolean(sentence));
  };
  // A hidden field keeps its value as an attribute, so undo and a shared design are seen here too.
  const follow = () => {
    const ref = held.value;
    given.hidden = !ref;
    drop.hidden = !ref;
    if (ref) given.href = box.dataset.show.replace("REF", ref);
    else file.value = "";
  };
  const hold = (ref) => {
    held.value = ref;
    held.dispatchEvent(new Event("input", { bubbles: true }));
  };

  file.addEventListener("change", async () => {
    if (!file.files.length) return;
    const usual = count.textContent;
    const waiting = setTimeout(() => { count.textContent = said("sending"); }, 300);
    file.disabled = true;
    try {
      const body = new FormData(file.form);
      body.set("file", file.files[0]);
      body.delete("back");
      const answer = await fetch(box.dataset.send, { method: "POST", body, headers: { Accept: "application/json" } });
      const told = await answer.json();
      complain(answer.ok ? "" : told.title);
      if (answer.ok) hold(told.ref);
      else file.value = ""; // the one that was given before stays
    } catch {
      complain(said("unsent"));
    } finally {
      clearTimeout(waiting);
      count.textContent = usual;
      file.disabled = false;
    }
  });
  drop.addEventListener("click", () => { hold(""); file.focus(); });
  new MutationObserver(follow).observe(held, { attributes: true, attributeFilter: ["value"] });
  follow();
}
