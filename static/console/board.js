/* Cards are moved by hand, by key and by tap; all three are the same request. A moved card lies in its new lane at once
   and goes back with a sentence if the shop says no. */

import { freshId, renew, send, word } from "./taps.js";

const board = () => document.getElementById("board");
const ways = () => JSON.parse(board().dataset.ways);
const labels = () => Object.fromEntries([...document.querySelectorAll(".board__head")].map((head, i) => [["ready", "running", "paused", "inspect", "done"][i], head.firstChild.textContent.trim()]));
const may = (card) => ways()[card.dataset.lane] || [];
const cellsOf = (card) => [...card.closest("[data-row]").querySelectorAll("[data-to]")];

let voice = null;
function say(sentence) {
  if (!voice) {
    voice = document.createElement("p");
    voice.className = "sr-only";
    voice.setAttribute("role", "status");
    document.body.append(voice);
  }
  voice.textContent = sentence;
}

async function move(card, to) {
  if (card.dataset.lane === "inspect" && to === "done") { location.assign(card.dataset.open); return; }
  const box = card.closest(".jobbox"), home = box.parentElement, after = box.nextSibling;
  const cell = cellsOf(card).find((one) => one.dataset.to === to);
  const seen = card.dataset.lane;
  cell.classList.remove("cell--empty");
  cell.append(box);
  card.setAttribute("aria-busy", "true");
  const by = document.querySelector("#move-form [name=by]").value;
  const outcome = await send(card.dataset.move, { seen, to, by, client_id: freshId() });
  card.removeAttribute("aria-busy");
  if (outcome === "refused" && box.isConnected) home.insertBefore(box, after?.isConnected ? after : null);
  document.querySelector(`[data-job="${CSS.escape(card.dataset.job)}"] [data-grip]`)?.focus({ preventScroll: true });
}

/* By hand */
let drag = null;
function begin(event) {
  const card = event.target.closest("[data-move]");
  if (!card || event.button) return;
  const onGrip = event.target.closest("[data-grip]");
  if (!onGrip && (event.pointerType !== "mouse" || event.target.closest("a, button, summary, input"))) return;
  const at = card.getBoundingClientRect();
  drag = { card, id: event.pointerId, x: event.clientX, y: event.clientY, dx: event.clientX - at.left, dy: event.clientY - at.top, ghost: null, over: null };
}

function lift() {
  const { card } = drag;
  drag.ghost = card.cloneNode(true);
  drag.ghost.classList.add("job--ghost");
  drag.ghost.removeAttribute("data-job");
  drag.ghost.setAttribute("aria-hidden", "true");
  drag.ghost.querySelectorAll("[id]").forEach((one) => one.removeAttribute("id"));
  document.body.append(drag.ghost);
  document.documentElement.classList.add("dragging");
  document.documentElement.setPointerCapture(drag.id); /* the card itself may be replaced under the hand */
  card.classList.add("job--away");
  mark(card);
}

function mark(card) {
  for (const cell of [...cellsOf(card), ...dock().children]) cell.classList.toggle("cell--may", may(card).includes(cell.dataset.to));
}

function follow(event) {
  if (!drag || event.pointerId !== drag.id) return;
  if (!drag.ghost) {
    if (Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < 6) return;
    lift();
  }
  event.preventDefault();
  drag.ghost.style.transform = `translate(${event.clientX - drag.dx}px, ${event.clientY - drag.dy}px) rotate(1.5deg)`;
  aim(event);
}

/* The lane beneath the hand, if the card may be there at all. */
function aim(event) {
  const under = document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-to]");
  const own = under && (dock().contains(under) || cellsOf(drag.card).includes(under)) ? under : null;
  if (own !== drag.over) {
    drag.over?.classList.remove("cell--over");
    own?.classList.add("cell--over");
    drag.over = own;
  }
}

function endDrag() {
  drag?.ghost?.remove();
  drag?.card.classList.remove("job--away");
  drag = null;
  document.documentElement.classList.remove("dragging");
  document.querySelectorAll(".cell--may, .cell--over").forEach((cell) => cell.classList.remove("cell--may", "cell--over"));
}

function drop(event) {
  if (!drag || event.pointerId !== drag.id) return;
  if (drag.ghost) aim(event); /* the board may have been brought up to date since the hand last moved */
  const { card, ghost, over } = drag;
  endDrag();
  if (!ghost) return;
  addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => removeEventListener("click", swallow, { capture: true }), 50);
  if (event.type === "pointerup" && over && over.dataset.to !== card.dataset.lane) move(card, over.dataset.to);
}
const swallow = (event) => { event.preventDefault(); event.stopPropagation(); };

