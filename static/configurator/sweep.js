// Complete answers from a compiled diagram, in the browser: the sweeps of solving/diagram on the same bytes.
//
// An option is a value of a variable; options are numbered over the variables in order: start[v] + value. Items are the
// end under every leaf (0), the options (1 + number), the root, then the other nodes. A step (n, a, b) reads: to pass
// node n is to pass a and b both; a choice passes an option and the node below, a join two nodes. Plain functions on
// typed arrays.

import { decode } from "./artefact.js";

const KEPT = 64; // states of the last picks, each with the steps that are still possible

/** A kernel from `Diagram.to_bytes()`, as bytes or as base64. Throws when they are no diagram of this version. */
export function load(artefact) {
  const diagram = decode(typeof artefact === "string" ? bytesOf(artefact) : artefact);
  const field = { ...diagram, dear: diagram.high.map((cost) => -cost), ...scratch(diagram) };
  const kept = new Map();
  return {
    sizes: diagram.sizes,
    start: diagram.start,
    domains: (picks) => domains(field, kept, entries(picks)),
    best: (costs) => best(field, costs),
    witness: (costs, wanted) => witness(field, held(field, costs, entries(wanted))),
    count: (picks) => count(field, entries(picks)),
  };
}

const entries = (picks) => Array.from(picks ?? []);

function bytesOf(base64) {
  return Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
}

/** Room that every sweep uses anew: weights and totals of two cost vectors, and the steps found alive. */
function scratch({ items, steps }) {
  const room = () => new Float64Array(items);
  return { weights: [room(), room()], totals: [room(), room()], alive: steps.map((leg) => new Int32Array(leg.length)) };
}

/** The costs with every other value of a picked variable forbidden. */
function held({ start }, costs, picks) {
  const left = new Float64Array(costs);
  for (const [variable, value] of picks) {
    const kept = left[start[variable] + value];
    left.fill(Infinity, start[variable], start[variable + 1]);
    left[start[variable] + value] = kept;
  }
  return left;
}

/** Per item the least cost of passing it and what is under it; Infinity: it cannot be passed. */
function upward(field, [node, side, below], costs, weight) {
  weight.fill(Infinity);
  weight.set(costs, 1);
  weight[0] = 0;
  for (let step = node.length - 1; step >= 0; step--) {
    const total = weight[side[step]] + weight[below[step]];
    if (total < weight[node[step]]) weight[node[step]] = total;
  }
  return weight[field.root] < Infinity;
}

/** Per item the least total of what passes it. */
function downward(field, [node, side, below], weight, total) {
  total.fill(Infinity);
  total[0] = -Infinity;
  total[field.root] = weight[field.root];
  for (let step = 0; step < node.length; step++) {
    const n = node[step];
    const a = side[step];
    const b = below[step];
    const through = total[n] + (weight[a] + weight[b] - weight[n]);
    if (!(through < Infinity)) continue;
    if (through < total[a]) total[a] = through;
    if (through < total[b]) total[b] = through;
  }
}

/** Totals of the options; NaN where there is none. `sign` -1 turns negated costs back. */
function told({ options }, total, sign) {
  const answer = new Float64Array(options);
  for (let option = 0; option < options; option++) {
    const found = total[1 + option];
    answer[option] = found === Infinity ? NaN : sign < 0 ? 0 - found : found;
  }
  return answer;
}

/** Per option the least total over the assignments with it; NaN: there is none. `costs`: Infinity forbids. */
function best(field, costs) {
  const [total] = field.totals;
  if (upward(field, field.steps, costs, field.weights[0])) downward(field, field.steps, field.weights[0], total);
  else total.fill(Infinity);
  return told(field, total, 1);
}

/** Per option the lowest and the highest final cost over the assignments with the picks and it; NaN: there is none. */
function domains(field, kept, picks) {
  const key = keyOf(picks);
  let state = kept.get(key);
  if (!state) {
    state = swept(field, nearest(field, kept, picks), picks);
    if (kept.size >= KEPT) kept.delete(kept.keys().next().value);
    kept.set(key, state);
  }
  return { low: state.low.slice(), high: state.high.slice() };
}

const keyOf = (picks) => picks.map(([variable, value]) => `${variable}:${value}`).sort().join(" ");

