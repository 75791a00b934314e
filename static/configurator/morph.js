// One drawing into the next: the svg's groups carry `data-part` and `data-choice`. Where both are equal the two groups
// hold the same elements in the same order, so their numbers are moved; where they differ the new group fades in.
// `morph(now, next, ms)`: `now` is the svg in the page, `next` another svg or its markup. Resolves when it stands still.

const NUMBERS = /-?\d+(?:\.\d+)?/g;
const MOVED = ["d", "transform", "points", "x", "y", "cx", "cy", "r", "width", "height", "font-size", "stroke-width",
  "fill-opacity", "stroke-opacity", "viewBox"];
const PAINTED = ["fill", "stroke"];

export function morph(now, next, ms = 200) {
  const wanted = typeof next === "string" ? parsed(next) : next;
  if (!wanted) return Promise.resolve();
  // Whoever calls again before the last move is over starts from where it stands.
  now.dwStop?.();
  for (const faded of now.querySelectorAll("g[opacity]")) faded.removeAttribute("opacity");
  const still = ms <= 0 || document.hidden || matchMedia("(prefers-reduced-motion: reduce)").matches;
  const steps = [];
  const same = still ? false : pair(now, wanted, steps);
  if (!same) put(now, wanted);
  if (!same || !steps.length) { // a dozen frames for a drawing that stays as it is would hold up the next tap
    for (const { name, value } of wanted.attributes) now.setAttribute(name, value);
    return Promise.resolve();
  }
  return run(now, wanted, steps, ms);
}

export function parsed(markup) {
  return new DOMParser().parseFromString(markup, "text/html").querySelector("svg");
}

// The next drawing as it is, in the same element: whoever holds it keeps holding it.
function put(now, wanted) {
  for (const { name, value } of wanted.attributes) now.setAttribute(name, value);
  now.replaceChildren(...[...wanted.childNodes].map((node) => document.importNode(node, true)));
}

// Collect what moves between two elements; false when they are not built alike. A part that is not is swapped whole.
function pair(from, to, steps) {
  if (from.tagName !== to.tagName || from.dataset.part !== to.dataset.part) return false;
  const inside = [];
  const alike = from.dataset.choice === to.dataset.choice && from.children.length === to.children.length
    && [...from.children].every((child, index) => pair(child, to.children[index], inside));
  if (!alike) {
    if (!from.dataset.part) return false;
    steps.push(swap(from, to));
    return true;
  }
  attributes(from, to, inside);
  if (!from.children.length && from.textContent !== to.textContent) from.textContent = to.textContent;
  steps.push(...inside);
  return true;
}

function attributes(from, to, steps) {
  for (const name of MOVED) {
    const [a, b] = [from.getAttribute(name), to.getAttribute(name)];
    if (a === b || a === null || b === null) continue;
    steps.push(numbers(from, name, a, b));
  }
  for (const name of PAINTED) {
    const [a, b] = [from.getAttribute(name), to.getAttribute(name)];
    if (a !== b && a && b) steps.push(colours(from, name, a, b));
  }
}

function numbers(element, name, a, b) {
  const [start, end] = [a.match(NUMBERS) ?? [], b.match(NUMBERS) ?? []];
  const between = b.split(NUMBERS);
  if (start.length !== end.length || a.split(NUMBERS).join("#") !== between.join("#")) {
    return (share) => { if (share === 1) element.setAttribute(name, b); };
  }
  const [low, high] = [start.map(Number), end.map(Number)];
  return (share) => {
    let text = between[0];
    for (let index = 0; index < low.length; index += 1) {
      text += Math.round((low[index] + (high[index] - low[index]) * share) * 100) / 100 + between[index + 1];
    }
    element.setAttribute(name, share === 1 ? b : text);
  };
}

function colours(element, name, a, b) {
  const [start, end] = [channels(a), channels(b)];
  if (!start || !end) return (share) => { if (share === 1) element.setAttribute(name, b); };
  return (share) => {
    const mixed = start.map((value, index) => Math.round(value + (end[index] - value) * share));
    element.setAttribute(name, share === 1 ? b : `rgb(${mixed.join(",")})`);
  };
}

function channels(colour) {
  if (/^#[0-9a-f]{6}$/i.test(colour)) return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  const found = /^rgb\((\d+),(\d+),(\d+)\)$/.exec(colour);
  return found ? found.slice(1).map(Number) : null;
}

// Another choice has other elements: they come in at once and become visible.
function swap(from, to) {
  const fresh = document.importNode(to, true);
  from.replaceChildren(...fresh.childNodes);
  from.dataset.choice = to.dataset.choice;
  return (share) => {
    if (share === 1) from.removeAttribute("opacity");
    else from.setAttribute("opacity", String(Math.round((0.15 + 0.85 * share) * 100) / 100));
  };
}

function run(now, wanted, steps, ms) {
  return new Promise((resolve) => {
    let frame = 0;
    const begun = performance.now();
    const finish = () => {
      cancelAnimationFrame(frame);
      delete now.dwStop;
      for (const { name, value } of wanted.attributes) now.setAttribute(name, value);
      resolve();
    };
    const draw = (time) => {
      const share = Math.min(1, Math.max(0, (time - begun) / ms));
      // Quick at first, gentle at the end.
      const eased = share === 1 ? 1 : 1 - (1 - share) ** 3;
      for (const step of steps) step(eased);
      if (share === 1) finish();
      else frame = requestAnimationFrame(draw);
    };
    now.dwStop = finish;
    frame = requestAnimationFrame(draw);
  });
}
