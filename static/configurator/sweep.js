// Complete answers from a compiled diagram, in the browser: the same sweeps as solving/diagram/sweep.py on the same
// bytes. An option is a value of a variable; options are numbered over the variables in order: start[v] + value.
// Plain functions on typed arrays, no dependency, no DOM.

const MAGIC = [0x44, 0x44, 0x31];
const VERSION = 1;

/** A kernel from `Diagram.to_bytes()`, as bytes or as base64. Throws when they are no diagram of this version. */
export function load(artefact) {
  const diagram = decode(typeof artefact === "string" ? bytesOf(artefact) : artefact);
  const costs = { low: diagram.low, dear: diagram.high.map((cost) => -cost) };
  return {
    sizes: diagram.sizes,
    start: diagram.start,
    domains: (picks) => domains(diagram, costs, entries(picks)),
    best: (given) => best(diagram, given),
    witness: (given, wanted) => witness(diagram, held(diagram, given, entries(wanted))),
    count: (picks) => count(diagram, entries(picks)),
  };
}

const entries = (picks) => Array.from(picks ?? []);

function bytesOf(base64) {
  return Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
}

/** Reads variable-length integers, seven bits a byte, low end first. */
function reader(bytes) {
  let place = MAGIC.length;
  const next = () => {
    let number = 0;
    let weight = 1;
    for (;;) {
      if (place >= bytes.length) throw new Error("the decision diagram is cut short");
      const byte = bytes[place++];
      number += (byte & 127) * weight;
      if (byte < 128) return number;
      weight *= 128;
    }
  };
  return next;
}

function decode(bytes) {
  if (MAGIC.some((sign, place) => bytes[place] !== sign)) throw new Error("these bytes are no decision diagram");
  const next = reader(bytes);
  if (next() !== VERSION) throw new Error("this decision diagram is of another version");
  const sizes = Int32Array.from({ length: next() }, next);
  const start = new Int32Array(sizes.length + 1);
  sizes.forEach((size, variable) => (start[variable + 1] = start[variable] + size));
  const clusters = readClusters(next, sizes);
  const edges = readEdges(next, clusters, start);
  const options = start[sizes.length];
  const signed = () => {
    const number = next();
    return number % 2 ? -(number + 1) / 2 : number / 2;
  };
  const low = Float64Array.from({ length: options }, signed);
  const high = next() ? low : Float64Array.from({ length: options }, signed);
  const nodes = clusters.reduce((total, cluster) => total + cluster.nodes, 0);
  return { sizes, start, options, clusters, nodes, low, high, ...edges };
}

function readClusters(next, sizes) {
  const clusters = [];
  let first = 0;
  const many = next();
  for (let place = 0; place < many; place++) {
    const [variable, below, beside, nodes] = [next() - 1, next() - 1, next() - 1, next()];
    clusters.push({ variable, below, beside, nodes, first, width: variable < 0 ? 2 : sizes[variable], from: 0, to: 0 });
    first += nodes;
  }
  return clusters;
}

/** Edges of all clusters: the node, the option (of a join: the other node below), the node below (-1 becomes the end). */
function readEdges(next, clusters, start) {
  const end = clusters.reduce((total, cluster) => total + cluster.nodes, 0);
  const [node, side, below] = [[], [], []];
  for (const cluster of clusters) {
    cluster.from = node.length;
    for (let one = 0; one < cluster.nodes; one++) {
      if (cluster.variable < 0) {
        node.push(cluster.first + one);
        below.push(clusters[cluster.below].first + next());
        side.push(clusters[cluster.beside].first + next());
        continue;
      }
      for (let value = 0; value < cluster.width; value++) {
        const cell = next();
        if (cell === 0) continue;
        node.push(cluster.first + one);
        side.push(start[cluster.variable] + value);
        below.push(cluster.below < 0 ? end : clusters[cluster.below].first + cell - 1);
      }
    }
    cluster.to = node.length;
  }
  return { node: Int32Array.from(node), side: Int32Array.from(side), below: Int32Array.from(below) };
}

