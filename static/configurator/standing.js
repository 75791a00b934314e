// Where the shopper stands and what it costs to go elsewhere: `engine/standing.py` and `engine/costs.py` in the browser.

import { FAR, FREE, KEPT, LOOSE, PICKED, WRITTEN, remembered, SizeMap } from "./sizes.js";

function combinations(lists) {
  return lists.reduce((found, list) => found.flatMap((row) => list.map((one) => [...row, one])), [[]]);
}

// A condition with its values as sets.
function quick([kind, ...parts]) {
  if (kind === "is") return [kind, parts[0], new Set(parts[1])];
  return kind === "not" ? [kind, quick(parts[0])] : [kind, parts[0].map(quick)];
}

// The model as it came: groups, numbers, texts, rules, sizes, blocks; and its formulas as functions.
export class Ground {
  constructor(artefact, formulas, kernel) {
    Object.assign(this, artefact, { formulas, kernel });
    this.sizes = artefact.sizes.map((map) => new SizeMap(map));
    this.blocks = artefact.blocks.map((block) => ({ ...block, rows: this.rowsOf(block), cells: new Map(), bounds: new Map() }));
    this.rules = artefact.rules.map((rule) => ({ ...rule, tree: quick(rule.tree) }));
    this.written = new Map(this.texts.map((words) => [words.counter, words]));
  }

  rowsOf(block) {
    const bands = block.sizes === null ? 1 : this.sizes[block.sizes].bands;
    const options = combinations(block.groups.map((group) => this.groups[group].options.map((option) => option.id)));
    return Array.from({ length: bands }, (_, band) => options.map((ids) => ({ band, ids }))).flat();
  }

  sizesVariable(index) { return this.groups.length + index; }

  total(env) {
    let sum = 0;
    for (const { when, amount } of this.formulas.price) if (when(env)) sum += amount(env);
    for (const words of this.texts) sum += env[words.counter] * words.price_per_letter;
    return this.rounded(sum);
  }

  rounded(amount) {
    return Math.floor((2 * amount + this.round_to) / (2 * this.round_to)) * this.round_to;
  }

  environment({ options, numbers, texts }) {
    const env = { ...options, ...numbers };
    for (const words of this.texts) env[words.counter] = 0;
    this.texts.forEach((words, at) => {
      if (this.formulas.when[at](env)) env[words.counter] = [...(texts[words.id] ?? "").replace(/\s+/gu, "")].length;
    });
    return env;
  }

  amount(block, env) {
    let sum = 0;
    for (const part of block.parts) if (this.formulas.price[part].when(env)) sum += this.formulas.price[part].amount(env);
    for (const text of block.texts) sum += env[this.texts[text].counter] * this.texts[text].price_per_letter;
    return sum;
  }

  // The amount of each row of a block, each band at its cell.
  atCells(block, cells) {
    return remembered(block.cells, cells.map((cell) => cell ?? "-").join("|"), () => {
      const env = {};
      return block.rows.map(({ band, ids }) => {
        const cell = cells[band];
        if (!cell) return 0;
        block.groups.forEach((group, at) => { env[this.groups[group].id] = ids[at]; });
        if (block.sizes !== null) this.sizes[block.sizes].put(env, cell);
        return this.amount(block, env);
      });
    });
  }

  // The least and greatest amount of each row, its sizes as fixed; null where that leaves no cell.
  bounds(block, fixings) {
    return remembered(block.bounds, fixings.join("/"), () => {
      const sizes = this.sizes[block.sizes];
      const ends = fixings.map((fixed) => sizes.corners(fixed, block.directions));
      const env = {};
      return block.rows.map(({ band, ids }) => {
        block.groups.forEach((group, at) => { env[this.groups[group].id] = ids[at]; });
        const priced = (side) => ends.flatMap((pair) => (pair[side].get(band) ?? []).map((cell) => { sizes.put(env, cell); return this.amount(block, env); }));
        const low = priced(0);
        return low.length ? [Math.min(...low), Math.max(...priced(1))] : null;
      });
    });
  }
}

export class Standing {
  // `words`: how all that is written is held, KEPT (it may be taken back) or FIRM; null: as its text is.
  constructor(ground, choices, words = null) {
    Object.assign(this, { ground, choices, words });
    this.env = ground.environment(choices);
    this.options = ground.groups.map((group) => group.options.findIndex((option) => option.id === choices.options[group.id]));
    this.picked = ground.groups.map((group) => choices.picked.has(group.id));
    this.cells = ground.sizes.map((sizes) => sizes.cell(this.env));
    this.held = ground.sizes.map((sizes) => sizes.names.map((name) => this.holds(sizes, name)));
    this.ways = ground.sizes.map((sizes, at) => sizes.nearest(this.cells[at], this.held[at]));
  }

  holds(sizes, name) {
    if (!sizes.counters.has(name)) return this.choices.picked.has(name) ? PICKED : FREE;
    const words = this.ground.written.get(name);
    if (!this.choices.picked.has(words.id) || !this.env[name]) return LOOSE;
    return this.words ?? (words.always ? WRITTEN : KEPT);
  }

  // Whether something written may go at no cost, which no count of changes and moves tells.
  get mayTakeBack() {
    return this.ground.sizes.some((sizes, index) => sizes.names.some((name, depth) => this.held[index][depth] === KEPT && this.ground.written.get(name).optional));
  }

