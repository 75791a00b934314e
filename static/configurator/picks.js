// What the shopper touched: field -> option id, number in base units, or words. The rest is the seller's and follows.
// The same spelling as `storefront/configurator/codec.py`: `species.oak~length.2100~engraving_text.For%20Anna`.

export function decode(d, inputs) {
  const picks = new Map();
  for (const part of d.split("~").filter(Boolean)) {
    const at = part.indexOf(".");
    const [name, value] = [part.slice(0, at), part.slice(at + 1)];
    const kind = inputs.get(name);
    if (kind === "text") picks.set(name, decodeURIComponent(value));
    else if (kind === "number") picks.set(name, Number(value));
    else picks.set(name, value);
  }
  return picks;
}

export function encode(picks, inputs) {
  const parts = [];
  for (const [name, kind] of inputs) {
    if (!picks.has(name)) continue;
    const value = picks.get(name);
    if (kind !== "text") parts.push(`${name}.${value}`);
    else if (value) parts.push(`${name}.${quoted(value)}`);
  }
  return parts.join("~");
}

// Python's quote(safe=""): also what encodeURIComponent leaves alone.
function quoted(words) {
  return encodeURIComponent(words).replace(/[!'()*~]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);
}

// The inputs of the form in the order of an address: options, numbers, texts.
export function inputsOf(form) {
  const inputs = new Map();
  form.querySelectorAll("[data-group]").forEach((group) => inputs.set(group.dataset.group, "option"));
  form.querySelectorAll("[data-number]").forEach((box) => inputs.set(box.dataset.number, "number"));
  form.querySelectorAll("[data-words]").forEach((box) => inputs.set(box.dataset.words, "text"));
  return inputs;
}

// The body of a question to the server: only what was touched; the server knows the seller's defaults.
export function body(picks, inputs) {
  const sent = { picks: {}, numbers: {}, texts: {}, picked: [...picks.keys()] };
  for (const [name, value] of picks) {
    const kind = inputs.get(name);
    if (kind === "number") sent.numbers[name] = value;
    else if (kind === "text") sent.texts[name] = value;
    else sent.picks[name] = value;
  }
  return sent;
}

// Where the shopper has been. Moves of one size within a second are one step.
export class Steps {
  constructor(now) {
    this.back = [];
    this.ahead = [];
    this.now = now;
  }

  take(next, field = "", time = 0) {
    if (next === this.now) return;
    const same = field && field === this.field && time - this.time < 1000;
    if (!same) this.back.push(this.now);
    Object.assign(this, { now: next, ahead: [], field, time });
  }

  undo() {
    if (!this.back.length) return null;
    this.ahead.push(this.now);
    Object.assign(this, { now: this.back.pop(), field: "" });
    return this.now;
  }

  redo() {
    if (!this.ahead.length) return null;
    this.back.push(this.now);
    Object.assign(this, { now: this.ahead.pop(), field: "" });
    return this.now;
  }
}
