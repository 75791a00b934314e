// The editor while somebody types: the section is tried on the server, never saved; its sentences stand beside the
// fields and the chosen piece shows what it would come to. Without this script every press works by itself.
import { offerNames } from "./formula.js";

const part = document.querySelector("[data-part]");
const trial = document.querySelector("[data-trial]");
const preview = document.querySelector("[data-preview]");
const PAUSE = 350;
let timer = 0;
let latest = 0;
let touched = false;
let edits = 0; // what somebody did to the form, counted
let turn = Promise.resolve(); // the form's growing, in line

document.documentElement.classList.add("scripted");

function fieldsOf(form) {
  return [...new FormData(form)].filter(([, value]) => typeof value === "string");
}

/** The section with the piece that is looked at; one body for check and for the plain page. */
function body() {
  const pairs = [...(part ? fieldsOf(part) : []), ...(trial ? fieldsOf(trial) : [])];
  return new URLSearchParams(pairs.filter(([name]) => name !== "action"));
}

async function tryOut() {
  const mine = (latest += 1);
  preview.classList.add("stale");
  const answer = part ? await check() : await look();
  if (mine !== latest) return; // somebody typed on meanwhile
  preview.classList.remove("stale");
  if (answer) show(answer);
}

async function check() {
  try {
    const response = await fetch(part.dataset.part, { method: "POST", body: body(), headers: { Accept: "application/json" } });
    return response.ok ? await response.json() : null;
  } catch {
    return null; // offline: the form still saves by itself
  }
}

/** On a list there is no section to try: the page itself, for another piece. */
async function look() {
  const address = new URL(location.href);
  for (const key of [...address.searchParams.keys()]) if (key !== "mode") address.searchParams.delete(key);
  for (const [name, value] of fieldsOf(trial)) address.searchParams.set(name, value);
  try {
    const page = new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");
    const main = page.querySelector(".editor__main");
    if (main) document.querySelector(".editor__main").replaceChildren(...main.childNodes);
    const fresh = page.querySelector("[data-preview]");
    return fresh ? { preview: fresh.innerHTML, wrong: {} } : null;
  } catch {
    return null;
  }
}

function show({ preview: html, wrong, d }) {
  const open = [...preview.querySelectorAll("details")].map((one) => one.open);
  preview.innerHTML = html;
  preview.querySelectorAll("details").forEach((one, place) => (one.open = open[place] ?? false));
  document.querySelectorAll("[data-d]").forEach((one) => (one.value = d ?? one.value));
  if (part && touched) sentences(wrong);
}

function sentences(wrong) {
  for (const old of part.querySelectorAll("[data-said]")) old.remove();
  for (const field of part.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
  let homeless = wrong[""] ?? "";
  for (const [name, sentence] of Object.entries(wrong)) {
    if (name && !beside(name, sentence)) homeless ||= sentence;
  }
  const top = part.querySelector("[data-fault-top]");
  top.hidden = !homeless;
  top.querySelector("span").textContent = homeless;
  const state = part.querySelector("[data-state]");
  const count = Object.keys(wrong).length;
  state.textContent = count ? state.dataset.wrong : state.dataset.ready;
}

/** Puts the sentence after its field, unless the field is where somebody has not been yet. */
function beside(name, sentence) {
  const input = part.querySelector(`[name="${CSS.escape(name)}"], [name="${CSS.escape(name)}-field"], [name="${CSS.escape(name)}-value"]`);
  if (!input) return false;
  const empty = !input.value && !input.dataset.been;
  if (empty) return true;
  const holder = input.closest(".field, .clause, td") ?? input.parentElement;
  holder.querySelectorAll(".field__error:not([data-said])").forEach((one) => one.remove());
  const line = document.createElement("p");
  line.className = "field__error";
  line.dataset.said = "";
  line.id = `s-${name}`;
  line.textContent = sentence;
  holder.append(line);
  input.setAttribute("aria-invalid", "true");
  return true;
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(tryOut, PAUSE);
}

/**
 * “And …”, another group in a sentence, “More rows”: the form comes back with them, and takes the place of this one.
 * One at a time, and asked again when somebody went on meanwhile: an answer to what was there before never takes away
 * what is there now. (The address is read from the attribute: form.action is the buttons of that name.)
 */
function again(action) {
  const next = () => grow(action);
  turn = turn.then(next, next); // one that failed does not hold up the next
}

async function grow(action) {
  let response, seen;
  do {
    seen = edits;
    const sent = body();
    sent.set("action", action);
    response = await fetch(part.getAttribute("action"), { method: "POST", body: sent }).catch(() => null);
  } while (response && seen !== edits);
  if (!response) return; // offline: what is written stays as it is
  if (!response.ok && response.status !== 422) return part.requestSubmit();
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  if (seen !== edits) return grow(action);
  const fresh = page.querySelector("[data-part]");
  if (!fresh) return part.requestSubmit(); // signed out meanwhile: the press itself leads to where one signs in
  replaceWith(fresh);
}

function replaceWith(fresh) {
  const focused = document.activeElement?.name;
  part.replaceChildren(...fresh.childNodes);
  offerNames(part);
  const back = focused && part.querySelector(`[name="${CSS.escape(focused)}"]`);
  (back || part.querySelector("select, input:not([type=hidden])"))?.focus();
  later();
}

addEventListener("beforeunload", (event) => {
  if (touched) event.preventDefault(); // what was typed is not saved yet
});

if (preview && trial) {
  trial.addEventListener("input", later);
  trial.addEventListener("submit", (event) => {
    event.preventDefault();
    tryOut();
  });
}
if (part) {
  offerNames(part);
  part.addEventListener("input", (event) => {
    touched = true;
    edits += 1;
    event.target.dataset.been = "1";
    if (event.target.matches("[data-clause]")) again("more");
    else later();
  });
  part.addEventListener("submit", () => (touched = false));
  part.addEventListener("focusout", (event) => {
    if (event.target.name) event.target.dataset.been = "1";
  });
  part.addEventListener("click", (event) => {
    const action = event.target.closest?.("button[name=action]")?.value ?? "save";
    if (action === "save") return;
    event.preventDefault();
    again(action);
  });
}
