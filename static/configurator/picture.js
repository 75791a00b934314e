// The drawing follows: the one in the page is moved into the next in 200 ms, or swapped where motion is not wanted.

import { morph } from "./morph.js";

export function showDrawing(art, svg) {
  if (!svg) return;
  const now = art.querySelector("svg");
  if (now) morph(now, svg);
  else art.innerHTML = svg;
}
