/* What everybody keeps to who puts a fresh fragment into a region of the page (live.js, ../console/taps.js). */

/* What is under a finger stays until the finger is lifted, or a press on it would be lost; who holds a card in the hand
   for longer than a moment can do with a board that is brought up to date. */
const A_MOMENT_MS = 1000;
const CLICK_MS = 50; /* a tap's click comes after its pointerup */
let lift = Promise.resolve();
addEventListener("pointerdown", () => {
  lift = new Promise((go) => {
    for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => setTimeout(go, CLICK_MS), { capture: true, once: true });
    setTimeout(go, A_MOMENT_MS);
  });
}, { capture: true, passive: true });
export const lifted = () => lift;

/* A region is asked for by its stream, by a tap, by another tap: an answer to an older question never takes the place
   of a newer one's. */
const asked = new WeakMap();
const shown = new WeakMap();
export function question(region) {
  const mine = (asked.get(region) || 0) + 1;
  asked.set(region, mine);
  return mine;
}

export function isNews(region, mine) {
  if (mine < (shown.get(region) || 0)) return false;
  shown.set(region, mine);
  return true;
}
