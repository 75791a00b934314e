/* Small comforts over forms that already work: steppers, selects that send themselves, one click per send, menus. */

function wire(root) {
  root.querySelectorAll("[data-stepper]:not([data-wired])").forEach((box) => {
    box.dataset.wired = "1";
    const input = box.querySelector("input[type=number]");
    const slider = box.querySelector("[data-slider]");
    const buttons = box.querySelectorAll("[data-step]");
    const mark = () => {
      const value = Number(input.value);
      buttons.forEach((button) => {
        button.disabled = button.dataset.step < 0 ? input.min !== "" && value <= Number(input.min) : input.max !== "" && value >= Number(input.max);
      });
      if (slider) slider.value = input.value;
    };
    const changed = () => { mark(); input.dispatchEvent(new Event("change", { bubbles: true })); };
    buttons.forEach((button) => {
      button.hidden = false;
      button.addEventListener("click", () => {
        if (button.dataset.step < 0) input.stepDown(); else input.stepUp();
        input.dispatchEvent(new Event("input", { bubbles: true }));
        changed();
      });
    });
    if (slider) {
      slider.hidden = false;
      slider.addEventListener("input", () => { input.value = slider.value; mark(); input.dispatchEvent(new Event("input", { bubbles: true })); });
      slider.addEventListener("change", changed);
    }
    input.addEventListener("input", mark);
    mark();
  });
  /* A form marked data-auto sends itself on change; its button stays for those without JavaScript. */
  root.querySelectorAll("form[data-auto] [data-auto-hide]").forEach((button) => { button.hidden = true; });
}

document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (!form?.matches("form[data-auto]") || event.target.matches("[data-no-auto]")) return;
  if (!event.target.checkValidity()) { event.target.reportValidity(); return; }
  form.requestSubmit();
});

/* One click, one send: a second submit of the same POST within the same page is held back. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  event.submitter?.setAttribute("aria-busy", "true");
});
addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
  });
});

/* A menu closes on Escape and on a click beside it. */
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  document.querySelectorAll("details.menu[open]").forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
});
document.addEventListener("click", (event) => {
  document.querySelectorAll("details.menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
});

/* On a phone the order summary starts folded. */
if (matchMedia("(max-width: 59.99rem)").matches) document.querySelectorAll("details.summary[data-fold]").forEach((item) => { item.open = false; });

/* An error summary takes the focus, so that it is heard first. */
document.querySelector(".notice[role=alert][tabindex]")?.focus();

/* Copy buttons: <button data-copy="text" data-copied="Copied"> */
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button || !navigator.clipboard) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  button.textContent = button.dataset.copied || button.textContent;
});

document.addEventListener("live:changed", (event) => wire(event.target));
wire(document);
