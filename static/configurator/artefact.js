// Reads the bytes of a diagram: solving/diagram/coding.py and spelling.py, of which this is the reading half. Numbers
// stay below 2^53 throughout; nothing here is done bit by bit beyond 31.

const MAGIC = [0x44, 0x44, 0x33];
const TOP = 2 ** 48;
const LEAST = 2 ** 40;
const [SIZE, COUNT, COST] = [0, 1, 2];
const [JOIN, LEAF, NEW, SAME, MET, BIT, SIGN, ALIKE] = [0, 1, 2, 3, 4, 5, 6, 7];
const BESIDE = 2;

const bitLength = (number) => 32 - Math.clz32(number);

function adler(bytes, from) {
  let [a, b] = [1, 0];
  for (let place = from; place < bytes.length; place++) {
    a = (a + bytes[place]) % 65521;
    b = (b + a) % 65521;
  }
  return b * 65536 + a;
}

class Reader {
  constructor(bytes) {
    if (MAGIC.some((sign, place) => bytes[place] !== sign)) throw new Error("these bytes are no decision diagram of this version");
    const told = [3, 4, 5, 6].reduce((sum, place) => sum * 256 + bytes[place], 0);
    if (told !== adler(bytes, 7)) throw new Error("the decision diagram does not end where it should, or was changed");
    Object.assign(this, { bytes, place: 7, code: 0, span: TOP, flags: new Map(), lengths: new Map() });
    for (let many = 0; many < 6; many++) this.more();
  }

  more() {
    this.code = this.code * 256 + (this.bytes[this.place++] ?? 0);
  }

  aim(total) {
    return Math.min(total - 1, Math.floor(this.code / Math.floor(this.span / total)));
  }

  take(start, size, total) {
    const unit = Math.floor(this.span / total);
    this.code -= unit * start;
    this.span = unit * size;
    while (this.span < LEAST) {
      this.more();
      this.span *= 256;
    }
  }

  flag(kind, one = 0, other = 0) {
    const situation = (kind * 4096 + one) * 4096 + other;
    let met = this.flags.get(situation);
    if (!met) this.flags.set(situation, (met = [1, 1]));
    const total = met[0] + met[1];
    const value = this.aim(total) >= met[0] ? 1 : 0;
    this.take(value ? met[0] : 0, met[value], total);
    met[value] += 2;
    return value === 1;
  }

  below(limit) {
    const value = this.aim(limit);
    this.take(value, 1, limit);
    return value;
  }

  number(situation) {
    let met = this.lengths.get(situation);
    if (!met) this.lengths.set(situation, (met = new Array(64).fill(1)));
    const total = met.reduce((sum, one) => sum + one, 0);
    const aim = this.aim(total);
    let [length, before] = [0, 0];
    while (aim >= before + met[length]) before += met[length++];
    this.take(before, met[length], total);
    met[length] += 32;
    let found = Math.min(1, length);
    for (let left = length - 1; left > 0; left -= 16) {
      const weight = 2 ** Math.min(16, left);
      found = found * weight + this.below(weight);
    }
    return found;
  }
}

/** How often each of some symbols was met: Fenwick's tree, as `Weights` in Python. */
class Weights {
  constructor() {
    Object.assign(this, { sums: [0], each: [], total: 0 });
  }

  get length() { return this.each.length; }

  append() {
    const place = this.sums.length;
    this.sums.push(1 + this.before(place - 1) - this.before(place - (place & -place)));
    this.each.push(1);
    this.total += 1;
  }

  add(symbol, weight) {
    this.each[symbol] += weight;
    this.total += weight;
    for (let place = symbol + 1; place < this.sums.length; place += place & -place) this.sums[place] += weight;
  }

  /** The next symbol, which is not `but`; met once more. */
  read(reader, but = -1) {
    const leftOut = but < 0 ? 0 : this.each[but];
    if (but >= 0) this.add(but, -leftOut);
    const symbol = this.at(reader.aim(this.total));
    reader.take(this.before(symbol), this.each[symbol], this.total);
    if (but >= 0) this.add(but, leftOut);
    this.add(symbol, 1);
    return symbol;
  }

  before(place) {
    let total = 0;
    for (let left = place; left; left &= left - 1) total += this.sums[left];
    return total;
  }

  at(aim) {
    let [place, left] = [0, aim];
    for (let step = 2 ** bitLength(this.each.length); step >= 1; step >>= 1) {
      if (place + step >= this.sums.length || this.sums[place + step] > left) continue;
      place += step;
      left -= this.sums[place];
    }
    return place;
  }
}

class Names {
  constructor(reader, leg) {
    Object.assign(this, { reader, leg, met: new Weights(), before: 1 });
  }

