// The drawing follows: the one in the page is moved into the next in 200 ms, or swapped where motion is not wanted.

const morph = await import("./morph.js").then((module) => module.morph, () => null);

export function showDrawing(art, svg) {
  if (!svg) return;
  const now = art.querySelector("svg");
  if (now && morph) morph(now, svg);
  else art.innerHTML = svg;
}
