// Keeping a design without leaving the page. Where the dialog is missing, its button leads to a page of its own.

import { said } from "./said.js";

export function keepBox(box, voice) {
  const form = box.querySelector("form");
  const [before, after, refused] = ["before", "after", "refused"].map((part) => box.querySelector(`[data-${part}]`));

  function open(d) {
    form.elements.d.value = d;
    after.hidden = true;
    before.hidden = false;
    refused.hidden = true;
    box.showModal();
  }

  function done({ url }) {
    before.hidden = true;
    after.hidden = false;
    const link = box.querySelector("#f-design-link");
    link.value = url;
    box.querySelector("[data-copy]").dataset.copy = url;
    box.querySelector("[data-copy]").textContent = said("copy");
    box.querySelector("[data-mail]").href = `mailto:?subject=${encodeURIComponent(document.title)}&body=${encodeURIComponent(url)}`;
    link.focus();
    link.select();
    voice.say(said("saved"));
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    delete form.dataset.sent;
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
      const told = await answer.json();
      if (answer.ok) { done(told); return; }
      refused.querySelector("span").textContent = told.title;
    } catch {
      refused.querySelector("span").textContent = said("unreached");
    }
    refused.hidden = false;
  });
  box.querySelector("[data-close]").addEventListener("click", () => box.close());
  box.addEventListener("click", (event) => { if (event.target === box) box.close(); });
  return { open };
}
