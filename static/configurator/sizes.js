// Sizes that belong together and their bands: `storefront/configurator/finite/sizes.py`, `nearest.py` and `corners.py`
// in the browser. A map is a diagram over intervals: a node holds runs [end, target], the last size's targets are bands.

export const [FREE, PICKED, LOOSE, KEPT, FIRM, WRITTEN] = [0, 1, 2, 3, 4, 5]; // how a size is held: see nearest.py

export const FAR = 1000; // across the whole of a size's range

const KEPT_ANSWERS = 1024;

export function remembered(memo, key, make) {
  let found = memo.get(key);
  if (found === undefined) {
    found = make();
    if (memo.size >= KEPT_ANSWERS) memo.clear();
    memo.set(key, found);
  }
  return found;
}

function runAt(runs, at) {
  return runs.find(([end]) => at < end)[1];
}

// [start, end, target] of every run, or of the one cell that is fixed
function runsWithin(runs, fixed) {
  if (fixed !== null) return [[fixed, fixed + 1, runAt(runs, fixed)]];
  let start = 0;
  return runs.map(([end, target]) => { const run = [start, end, target]; start = end; return run; });
}

function less(left, right) {
  for (let at = 0; at < left.length; at += 1) if (left[at] !== right[at]) return left[at] < right[at];
  return false;
}

const HERE = { changed: 0, moved: 0, far: 0, steps: 0, at: -1, tail: null };

// The first difference decides: what changes, what moves, how far, and of equal ways the cell that comes first.
function nearer(left, right) {
  const first = left.changed - right.changed || left.moved - right.moved || left.far - right.far || left.steps - right.steps;
  if (first) return first < 0;
  let [one, other] = [left, right];
  while (one && one.at === other.at) [one, other] = [one.tail, other.tail];
  return Boolean(one) && one.at < other.at;
}

function cellOf(way) {
  const cell = [];
  for (let one = way; one !== HERE; one = one.tail) cell.push(one.at);
  return cell;
}

export class SizeMap {
  constructor({ names, grids, counters, nodes, root, bands }) {
    Object.assign(this, { names, nodes, root, bands });
    this.grids = grids.map(([low, high, step]) => ({ low, step, last: Math.floor((high - low) / step) }));
    this.counters = new Set(counters);
    this.memo = { nearest: new Map(), below: new Map(), reach: new Map(), corners: new Map() };
  }

  cell(env) {
    // words that are too long are told of elsewhere
    return this.names.map((name, at) => Math.min((env[name] - this.grids[at].low) / this.grids[at].step, this.grids[at].last));
  }

  put(env, cell) {
    this.names.forEach((name, at) => { env[name] = this.grids[at].low + cell[at] * this.grids[at].step; });
  }

  // Per band the way to its nearest cell: picked sizes changed, others moved, how far in thousandths of the ranges, the
  // cell; undefined where none would do.
  nearest(present, held) {
    return remembered(this.memo.nearest, `${present}|${held}`, () => {
      const found = this.nearBelow(present, held, this.root, 0);
      return Array.from({ length: this.bands }, (_, band) => {
        const way = found.get(band);
        return way && { changed: way.changed, moved: way.moved, far: way.far, cell: cellOf(way) };
      });
    });
  }

  // What lies below a node depends on the sizes from here on only: while one slider moves, all the rest is remembered.
  nearBelow(present, held, node, depth) {
    if (depth === present.length) return new Map([[node, HERE]]);
    const rest = remembered(this.memo.below, `${depth}|${present.slice(depth)}|${held.slice(depth)}`, () => new Map());
    let found = rest.get(node);
    if (found) return found;
    found = new Map();
    rest.set(node, found);
    const [here, mode] = [present[depth], held[depth]];
    let start = 0;
    for (const [end, target] of this.nodes[node]) {
      const below = this.nearBelow(present, held, target, depth + 1);
      if (mode >= KEPT) {
        for (const at of new Set(mode === FIRM ? [here] : [0, here])) if (start <= at && at < end) this.step(found, depth, at, here, mode, below);
      } else this.step(found, depth, Math.min(Math.max(here, start), end - 1), here, mode, below);
      start = end;
    }
    return found;
  }

