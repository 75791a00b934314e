/* Follows the shop's event stream: each event fetches the page's fragments anew and puts them in place.
   Markup: <div data-live="/fragment/url" data-stream="/stream/url" [data-say]>…</div>
   EventSource resumes by itself with Last-Event-ID; without JavaScript the page is simply reloaded by hand. */

import { isNews, lifted, question } from "./region.js";

const streams = new Map();
const calm = matchMedia("(prefers-reduced-motion: reduce)");

let voice = null;
function say(sentence) {
  if (!sentence) return;
  if (!voice) {
    voice = document.createElement("p");
    voice.className = "sr-only";
    voice.setAttribute("role", "status");
    voice.setAttribute("aria-live", "polite");
    document.body.append(voice);
  }
  voice.textContent = sentence;
}

/* A person who is typing or choosing in the region is not interrupted: the change waits until they leave it. */
const busy = (region) => region.querySelector("dialog[open]") ||
  (region.contains(document.activeElement) && document.activeElement.matches("input:not([type=radio]), textarea, select"));

const pending = new WeakMap();
async function refresh(region) {
  if (pending.get(region)) { pending.set(region, "again"); return; }
  pending.set(region, "once");
  const mine = question(region);
  try {
    const answer = await fetch(region.dataset.live, { headers: { "X-Fragment": "1" }, credentials: "same-origin", cache: "no-store" });
    if (!answer.ok) return;
    const html = await answer.text();
    await lifted();
    if (busy(region)) { region.addEventListener("focusout", () => setTimeout(refresh, 50, region), { once: true }); return; }
    if (isNews(region, mine)) put(region, html);
  } catch { /* offline: the stream reconnects and calls again */ } finally {
    const again = pending.get(region) === "again";
    pending.delete(region);
    if (again) refresh(region);
  }
}

function put(region, html) {
  const next = new DOMParser().parseFromString(html, "text/html");
  const same = region.id && next.getElementById(region.id);
  const content = same || next.body;
  if (content.innerHTML.trim() === region.innerHTML.trim()) return;
  const focusId = region.contains(document.activeElement) ? document.activeElement.id : "";
  const open = [...region.querySelectorAll("details[id][open]")].map((item) => item.id);
  region.replaceChildren(...content.childNodes);
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  if (focusId) document.getElementById(focusId)?.focus({ preventScroll: true });
  say(region.querySelector("[data-sentence]")?.dataset.sentence || region.querySelector("#next-title")?.textContent);
  if (!calm.matches) { region.classList.remove("live-pulse"); void region.offsetWidth; region.classList.add("live-pulse"); }
  region.dispatchEvent(new CustomEvent("live:changed", { bubbles: true }));
}

function follow(url) {
  if (streams.has(url)) return;
  const source = new EventSource(url);
  streams.set(url, source);
  let dropped = false;
  const all = () => document.querySelectorAll("[data-live]").forEach((region) => {
    if ((region.dataset.stream || "") === url) refresh(region);
  });
  source.onmessage = all;
  for (const name of ["entry", "change"]) source.addEventListener(name, all);
  source.onopen = () => { if (dropped) { dropped = false; all(); } };
  source.onerror = () => {
    dropped = true;
    if (source.readyState !== EventSource.CLOSED) return;
    streams.delete(url);
    setTimeout(() => { all(); follow(url); }, 4000);
  };
}

document.querySelectorAll("[data-live][data-stream]").forEach((region) => follow(region.dataset.stream));
addEventListener("pagehide", () => { streams.forEach((source) => source.close()); streams.clear(); });
addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("[data-live][data-stream]").forEach((region) => { refresh(region); follow(region.dataset.stream); });
});
