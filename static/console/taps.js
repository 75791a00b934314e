/* Taps of the floor. A form marked data-tap is sent beside the page: the answer is a sentence, with Undo where it can be
   taken back, and the regions of the page are fetched anew. Without a network the tap is kept on this tablet, under the
   id it was made with, and sent when the net is back: the server counts it once however often it arrives. */

import { isNews, lifted, question } from "../js/region.js";

const KEY = "shop-taps";
/* The page's own words (templates/shop/console/floor/_words.html). */
const said = document.getElementById("tap-words")?.dataset || {};
export const word = (name, values = {}) => (said[name] || "").replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
const counted = (name, n) => (n === 1 ? word(`${name}One`) : word(name, { n }));

export const freshId = () => crypto.getRandomValues(new Uint8Array(16)).reduce((text, byte) => text + byte.toString(16).padStart(2, "0"), "");
const token = () => document.querySelector("input[name=csrf_token]")?.value || "";

/* Sentences */
export function tell(sentence, { bad = false, undo = "", refs = "" } = {}) {
  const box = document.querySelector("[data-toasts]");
  box.replaceChildren();
  const toast = document.createElement("div");
  toast.className = bad ? "toast toast--bad" : "toast";
  toast.setAttribute("role", bad ? "alert" : "status");
  const text = document.createElement("span");
  text.textContent = sentence;
  toast.append(text);
  if (undo) toast.append(undoButton(undo, refs));
  box.append(toast);
  clearTimeout(tell.timer);
  tell.timer = setTimeout(() => toast.remove(), bad ? 12000 : 9000);
}

function undoButton(action, refs) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--text";
  button.textContent = word("undo");
  const fields = { client_id: freshId(), ...(refs ? { refs } : {}) };
  button.addEventListener("click", () => { button.disabled = true; send(action, fields); });
  return button;
}

/* Sending. Resolves to "done", "refused" or "kept". */
export async function send(action, fields) {
  const answer = await post(action, fields).catch(() => null);
  if (!answer || signedOut(answer)) {
    keep(action, fields);
    tell(word(answer ? "signin" : "kept"), { bad: Boolean(answer) });
    return "kept";
  }
  const told = await answer.json().catch(() => null);
  if (answer.ok && told) tell(told.sentence, { undo: told.undo, refs: told.refs });
  else tell(told?.title || word("lost"), { bad: true });
  await renew();
  return answer.ok ? "done" : "refused";
}

/* A tablet lies there for hours: when its token is too old, a fresh one is fetched and the tap is made once more. */
async function post(action, fields, csrf = token()) {
  const answer = await fetch(action, {
    method: "POST", body: new URLSearchParams({ ...fields, csrf_token: csrf }), credentials: "same-origin", cache: "no-store", redirect: "manual",
    headers: { "X-Tap": "1", Accept: "application/json" },
  });
  if (answer.status !== 403) return answer;
  const fresh = await freshToken();
  return fresh && fresh !== csrf ? post(action, fields, fresh) : answer;
}

async function freshToken() {
  const answer = await fetch(location.href, { credentials: "same-origin", cache: "no-store", redirect: "manual" });
  if (!answer.ok) return "";
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.querySelector("input[name=csrf_token]")?.value || "";
}

const signedOut = (answer) => answer.type === "opaqueredirect" || answer.status === 401;

/* Fetch the page's regions anew; what is open stays open, and the focus stays where it was. */
export async function renew() {
  for (const region of document.querySelectorAll("[data-live]")) {
    const mine = question(region);
    try {
      const answer = await fetch(region.dataset.live, { headers: { "X-Fragment": "1" }, credentials: "same-origin", cache: "no-store" });
      if (!answer.ok) continue;
      const html = await answer.text();
      await lifted();
      if (isNews(region, mine)) put(region, html);
    } catch { /* the stream brings it later */ }
  }
}

function put(region, html) {
  const next = new DOMParser().parseFromString(html, "text/html").getElementById(region.id);
  if (!next) return;
  const focus = region.contains(document.activeElement) ? focusKey(document.activeElement) : "";
  const open = [...region.querySelectorAll("details[id][open]")].map((item) => item.id);
  region.replaceChildren(...next.childNodes);
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  if (focus) region.querySelector(focus)?.focus({ preventScroll: true });
  region.dispatchEvent(new CustomEvent("live:changed", { bubbles: true }));
}

/* A card's buttons change with its lane: the focus stays on the card. */
function focusKey(element) {
  const card = element.closest("[data-job]");
  if (card) return `[data-job="${card.dataset.job}"] ${element.matches("[data-grip]") ? "[data-grip]" : ".button, a"}`;
  return element.id ? `#${CSS.escape(element.id)}` : "";
}

/* The queue. One list a browser; whoever comes first sends it. */
const kept = () => { try { return JSON.parse(localStorage.getItem(KEY)) || []; } catch { return []; } };
function store(list) {
  try { localStorage.setItem(KEY, JSON.stringify(list)); } catch { /* private window: the tap is in the toast only */ }
  show(list.length);
}
function keep(action, fields) { store([...kept(), { action, fields, at: Date.now() }]); }

let badge = null;
function show(count) {
  if (!badge) {
    badge = document.createElement("p");
    badge.className = "waiting-taps";
    badge.setAttribute("role", "status");
    document.body.append(badge);
  }
  badge.hidden = !count;
  badge.textContent = count ? counted("waiting", count) : "";
}

let sending = false;
export async function sendKept() {
  if (sending || !kept().length) return;
  sending = true;
  let sent = 0, refused = "";
  try {
    for (let list = kept(); list.length; list = kept()) {
      const [tap] = list;
      const answer = await post(tap.action, tap.fields);
      if (signedOut(answer)) { refused = word("signin"); break; }
      if (answer.status >= 500) break;
      const told = answer.ok ? null : await answer.json().catch(() => null);
      /* Not the first of the list as it is now: another window may have sent that one meanwhile. */
      store(kept().filter((one) => one.at !== tap.at || one.fields.client_id !== tap.fields.client_id));
      if (answer.ok) sent += 1; else refused = told?.title || word("lost");
    }
  } catch { /* still no network */ } finally { sending = false; }
  if (refused) tell(refused, { bad: true }); else if (sent) tell(counted("sent", sent));
  if (sent || refused) renew();
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-tap]")) return;
  event.preventDefault();
  if (form.dataset.busy) return;
  form.dataset.busy = "1";
  event.submitter?.setAttribute("aria-busy", "true");
  const fields = Object.fromEntries(new FormData(form, event.submitter));
  delete fields.csrf_token;
  send(form.getAttribute("action"), fields).finally(() => {
    delete form.dataset.busy;
    event.submitter?.removeAttribute("aria-busy");
  });
}, true);

addEventListener("online", async () => {
  await sendKept();
  if (document.querySelector("[data-no-network]")) location.reload();
});
if (said.away && "serviceWorker" in navigator) navigator.serviceWorker.register(said.away).catch(() => { /* taps wait all the same */ });
setInterval(sendKept, 15000);
show(kept().length);
sendKept();

/* Minutes that pass: data-since says when the open stretch began, data-spent what was before it. */
setInterval(() => {
  document.querySelectorAll("[data-since]").forEach((place) => {
    const minutes = Number(place.dataset.spent) + Math.max(0, Math.floor((Date.now() + offset - Date.parse(place.dataset.since)) / 60000));
    place.textContent = String(minutes);
  });
}, 20000);
/* The shop's clock may run ahead of this one (the demo's does). */
const now = document.querySelector("time[datetime]")?.dateTime;
const offset = now ? Date.parse(now) - Date.now() : 0;
