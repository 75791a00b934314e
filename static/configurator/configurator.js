// The configurator with a script: each choice asks the server for the new state and puts its words into the page.
// Without it the same form works as a plain GET. The server decides; nothing is judged here.

import { applyState } from "./render.js";

const form = document.querySelector("form[data-config]");
const toasts = document.querySelector("[data-toasts]");
const say = form.querySelector("[data-say]");
let running = null;
let speaking = 0;
let numbersWait = 0;

function picked() {
  const picks = {};
  const numbers = {};
  const texts = {};
  form.querySelectorAll("[data-group] input:checked").forEach((input) => { picks[input.name] = input.value; });
  form.querySelectorAll("[data-number]").forEach((box) => {
    const input = box.querySelector("input[type=number]");
    const value = Math.round(Number(input.value) * Number(box.dataset.scale) * 1000) / 1000;
    if (input.value !== "" && Number.isInteger(value)) numbers[input.name] = value;
  });
  form.querySelectorAll("[data-text]").forEach((input) => { texts[input.name] = input.value; });
  return { hash: form.dataset.hash, picks, numbers, texts };
}

// One sentence per change, when the hand has come to rest.
function announce(sentence) {
  clearTimeout(speaking);
  speaking = setTimeout(() => { say.textContent = sentence; }, 600);
}

function address(d) {
  const url = new URL(form.action);
  url.searchParams.set("d", d);
  return url;
}

async function ask(body) {
  running?.abort();
  running = new AbortController();
  const answer = await fetch(form.dataset.state, {
    method: "POST",
    signal: running.signal,
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRF-Token": form.dataset.token },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

async function update(changed) {
  try {
    const state = await ask({ ...picked(), changed });
    if (state.hash !== form.dataset.hash) { location.assign(address(state.d)); return; }
    form.dataset.d = state.d;
    applyState(form, state, changed);
    history.replaceState(null, "", address(state.d));
    announce(state.sentence);
  } catch (error) {
    if (error.name !== "AbortError") form.requestSubmit(); // the plain form still works
  }
}

// Put a whole answer (a repair's, an undo's) into the form's own fields.
function fill(d) {
  for (const part of d.split("~")) {
    const at = part.indexOf(".");
    const name = part.slice(0, at);
    const value = part.slice(at + 1);
    const number = form.querySelector(`[data-number="${CSS.escape(name)}"]`);
    const radio = form.querySelector(`input[name="${CSS.escape(name)}"][value="${CSS.escape(value)}"]`);
    if (number) {
      const input = number.querySelector("input[type=number]");
      input.value = Number(value) / Number(number.dataset.scale);
      input.dispatchEvent(new Event("input", { bubbles: true }));
    } else if (radio) {
      radio.checked = true;
    }
  }
}

function toast(sentence, undo) {
  const box = document.createElement("div");
  box.className = "toast";
  box.setAttribute("role", "status");
  const words = document.createElement("span");
  words.textContent = sentence;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--text";
  button.textContent = "Undo";
  button.addEventListener("click", () => { box.remove(); undo(); });
  box.append(words, button);
  toasts.replaceChildren(box);
  setTimeout(() => box.remove(), 12000);
}

function wordsOf(d) {
  return new Map(d.split("~").map((part) => [part.slice(0, part.indexOf(".")), part.slice(part.indexOf(".") + 1)]));
}

// "Base changed to Trestle." from the page's own labels.
function changedWords(before, after) {
  const old = wordsOf(before);
  const said = [];
  for (const [name, value] of wordsOf(after)) {
    if (old.get(name) === value) continue;
    const group = form.querySelector(`[data-group="${CSS.escape(name)}"]`);
    const number = form.querySelector(`[data-number="${CSS.escape(name)}"]`);
    if (group) {
      const row = group.querySelector(`[data-row="${CSS.escape(value)}"] .row__name`);
      said.push(`${group.querySelector("legend").textContent} changed to ${row.firstChild.textContent.trim()}`);
    } else if (number) {
      const unit = number.querySelector(".stepper__unit")?.textContent ?? "";
      said.push(`${number.querySelector("label").textContent} changed to ${Number(value) / Number(number.dataset.scale)} ${unit}`);
    }
  }
  return `${said.join("; ")}.`;
}

function repair(value, button) {
  const before = form.dataset.d;
  // The button goes away with the trouble: the focus stays with the choice that it made possible.
  const place = button.closest(".row, [data-number], [data-group]");
  place?.querySelector("input:not([type=range])")?.focus();
  fill(value);
  update("").then(() => toast(changedWords(before, value), () => { fill(before); update(""); }));
}

form.addEventListener("click", (event) => {
  // A blocked option can be reached and read, not chosen: the arrow keys of a radio group click as well.
  if (event.target.matches("input[aria-disabled=true]")) {
    event.preventDefault();
    announce(event.target.closest(".row").querySelector(".row__why span").textContent);
  }
});
form.addEventListener("change", (event) => { if (event.target.name) update(event.target.name); });
form.addEventListener("input", (event) => {
  if (!event.target.closest("[data-number]") && !event.target.matches("[data-text]")) return;
  clearTimeout(numbersWait);
  const name = event.target.name || event.target.closest("[data-number]").dataset.number;
  numbersWait = setTimeout(() => update(name), event.target.type === "range" ? 30 : 120);
});
form.addEventListener("submit", (event) => {
  if (event.submitter?.name === "repair") {
    event.preventDefault();
    repair(event.submitter.value, event.submitter);
  }
});

form.querySelectorAll("[data-nojs]").forEach((button) => { button.hidden = true; });
