/* Each choice shows its price and day at once: the page is asked anew, and focus and place stay where they were.
   Without this the form is sent by its own button. */

const page = () => document.getElementById("change-page");
let asked = 0;

function address(form) {
  const url = new URL(form.action);
  url.search = new URLSearchParams(new FormData(form)).toString();
  return url;
}

async function follow(form) {
  const mine = ++asked;
  const url = address(form);
  page().setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(url, { credentials: "same-origin", cache: "no-store" });
    const html = await answer.text();
    if (mine !== asked) return;  /* a newer choice is on its way */
    const next = new DOMParser().parseFromString(html, "text/html").getElementById("change-page");
    if (!next) { location.assign(url); return; }
    put(next);
    history.replaceState(null, "", url);
  } catch { location.assign(url); } finally { page()?.removeAttribute("aria-busy"); }
}

function put(next) {
  const focus = document.activeElement?.id;
  page().replaceChildren(...next.childNodes);
  if (focus) document.getElementById(focus)?.focus({ preventScroll: true });
  page().dispatchEvent(new CustomEvent("live:changed", { bubbles: true }));
  tidy();
}

function tidy() {
  page().querySelectorAll("[data-change-hide]").forEach((button) => { button.hidden = true; });
}

document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (form?.id !== "change" || event.target.matches("[aria-disabled=true]")) return;
  if (!event.target.checkValidity()) { event.target.reportValidity(); return; }
  follow(form);
});
/* What is blocked says why beneath it; pressing it chooses nothing. */
document.addEventListener("click", (event) => {
  if (event.target.matches("#change input[aria-disabled=true]")) event.preventDefault();
});
tidy();