/** The costs with every other value of a picked variable forbidden. */
function held(diagram, costs, picks) {
  const left = Float64Array.from(costs);
  for (const [variable, value] of picks) {
    const kept = left[diagram.start[variable] + value];
    left.fill(Infinity, diagram.start[variable], diagram.start[variable + 1]);
    left[diagram.start[variable] + value] = kept;
  }
  return left;
}

/** Per node the least cost of what is under it; Infinity: nothing. The last place is the end under every leaf. */
function upward(diagram, costs) {
  const { node, side, below, nodes } = diagram;
  const up = new Float64Array(nodes + 1).fill(Infinity);
  up[nodes] = 0;
  for (const { variable, from, to } of diagram.clusters) {
    if (variable < 0) {
      for (let edge = from; edge < to; edge++) up[node[edge]] = up[below[edge]] + up[side[edge]];
      continue;
    }
    for (let edge = from; edge < to; edge++) {
      const total = costs[side[edge]] + up[below[edge]];
      if (total < up[node[edge]]) up[node[edge]] = total;
    }
  }
  return up;
}

/** Per option the least total over the assignments with it; NaN: there is none. */
function best(diagram, costs) {
  const { node, side, below, nodes } = diagram;
  const answer = new Float64Array(diagram.options).fill(Infinity);
  const up = upward(diagram, costs);
  const through = new Float64Array(nodes + 1).fill(Infinity);
  if (nodes) through[nodes - 1] = up[nodes - 1];
  for (let place = diagram.clusters.length - 1; place >= 0; place--) {
    const { variable, from, to } = diagram.clusters[place];
    for (let edge = from; edge < to; edge++) {
      let total = through[node[edge]];
      if (total === Infinity) continue;
      if (variable < 0) {
        if (total < through[side[edge]]) through[side[edge]] = total;
      } else {
        total += costs[side[edge]] + up[below[edge]] - up[node[edge]];
        if (total < answer[side[edge]]) answer[side[edge]] = total;
      }
      if (total < through[below[edge]]) through[below[edge]] = total;
    }
  }
  for (let option = 0; option < answer.length; option++) if (answer[option] === Infinity) answer[option] = NaN;
  return answer;
}

/** Per option the lowest and the highest final cost over the assignments with the picks and it; NaN: there is none. */
function domains(diagram, costs, picks) {
  const low = best(diagram, held(diagram, costs.low, picks));
  const high = best(diagram, held(diagram, costs.dear, picks));
  for (let option = 0; option < high.length; option++) high[option] = 0 - high[option];
  return { low, high };
}

/** A cheapest assignment; of equal ones that with the earliest values from the root down. */
function witness(diagram, costs) {
  const { node, side, below, nodes } = diagram;
  const up = upward(diagram, costs);
  if (!nodes || up[nodes - 1] === Infinity) return null;
  const passed = new Uint8Array(nodes + 1);
  passed[nodes - 1] = 1;
  const chosen = new Int32Array(diagram.sizes.length);
  for (let place = diagram.clusters.length - 1; place >= 0; place--) {
    const { variable, from, to } = diagram.clusters[place];
    for (let edge = from; edge < to; edge++) {
      if (!passed[node[edge]]) continue;
      if (variable < 0) {
        passed[below[edge]] = passed[side[edge]] = 1;
      } else if (costs[side[edge]] + up[below[edge]] === up[node[edge]]) {
        passed[node[edge]] = 0;
        passed[below[edge]] = 1;
        chosen[variable] = side[edge] - diagram.start[variable];
      }
    }
  }
  return chosen;
}

/** How many assignments hold the picks; a BigInt. */
function count(diagram, picks) {
  const { node, side, below, nodes, start } = diagram;
  const pick = new Map(picks.map(([variable, value]) => [variable, start[variable] + value]));
  const many = new Array(nodes + 1).fill(0n);
  many[nodes] = 1n;
  for (const { variable, from, to } of diagram.clusters) {
    const only = pick.get(variable);
    for (let edge = from; edge < to; edge++) {
      if (variable < 0) many[node[edge]] = many[below[edge]] * many[side[edge]];
      else if (only === undefined || only === side[edge]) many[node[edge]] += many[below[edge]];
    }
  }
  return nodes ? many[nodes - 1] : diagram.sizes.length ? 0n : 1n;
}
