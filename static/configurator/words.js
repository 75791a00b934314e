// A state in ready words: `storefront/configurator/page.py` in the browser, held against it by a test. What only the
// server knows (day, drawing, questions) is left out. The sentences stand in the page, in its language.

import { encode } from "./picks.js";
import { shown, shownNumber, textIn } from "./judging.js";
import { said } from "./said.js";

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
      range: this.range(range, Boolean(price) && !problems.length),
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
    if (minor === 0) return said("same");
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
    return item.reason ? textIn(item.reason, this.locale) : said("apart");
  }

  repair({ changes, moved, wanted, choices, difference }) {
    const told = changes.length ? changes : moved;
    return { label: told.length ? this.repairSentence(told, wanted) : "", value: this.address(choices), diff: this.difference(difference) };
  }

  repairSentence(changes, wanted) {
    const isText = ([field]) => this.kinds.get(field) === "text";
    const set = changes.filter((change) => !isText(change)).map(([field, value]) => said("to", { what: this.label(field).toLowerCase(), value: this.value(field, value) }));
    const back = changes.filter(isText).map(([field]) => this.label(field).toLowerCase());
    const parts = [];
    if (set.length) parts.push(said("change", { what: listed(set) }));
    if (back.length) parts.push(said("without", { what: listed(back) }));
    if (wanted) parts.push(typeof wanted[1] === "number" ? said("keep", { value: this.value(...wanted) }) : said("choose"));
    const sentence = parts.join(", ");
    return sentence.charAt(0).toUpperCase() + sentence.slice(1);
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
      const each = words.price_per_letter;
      const values = { given: [...(choices.texts[words.id] ?? "")].length, most: words.max_length };
      if (each) Object.assign(values, { cost: this.money(env[words.counter] * each), each: this.money(each) });
      found[words.id] = { count: said(each ? "letterscost" : "letters", values) };
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

  range(range, buyable) {
    if (!range) return buyable ? said("unranged") : "";
    const [low, high] = range;
    return low === high ? said("settled") : said("range", { low: this.money(low), high: this.money(high) });
  }
}

function reachWords(number, ends) {
  const parts = ends.slice(0, 4).map(([low, high]) => (low === high ? shown(number, low) : said("span", { low: shownNumber(number, low), high: shown(number, high) })));
  return said(ends.length > parts.length ? "reachmore" : "reach", { spans: parts.join(", ") });
}

function listed(parts) {
  return parts.length === 1 ? parts[0] : said("and", { first: parts.slice(0, -1).join(", "), last: parts.at(-1) });
}
