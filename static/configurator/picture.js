// The drawing follows: the one in the page is moved into the next in 200 ms, or swapped where motion is not wanted.

import { morph, parsed } from "./morph.js";

// To be read and to be shown are two tasks, so that a tap may come between them.
export function readDrawing(svg) {
  return svg ? parsed(svg) : null;
}

export function showDrawing(art, wanted) {
  if (!wanted) return;
  const now = art.querySelector("svg");
  if (now) morph(now, wanted);
  else art.replaceChildren(document.importNode(wanted, true));
}