  step(found, depth, at, here, mode, below) {
    const away = Math.abs(at - here);
    const steps = mode === FREE || mode === PICKED ? away : 0;
    const far = Math.ceil((FAR * steps) / Math.max(1, this.grids[depth].last)) + Number(away > 0 && mode >= KEPT);
    const [changed, moved] = [Number(away > 0 && (mode === PICKED || mode === WRITTEN)), Number(away > 0 && mode === FREE)];
    for (const [band, tail] of below) {
      const known = found.get(band);
      const way = { changed: changed + tail.changed, moved: moved + tail.moved, far: far + tail.far, steps: steps + tail.steps, at, tail };
      if (!known || nearer(way, known)) found.set(band, way);
    }
  }

  // The values of the size at `depth`, as [first, last] pairs, with which a cell of `bands` exists.
  withinReach(fixed, bands, depth) {
    const key = `${fixed}|${[...bands].sort()}|${depth}`;
    return remembered(this.memo.reach, key, () => {
      const alive = new Map();
      const lives = (node, at) => {
        if (at === fixed.length) return bands.has(node);
        const place = node * 64 + at;
        if (!alive.has(place)) alive.set(place, runsWithin(this.nodes[node], fixed[at]).some(([, , target]) => lives(target, at + 1)));
        return alive.get(place);
      };
      const marks = [];
      const walk = (node, at) => {
        if (at === depth) {
          for (const [start, end, target] of runsWithin(this.nodes[node], null)) if (lives(target, at + 1)) marks.push([start, end]);
          return;
        }
        for (const target of new Set(runsWithin(this.nodes[node], fixed[at]).map((run) => run[2]))) walk(target, at + 1);
      };
      walk(this.root, 0);
      const { low, step } = this.grids[depth];
      return united(marks).map(([start, end]) => [low + start * step, low + (end - 1) * step]);
    });
  }

  // Per band the cells among which a price that moves in `directions` is least, and those among which it is greatest.
  corners(fixed, directions) {
    return remembered(this.memo.corners, `${fixed}|${directions}`, () => {
      const turned = directions.map((one) => (one === null ? null : 0 - one));
      return [directions, turned].map((towards) => this.cornersBelow(fixed, towards, this.root, 0, new Map()));
    });
  }

  cornersBelow(fixed, towards, node, depth, memo) {
    if (depth === fixed.length) return new Map([[node, [[]]]]);
    const key = node * 64 + depth;
    let known = memo.get(key);
    if (known) return known;
    known = new Map();
    for (const [start, end, target] of runsWithin(this.nodes[node], fixed[depth])) {
      const way = towards[depth];
      const ends = way === null ? Array.from({ length: end - start }, (_, at) => start + at) : [way < 0 ? end - 1 : start];
      for (const [band, tails] of this.cornersBelow(fixed, towards, target, depth + 1, memo)) {
        if (!known.has(band)) known.set(band, []);
        for (const at of ends) for (const tail of tails) known.get(band).push([at, ...tail]);
      }
    }
    const ahead = towards.slice(depth);
    for (const [band, cells] of known) known.set(band, unbeaten(cells, ahead));
    memo.set(key, known);
    return known;
  }
}

// The cells that no other one beats in every size.
function unbeaten(cells, towards) {
  if (cells.length === 1) return cells;
  const keyed = cells.map((cell) => [cell.map((at, depth) => (towards[depth] === null ? at : at * towards[depth])), cell]);
  keyed.sort(([left], [right]) => (less(left, right) ? -1 : Number(less(right, left))));
  const kept = [];
  for (const one of keyed) {
    const beaten = kept.some(([other]) => other.every((at, depth) => (towards[depth] === null ? at === one[0][depth] : at <= one[0][depth])));
    if (!beaten) kept.push(one);
  }
  return kept.map(([, cell]) => cell);
}

// Ranges that touch become one; `gap` is how far the next may start (a step, for pairs of first and last).
export function united(spans, gap = 0) {
  const found = [];
  for (const [start, end] of [...spans].sort((left, right) => left[0] - right[0] || left[1] - right[1])) {
    const last = found.at(-1);
    if (last && start <= last[1] + gap) last[1] = Math.max(last[1], end);
    else found.push([start, end]);
  }
  return found;
}
