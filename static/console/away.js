/* The tablet's own answer when there is no network: pages of the bench that cannot be fetched are answered with one page
   that says so. Nothing of an order is kept on the tablet, only that page; taps wait in taps.js and are sent from there. */

const KEPT = "bench-1";
const PAGE = new URL("away", location.href).href;

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const kept = await caches.open(KEPT);
    await kept.put(PAGE, await fresh());
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name !== KEPT) await caches.delete(name);
    await self.clients.claim();
  })());
});

self.addEventListener("fetch", (event) => {
  if (event.request.mode !== "navigate") return;
  event.respondWith(fetch(event.request).catch(async () => (await caches.match(PAGE)) || Response.error()));
});

/* With whoever is signed in; an answer that leads to the sign-in page is none. */
async function fresh() {
  const answer = await fetch(PAGE, { credentials: "same-origin", cache: "no-store", redirect: "error" });
  if (!answer.ok) throw new Error("no page to keep");
  return answer;
}
