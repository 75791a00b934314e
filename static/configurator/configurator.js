// The configurator with a script. A pick is judged here, at once, by the model's own artefact; the server is asked a
// moment later for what it alone knows (the day, the days of the options, the drawing) and has the last word.
// Without a script the same form works as a plain GET.

import { follow, says } from "./follow.js";
import { keys } from "./keys.js";
import { keepBox } from "./keep.js";
import { loadEngine } from "./loading.js";
import { readDrawing, showDrawing } from "./picture.js";
import { body, decode, encode, inputsOf, Steps } from "./picks.js";
import { View } from "./render.js";
import { Voice } from "./speak.js";
import { said } from "./said.js";

const ASK_MS = 140; // after the last pick
const TELL_MS = 50;
const TYPING_MS = 350;

const form = document.querySelector("form[data-config]");
const art = form.querySelector("[data-art]");
const inputs = inputsOf(form);
const view = new View(form);
const voice = new Voice(form.querySelector("[data-say]"), document.querySelector("[data-toasts]"));
let picks = decode(form.elements.d.value, inputs);
const steps = new Steps(encode(picks, inputs));
let page = null; // what is shown: the last answer, of the engine here or of the server
let engine = null;
let running = null;
let asking = 0;
let typing = 0;
let telling = 0;
let lead = "";

function address(path, d) {
  const url = new URL(path, location.href);
  url.search = "";
  if (d) url.searchParams.set("d", d);
  return url;
}

// The one way in: `next` are the picks as they shall be.
function choose(next, { changed = "", note = "", step = true, whole = false } = {}) {
  const toast = Boolean(note) && step;
  const [before, old] = [picks, whole ? null : page]; // a whole new start has no followers to speak of
  picks = next;
  const d = encode(picks, inputs);
  form.elements.d.value = d;
  if (step) steps.take(d, changed, performance.now());
  lead = note || (changed ? says(form, changed, picks) : "");
  clearTimeout(asking);
  running?.abort();
  if (engine) show(engine.page(picks, changed), { changed, before, old, toast });
  else voice.clear();
  standStill();
  // Whether it is said already is settled here: the engine may come while the server is asked.
  const told = Boolean(engine);
  asking = setTimeout(() => ask({ changed, before, old: told ? null : old, toast: toast && !told }), told ? ASK_MS : 0);
  markSteps();
  voice.say(sentence);
}

// A drawing still on its way does not hold up the next pick: it stands from the moment a hand comes down.
function standStill() { art.querySelector("svg")?.dwStop?.(); }

// The page is painted first; what is said about it comes a moment later, in a frame of its own.
function show(next, { changed, before, old, toast }) {
  page = next;
  view.show(next, changed);
  if (!old && !toast) return;
  clearTimeout(telling);
  telling = setTimeout(() => {
    const followed = old && (toast || changed) ? follow(form, old, next, before, picks) : "";
    if (followed) lead = `${lead} ${followed}`.trim();
    if (toast || followed) voice.toast(lead, undo);
    else voice.clear(); // an *Undo* of the step before would take back this one
  }, TELL_MS);
}

// Whoever taps while an answer is put up waits for one part of it and not for all.
const breath = () => new Promise((go) => { setTimeout(go); });

async function ask(context) {
  running = new AbortController();
  const { signal } = running;
  try {
    const answer = await fetch(form.dataset.state, {
      method: "POST", signal,
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRF-Token": form.dataset.token },
      body: JSON.stringify({ ...body(picks, inputs), hash: form.dataset.hash, changed: context.changed }),
    });
    if (!answer.ok) throw new Error(String(answer.status));
    const next = await answer.json();
    if (next.hash !== form.dataset.hash) { location.assign(address(form.action, next.d)); return; }
    // Where the engine here has said it all before, the toast is out; the server's word stands wherever they differ.
    show({ ...next, dated: true }, context);
    voice.amend(sentence);
    await breath();
    if (signal.aborted) return;
    const drawn = readDrawing(next.svg);
    await breath();
    if (signal.aborted) return;
    showDrawing(art, drawn);
    await breath();
    if (!signal.aborted) history.replaceState(null, "", address(form.action, next.d));
  } catch (error) {
    if (error.name === "AbortError") return;
    if (engine) view.wait(false); // what is shown is right; only the day is not known just now
    else form.submit(); // the plain form still works
  }
}

function sentence() {
  if (!page) return lead;
  const trouble = Object.values(page.problems)[0];
  const price = page.price ? `${page.price.total}.` : "";
  const day = page.dated ? page.date?.sentence : "";
  const told = trouble?.startsWith(lead.split(":", 1)[0]) ? "" : lead; // the trouble names the input itself
  return [told, trouble || [price, day].filter(Boolean).join(" "), ...(page.questions ?? [])].filter(Boolean).join(" ");
}