let foot = null;
function dock() {
  if (foot) return foot;
  foot = document.createElement("div");
  foot.className = "dock";
  foot.setAttribute("aria-hidden", "true");
  for (const [lane, label] of Object.entries(labels())) {
    const place = document.createElement("div");
    place.className = "dock__lane";
    place.dataset.to = lane;
    place.textContent = label;
    foot.append(place);
  }
  document.documentElement.append(foot);
  document.body.append(foot);
  return foot;
}

/* By key: Enter lifts, left and right choose, Enter puts down, Escape lets go. */
let lifted = null;
function letGo() {
  if (!lifted) return;
  lifted.card.classList.remove("job--lifted");
  lifted.grip.setAttribute("aria-pressed", "false");
  cellsOf(lifted.card).forEach((cell) => cell.classList.remove("cell--may", "cell--over"));
  lifted = null;
}

function keyed(event) {
  const grip = event.target.closest?.("[data-grip]");
  if (!grip) return;
  const card = grip.closest("[data-move]");
  if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    if (!lifted) return take(card, grip);
    const to = lifted.to;
    letGo();
    if (to) move(card, to); else say("");
  } else if (lifted && event.key === "Escape") {
    letGo();
    say(word("letGo", { card: card.dataset.name }));
  } else if (lifted && (event.key === "ArrowRight" || event.key === "ArrowLeft")) {
    event.preventDefault();
    choose(card, event.key === "ArrowRight" ? 1 : -1);
  }
}

function take(card, grip) {
  lifted = { card, grip, to: "" };
  card.classList.add("job--lifted");
  grip.setAttribute("aria-pressed", "true");
  mark(card);
  say(word("choose", { card: card.dataset.name, lanes: may(card).map((lane) => labels()[lane]).join(", ") }));
}

function choose(card, step) {
  const lanes = ["ready", "running", "paused", "inspect", "done"];
  const allowed = may(card);
  let at = lanes.indexOf(lifted.to || card.dataset.lane);
  do at += step; while (at >= 0 && at < lanes.length && !allowed.includes(lanes[at]));
  if (at < 0 || at >= lanes.length) return;
  lifted.to = lanes[at];
  cellsOf(card).forEach((cell) => cell.classList.toggle("cell--over", cell.dataset.to === lifted.to));
  say(labels()[lifted.to]);
}

/* By tap: the grip opens the card's menu. A click that a key made has no place on the screen. */
function tapped(event) {
  const grip = event.target.closest("[data-grip]");
  if (!grip || event.detail === 0) return;
  const menu = grip.closest("[data-job]").querySelector("details.more");
  if (!menu) return;
  menu.open = !menu.open;
  if (menu.open) menu.querySelector("button, a")?.focus();
}

/* The board was brought up to date while a card was in the hand: it is the same card, if it lies where it lay. */
function again(card) {
  const found = document.querySelector(`[data-job="${CSS.escape(card.dataset.job)}"][data-move]`);
  return found?.dataset.lane === card.dataset.lane ? found : null;
}

function renewed() {
  ready();
  if (drag) {
    const card = again(drag.card);
    if (card) drag.card = card; else { endDrag(); return; }
    if (drag.ghost) { drag.over = null; card.classList.add("job--away"); mark(card); }
  }
  if (lifted) {
    const card = again(lifted.card), to = lifted.to;
    lifted = null;
    if (!card) return;
    const grip = card.querySelector("[data-grip]");
    grip.focus({ preventScroll: true });
    take(card, grip);
    lifted.to = to;
    cellsOf(card).forEach((cell) => cell.classList.toggle("cell--over", cell.dataset.to === to));
  }
}

function ready() {
  document.querySelector("[data-board]")?.classList.add("board--live");
  document.querySelectorAll("[data-grip][hidden]").forEach((grip) => { grip.hidden = false; });
}
document.addEventListener("pointerdown", begin);
addEventListener("pointermove", follow, { passive: false });
addEventListener("pointerup", drop);
addEventListener("pointercancel", drop);
document.addEventListener("keydown", keyed);
document.addEventListener("click", tapped);
document.addEventListener("focusout", (event) => { if (lifted && event.target === lifted.grip) letGo(); });
document.addEventListener("live:changed", renewed);
addEventListener("online", renew);
ready();