  // Per variable the values that the picks leave.
  get left() {
    const { sizes } = this.ground.kernel;
    this.values ??= [...sizes].map((size, at) => {
      if (at < this.options.length && this.picked[at]) return [this.options[at]];
      const every = Array.from({ length: size }, (_, value) => value);
      const ways = this.ways[at - this.options.length];
      return ways ? every.filter((band) => ways[band] && !ways[band].changed) : every;
    });
    return this.values;
  }

  optionPicks() {
    return this.options.map((option, at) => [at, option]).filter(([at]) => this.picked[at]);
  }

  sized(index) {
    return this.held[index].some((mode) => mode === PICKED || mode >= KEPT);
  }

  // The cells that the picked sizes leave: what is fixed, once for each way a written text may count.
  fixings(index) {
    const ways = this.cells[index].map((at, depth) => {
      const mode = this.held[index][depth];
      if (mode === KEPT) return [...new Set([0, at])];
      return mode === PICKED || mode > KEPT ? [at] : [null];
    });
    return combinations(ways);
  }

  // The choices of one assignment of the finite problem, sizes at the nearest cell of their band. A text that may be
  // left out is taken back where its letters are none.
  after(values) {
    const { ground, choices } = this;
    const options = {};
    ground.groups.forEach((group, at) => { options[group.id] = group.options[values[at]].id; });
    const numbers = { ...choices.numbers };
    const texts = { ...choices.texts };
    const picked = new Set(choices.picked);
    ground.sizes.forEach((sizes, index) => {
      const env = {};
      sizes.put(env, this.ways[index][values[ground.sizesVariable(index)]].cell);
      for (const name of sizes.names) {
        const words = ground.written.get(name);
        if (!words) numbers[name] = env[name];
        else if (words.optional && !env[name]) {
          texts[words.id] = "";
          picked.delete(words.id);
        }
      }
    });
    return { options, numbers, texts, picked };
  }

  // Picks changed, then untouched inputs moved, then picked sizes among the changes, then how far sizes go, then how far
  // each price goes: the digits of one number, as costs per value.
  effort() {
    const { ground } = this;
    const { start, sizes: counts } = ground.kernel;
    const costs = new Float64Array(start[counts.length]);
    for (const block of ground.blocks) {
      const present = ground.amount(block, this.env);
      const cells = block.sizes === null ? [[]] : this.ways[block.sizes].map((way) => way?.cell);
      ground.atCells(block, cells).forEach((amount, value) => { costs[start[block.variable] + value] += Math.abs(amount - present); });
    }
    let weight = 1;
    for (let at = 0; at < counts.length; at += 1) weight += Math.max(...costs.subarray(start[at], start[at + 1]));
    const dimensions = ground.sizes.reduce((sum, sizes) => sum + sizes.names.length, 0);
    const size = weight * (FAR * dimensions + 1);
    const move = size * (dimensions + 1);
    const change = move * (ground.groups.length + dimensions + 1);
    this.options.forEach((present, group) => {
      for (let at = start[group]; at < start[group + 1]; at += 1) {
        if (at - start[group] !== present) costs[at] += this.picked[group] ? change : move;
      }
    });
    this.ways.forEach((ways, index) => {
      const first = start[ground.sizesVariable(index)];
      ways.forEach((way, band) => {
        costs[first + band] = way ? costs[first + band] + way.changed * (change + size) + way.moved * move + way.far * weight : Infinity;
      });
    });
    return { costs, changes: (total) => Math.floor(total / change), moves: (total) => Math.floor((total % change) / move) };
  }

  // Costs whose least total plus `offset` is `sign` times the lowest price with these picks (+1) or the highest (-1).
  kept(sign) {
    const { ground } = this;
    const { start, sizes: counts } = ground.kernel;
    const costs = new Float64Array(start[counts.length]);
    for (const block of ground.blocks) {
      this.within(block).forEach((bounds, value) => {
        costs[start[block.variable] + value] += bounds ? Math.min(sign * bounds[0], sign * bounds[1]) : Infinity;
      });
    }
    let offset = 0;
    for (let at = 0; at < counts.length; at += 1) {
      const row = costs.subarray(start[at], start[at + 1]);
      const least = Math.min(...row);
      if (least === Infinity) continue;
      offset += least;
      row.forEach((cost, value) => { row[value] = cost - least; });
    }
    for (const [group, option] of this.optionPicks()) costs.subarray(start[group], start[group + 1]).forEach((_, at, row) => { if (at !== option) row[at] = Infinity; });
    this.forbidBands(costs);
    return { costs, offset };
  }

  // Bands without a cell of the picked sizes, of all sets but one.
  forbidBands(costs, but = -1) {
    this.ways.forEach((ways, index) => {
      const first = this.ground.kernel.start[this.ground.sizesVariable(index)];
      if (index !== but) ways.forEach((way, band) => { if (!way || way.changed) costs[first + band] = Infinity; });
    });
  }

  within(block) {
    const fixings = block.sizes === null ? [] : this.fixings(block.sizes);
    if (!fixings.some((fixed) => fixed.some((at) => at !== null))) return block.low.map((low, at) => [low, block.high[at]]);
    return this.ground.bounds(block, fixings);
  }
}