function set(field, value) {
  if (picks.get(field) === value) return;
  const next = new Map(picks);
  if (value === "" && inputs.get(field) === "text") next.delete(field);
  else next.set(field, value);
  choose(next, { changed: field });
}

function go(d, note) {
  if (d === null) return;
  choose(decode(d, inputs), { note, step: false });
  fillTexts();
}

function undo() { go(steps.undo(), said("undone")); }
function redo() { go(steps.redo(), said("redone")); }

function fillTexts() {
  form.querySelectorAll("[data-text]").forEach((input) => { input.value = picks.get(input.name) ?? ""; });
}

function markSteps() {
  for (const [button, none] of [["[data-undo]", !steps.back.length], ["[data-redo]", !steps.ahead.length]]) {
    const box = form.querySelector(button);
    if (box.getAttribute("aria-disabled") !== String(none)) box.setAttribute("aria-disabled", String(none));
  }
}

function repair(button) {
  // The button goes away with the trouble: the focus stays with the choice that it made possible.
  const place = button.closest(".row, [data-number], [data-group]");
  if (button.contains(document.activeElement)) place?.querySelector("input:not([type=range])")?.focus({ preventScroll: true });
  const next = decode(button.value, inputs);
  choose(next, { note: follow(form, null, null, picks, next) });
}

function numberOf(input) {
  const exact = Number(input.value) * Number(input.closest("[data-number]").dataset.scale);
  const value = Math.round(exact * 1000) / 1000;
  return input.value.trim() !== "" && Number.isInteger(value) ? value : null;
}

function readNumber(input) {
  clearTimeout(typing);
  const value = numberOf(input);
  if (value === null) {
    const what = form.querySelector(`label[for="${CSS.escape(input.id)}"]`).textContent;
    const unit = input.parentElement.querySelector(".stepper__unit").textContent;
    view.seen.problems = "";
    view.complain(view.errors.get(input.name), said("number", { what, unit }));
    return;
  }
  if (picks.get(input.name) !== value && (picks.has(input.name) || page === null || Number(page.numbers[input.name]?.value) !== Number(input.value))) set(input.name, value);
}

for (const down of ["pointerdown", "keydown"]) form.addEventListener(down, standStill, { capture: true, passive: true });
form.addEventListener("change", ({ target }) => {
  if (target.type === "radio") set(target.name, target.value);
  else if (target.type === "number") readNumber(target);
});
form.addEventListener("input", (event) => {
  const { target } = event;
  if (target.dataset.text) set(target.name, target.value.trim() ? target.value : "");
  if (target.type !== "number") return;
  clearTimeout(typing);
  // Typed figures are read when the hand rests; a slider or a stepper is followed at once.
  if (event.isTrusted) typing = setTimeout(() => readNumber(target), TYPING_MS);
  else readNumber(target);
});
form.addEventListener("click", (event) => {
  const { target } = event;
  if (target.matches("input[aria-disabled=true]")) {
    event.preventDefault(); // it can be reached and read, not chosen
    voice.say(target.closest(".row").querySelector("[data-why-box]").textContent.trim());
  }
  // A tap on what is chosen already says: this one stays. From now on the others follow it.
  else if (target.type === "radio" && target.checked) set(target.name, target.value);
  if (target.closest("[data-undo]")) undo();
  if (target.closest("[data-redo]")) redo();
  if (target.closest("[data-restart]")) {
    event.preventDefault();
    if (picks.size) choose(new Map(), { note: said("restarted"), whole: true });
    fillTexts();
  }
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  const { submitter } = event;
  if (submitter?.name === "repair") { repair(submitter); return; }
  if (submitter?.matches("[data-keep]")) { keep.open(encode(picks, inputs)); return; }
  if (!submitter?.hasAttribute("formaction")) { form.querySelectorAll("input[type=number]").forEach(readNumber); return; }
  const wrong = submitter.matches("[data-go]") && page && !page.buyable && firstWrong();
  if (wrong) { wrong.focus(); voice.say(sentence); return; }
  location.assign(address(submitter.formAction, encode(picks, inputs)));
});

function firstWrong() {
  const [field] = Object.keys(page.problems);
  if (!field) return null;
  const input = form.querySelector(`#f-${CSS.escape(field)}`);
  return input ?? form.querySelector(`[data-group="${CSS.escape(field)}"] input:checked`);
}

form.querySelectorAll("[data-nojs]").forEach((button) => { button.hidden = true; });
form.querySelectorAll("[data-undo], [data-redo]").forEach((button) => { button.hidden = false; });
const keep = keepBox(document.querySelector("[data-keepbox]"), voice);
keys(form, { choose: set, repair, undo, redo });
engine = await loadEngine(form, inputs);
if (engine) page = engine.page(picks, "");
form.dataset.ready = engine ? "engine" : "server";