  name(beside = -1, width = 0) {
    const { reader, met } = this;
    const known = met.length;
    if (beside >= 0 && reader.flag(SAME, Math.min(width, 5), Number(this.before === BESIDE))) {
      this.before = BESIDE;
      return beside;
    }
    const fresh = known === (beside < 0 ? 0 : 1) || reader.flag(NEW, 4 * this.leg + this.before, bitLength(known));
    this.before = Number(fresh);
    if (!fresh) return met.read(reader, beside);
    met.append();
    return known;
  }
}

/** The next row's pattern of what is possible. */
function pattern(reader, width, leaf, known, met) {
  if (known.length && reader.flag(MET, leaf, bitLength(known.length))) return known[met.read(reader)];
  const bits = [];
  for (let place = 0; place < width; place++) bits.push(reader.flag(BIT, Math.min(width, 5), place ? Number(bits[place - 1]) : 2));
  known.push(bits);
  met.append();
  return bits;
}

/** `{ sizes, start, options, steps, items, root, low, high }`: what `sweep.js` sweeps. Throws. */
export function decode(bytes) {
  const reader = new Reader(bytes);
  const sizes = Int32Array.from({ length: reader.number(COUNT) }, () => reader.number(SIZE));
  const start = new Int32Array(sizes.length + 1);
  sizes.forEach((size, variable) => (start[variable + 1] = start[variable] + size));
  const options = start[sizes.length];
  const { steps, items, root } = readSteps(reader, sizes, start);
  const low = readCosts(reader, options);
  const high = reader.flag(ALIKE) ? low : readCosts(reader, options);
  return { sizes, start, options, steps, items, root, low, high };
}

function readCosts(reader, options) {
  if (!reader.flag(SIGN)) return Float64Array.from({ length: options }, () => reader.number(COST));
  return Float64Array.from({ length: options }, () => {
    const number = reader.number(COST);
    return number % 2 ? -(number + 1) / 2 : number / 2;
  });
}

/** 0: a join. 1 + 2v: a choice of variable v with nothing below; 2 + 2v: with a cluster below. */
function readKinds(reader, variables) {
  const unused = Array.from({ length: variables }, (_, variable) => variable);
  let before = 0;
  return Array.from({ length: reader.number(COUNT) }, () => {
    let kind = 0;
    if (!reader.flag(JOIN, before)) {
      const [variable] = unused.splice(reader.below(unused.length), 1);
      kind = 2 * variable + (reader.flag(LEAF, before) ? 1 : 2);
    }
    before = kind ? 1 + (kind % 2) : 0;
    return kind;
  });
}

/** All steps from the root down. A cluster's nodes get their items as cells name them. */
function readSteps(reader, sizes, start) {
  const root = 1 + start[sizes.length];
  const room = { items: root + 1, steps: [[], [], []] };
  const waiting = [{ first: root, nodes: 1 }]; // clusters that steps lead to; the next one to be read is the last
  for (const kind of readKinds(reader, sizes.length)) {
    if (waiting.length === 0) throw new Error("the decision diagram hangs on nothing");
    const rows = waiting.pop();
    waiting.push(...(kind === 0 ? readJoin(reader, rows, room) : readChoice(reader, rows, room, kind, start)));
  }
  return { steps: room.steps.map((leg) => Int32Array.from(leg)), items: room.items, root };
}

/** Room for the nodes that were named. */
function group(room, names) {
  const first = room.items;
  room.items += names.met.length;
  return { first, nodes: names.met.length };
}

function push(room, node, side, below) {
  room.steps[0].push(node);
  room.steps[1].push(side);
  room.steps[2].push(below);
}

function readJoin(reader, { first, nodes }, room) {
  const legs = [0, 1].map((leg) => {
    const names = new Names(reader, leg);
    const named = Array.from({ length: nodes }, () => names.name());
    return { named, ...group(room, names) };
  });
  const [left, right] = legs;
  for (let row = 0; row < nodes; row++) push(room, first + row, right.first + right.named[row], left.first + left.named[row]);
  return [right, left];
}

function readChoice(reader, { first, nodes }, room, kind, start) {
  const variable = ((kind + 1) >> 1) - 1;
  const leaf = kind % 2;
  const [option, width] = [1 + start[variable], start[variable + 1] - start[variable]];
  const [names, known, met] = [new Names(reader, 2), [], new Weights()];
  const under = room.items;
  for (let row = 0; row < nodes; row++) {
    let beside = -1;
    pattern(reader, width, leaf, known, met).forEach((possible, value) => {
      if (!possible) return;
      if (!leaf) beside = names.name(beside, width);
      push(room, first + row, option + value, leaf ? 0 : under + beside);
    });
  }
  return leaf ? [] : [group(room, names)];
}