/** The steps possible with all picks but the last, or with fewer; steps that fewer picks rule out stay ruled out. */
function nearest(field, kept, picks) {
  for (let many = picks.length - 1; many >= 0; many--) {
    const state = kept.get(keyOf(picks.slice(0, many)));
    if (state) return state.steps;
  }
  return field.steps;
}

function swept(field, steps, picks) {
  const { weights, totals, alive } = field;
  if (!upwardBoth(field, steps, held(field, field.low, picks), held(field, field.dear, picks), weights, totals)) {
    const none = new Float64Array(field.options).fill(NaN);
    return { low: none, high: none, steps };
  }
  const many = downwardBoth(field, steps, weights, totals, alive);
  const left = many < steps[0].length ? alive.map((leg) => leg.slice(0, many)) : steps;
  return { low: told(field, totals[0], 1), high: told(field, totals[1], -1), steps: left };
}

// `upward` for two costs that forbid the same, in one go. The steps of a node follow each other, and only nodes with
// steps are read afterwards: no room is cleared, which after some picks would take longer than all the rest.
function upwardBoth(field, [node, side, below], costs, others, [weight, other], [total, sum]) {
  weight.set(costs, 1);
  other.set(others, 1);
  weight[0] = other[0] = 0;
  let step = node.length - 1;
  while (step >= 0) {
    const n = node[step];
    let least = Infinity;
    let lowest = Infinity;
    do {
      const a = side[step];
      const b = below[step];
      const here = weight[a] + weight[b];
      if (here < least) least = here;
      const there = other[a] + other[b];
      if (there < lowest) lowest = there;
      step -= 1;
    } while (step >= 0 && node[step] === n);
    weight[n] = least;
    other[n] = lowest;
    total[n] = sum[n] = Infinity; // for the way down
  }
  return weight[field.root] < Infinity;
}

/** `downward` for both, after `upwardBoth`. Returns how many steps are alive, which `alive` takes. */
function downwardBoth(field, [node, side, below], [weight, other], [total, sum], alive) {
  total.fill(Infinity, 1, 1 + field.options);
  sum.fill(Infinity, 1, 1 + field.options);
  total[0] = sum[0] = -Infinity; // nothing is less: the end is never written to
  total[field.root] = weight[field.root];
  sum[field.root] = other[field.root];
  let many = 0;
  for (let step = 0; step < node.length; step++) {
    const n = node[step];
    const a = side[step];
    const b = below[step];
    const through = total[n] + (weight[a] + weight[b] - weight[n]);
    if (!(through < Infinity)) continue;
    if (through < total[a]) total[a] = through;
    if (through < total[b]) total[b] = through;
    const beyond = sum[n] + (other[a] + other[b] - other[n]);
    if (beyond < sum[a]) sum[a] = beyond;
    if (beyond < sum[b]) sum[b] = beyond;
    alive[0][many] = n;
    alive[1][many] = a;
    alive[2][many] = b;
    many += 1;
  }
  return many;
}

/** A cheapest assignment; of equal ones that with the earliest values from the root down. */
function witness(field, costs) {
  const { steps, sizes, start, items, root } = field;
  const [weight] = field.weights;
  if (!upward(field, steps, costs, weight)) return null;
  const [node, side, below] = steps;
  const passed = new Uint8Array(items);
  passed[root] = 1;
  for (let step = 0; step < node.length; step++) {
    const n = node[step];
    const a = side[step];
    const b = below[step];
    if (!passed[n] || weight[a] + weight[b] !== weight[n]) continue;
    passed[n] = 0;
    passed[a] = passed[b] = 1;
  }
  return sizes.map((size, variable) => passed.subarray(1 + start[variable], 1 + start[variable + 1]).indexOf(1));
}

/** How many assignments hold the picks; a BigInt. */
function count({ steps, items, root, options, sizes, start }, picks) {
  const ways = new Array(items).fill(0n).fill(1n, 0, 1 + options);
  for (const [variable, value] of picks) {
    ways.fill(0n, 1 + start[variable], 1 + start[variable + 1]);
    ways[1 + start[variable] + value] = 1n;
  }
  const [node, side, below] = steps;
  for (let step = node.length - 1; step >= 0; step--) ways[node[step]] += ways[side[step]] * ways[below[step]];
  return sizes.length ? ways[root] : 1n;
}
