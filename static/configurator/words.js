// A state in ready words: `storefront/configurator/page.py` in the browser, held against it by a test. What only the
// server knows (day, drawing, questions) is left out.

import { encode } from "./picks.js";
import { shown, shownNumber, textIn } from "./judging.js";

export class Words {
  constructor(ground, locale) {
    Object.assign(this, { ground, locale });
    const { groups, numbers, texts, currency } = ground;
    this.kinds = new Map([...groups.map(({ id }) => [id, "option"]), ...numbers.map(({ id }) => [id, "number"]), ...texts.map(({ id }) => [id, "text"])]);
    this.inputs = [...this.kinds.keys()];
    this.items = new Map([...groups, ...numbers, ...texts].map((item) => [item.id, item]));
    this.exact = new Intl.NumberFormat(locale, { style: "currency", currency });
    this.digits = this.exact.resolvedOptions().maximumFractionDigits;
    this.plain = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
    this.symbol = this.exact.formatToParts(0).find((part) => part.type === "currency").value;
  }

  page({ choices, problems, repairs, options, price, range, reach }) {
    const page = {
      hash: this.ground.hash, d: this.address(choices), buyable: !problems.length, problems: {}, options: {}, numbers: {},
      repairs: repairs.map((repair) => this.repair(repair)),
      texts: price ? this.texts(choices) : {},
      price: price && this.price(price),
      range: this.range(range),
    };
    for (const { field, sentence } of problems) page.problems[field] ??= sentence(this.locale);
    const trouble = new Set(problems.map((problem) => problem.rule));
    for (const item of options) (page.options[item.group] ??= {})[item.option] = this.row(item, trouble);
    if (price) for (const number of this.ground.numbers) page.numbers[number.id] = this.number(number, choices, reach[number.id] ?? []);
    return page;
  }

  address({ options, numbers, texts, picked }) {
    const values = { ...options, ...numbers, ...texts };
    return encode(new Map([...picked].map((name) => [name, values[name]])), this.kinds);
  }

  money(minor) {
    const unit = 10 ** this.digits;
    if (minor % unit) return this.exact.format(minor / unit);
    return `${minor < 0 ? "-" : ""}${this.symbol}${this.plain.format(Math.abs(minor) / unit)}`;
  }

  difference(minor) {
    if (minor === 0) return "same price";
    return (minor > 0 ? "+" : "−") + this.money(Math.abs(minor));
  }

  // Rows that only share the trouble the shopper already reads about above are not dashed a second time.
  row(item, trouble) {
    const unfit = !item.allowed && !item.chosen;
    const blocked = unfit && !(item.rules.length && item.rules.every((rule) => trouble.has(rule)));
    return {
      chosen: item.chosen,
      forced: item.forced,
      blocked: blocked ? this.reason(item) : "",
      diff: item.chosen || unfit ? "" : this.difference(item.difference),
      repair: blocked && item.repair ? this.repair(item.repair) : null,
    };
  }

  // A proof of several rules takes the server a moment; until then it is at least said that it does not go together.
  reason(item) {
    return item.reason ? textIn(item.reason, this.locale) : "Not together with what you have chosen.";
  }

  repair({ changes, moved, wanted, choices, difference }) {
    const said = changes.length ? changes : moved;
    return { label: said.length ? this.repairSentence(said, wanted) : "", value: this.address(choices), diff: this.difference(difference) };
  }

  repairSentence(changes, wanted) {
    const parts = changes.map(([field, value]) => `${this.label(field).toLowerCase()} to ${this.value(field, value)}`);
    const said = parts.length === 1 ? parts[0] : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
    if (!wanted) return `Change ${said}`;
    return typeof wanted[1] === "number" ? `Change ${said}, keep ${this.value(...wanted)}` : `Change ${said}, choose this`;
  }

  label(field) {
    return textIn(this.items.get(field).label, this.locale);
  }

  value(field, value) {
    const item = this.items.get(field);
    if (this.kinds.get(field) === "number") return shown(item, value);
    return textIn(item.options.find((option) => option.id === value).label, this.locale);
  }

  number(number, choices, ends) {
    const whole = !ends.length || (ends.length === 1 && ends[0][0] === number.min && ends[0][1] === number.max);
    return {
      value: shownNumber(number, choices.numbers[number.id]),
      reach: ends.map((pair) => pair.map((one) => shownNumber(number, one))),
      words: whole ? "" : reachWords(number, ends),
    };
  }

  texts(choices) {
    const env = this.ground.environment(choices);
    const found = {};
    this.ground.texts.forEach((words, at) => {
      if (!this.ground.formulas.when[at](env)) return;
      if (words.file) {
        found[words.id] = { count: words.file };
        return;
      }
      let said = `${[...(choices.texts[words.id] ?? "")].length} of ${words.max_length} letters`;
      const each = words.price_per_letter;
      if (each) said += `, ${this.money(env[words.counter] * each)} (${this.money(each)} a letter, spaces free)`;
      found[words.id] = { count: `${said}.` };
    });
    return found;
  }

  price({ total, lines }) {
    const today = Math.floor((2 * total * this.ground.deposit_percent + 100) / 200);
    return {
      total: this.money(total),
      today: this.money(today),
      later: total === today ? "" : this.money(total - today),
      lines: lines.map(([label, amount]) => [textIn(label, this.locale), this.money(amount)]),
    };
  }

  range(range) {
    if (!range) return "";
    const [low, high] = range;
    return low === high ? "Every price is settled." : `From ${this.money(low)} to ${this.money(high)}, depending on what you still choose.`;
  }
}

function reachWords(number, ends) {
  const parts = ends.slice(0, 4).map(([low, high]) => (low === high ? shown(number, low) : `${shownNumber(number, low)} to ${shown(number, high)}`));
  return `With your other choices: ${parts.join(", ")}${ends.length > parts.length ? ", and more" : ""}.`;
}
