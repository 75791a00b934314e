// Puts a page (ready words) into the form. It remembers what it wrote last and touches only what is another now: a pick
// changes a handful of nodes, and the browser has little to lay out before the next frame. Text goes in as text.

import { said } from "./said.js";

const LATE_MS = 350;

export class View {
  constructor(form) {
    this.form = form;
    this.words = new WeakMap(); // node -> the text it shows
    this.rows = new Map();
    form.querySelectorAll("[data-group]").forEach((group) => {
      group.querySelectorAll("[data-row]").forEach((row) => {
        this.rows.set(`${group.dataset.group} ${row.dataset.row}`, rowParts(row));
      });
    });
    this.numbers = new Map([...form.querySelectorAll("[data-number]")].map((box) => [box.dataset.number, numberParts(box)]));
    this.texts = new Map([...form.querySelectorAll("[data-words]")].map((box) => [box.dataset.words, box]));
    this.errors = new Map([...form.querySelectorAll("[data-error]")].map((line) => [line.dataset.error, line]));
    this.fixes = new Map([...form.querySelectorAll("[data-fix]")].map((box) => [box.dataset.fix, box]));
    this.seen = {};
  }

  row(group, option) {
    return this.rows.get(`${group} ${option}`);
  }

  write(node, text) {
    const known = this.words.has(node) ? this.words.get(node) : node.textContent;
    if (known === text) return;
    if (node.firstChild?.nodeType === 3 && !node.firstChild.nextSibling) node.firstChild.data = text;
    else node.textContent = text;
    this.words.set(node, text);
  }

  // A part of the page that is the same object in words as last time is passed over.
  differs(name, value) {
    const now = JSON.stringify(value);
    if (this.seen[name] === now) return false;
    this.seen[name] = now;
    return true;
  }

  show(page, changed = "") {
    for (const [group, options] of Object.entries(page.options)) {
      for (const [option, row] of Object.entries(options)) this.showRow(this.row(group, option), row, page.dated);
    }
    for (const [name, number] of Object.entries(page.numbers)) this.showNumber(this.numbers.get(name), number, changed === name);
    if (this.differs("problems", [page.problems, page.repairs])) this.showProblems(page);
    if (this.differs("texts", [page.texts, page.problems, changed])) this.showTexts(page, changed);
    this.showPrice(page);
    if (page.dated) this.showDate(page);
    this.wait(!page.dated);
    if (page.questions && this.differs("questions", page.questions)) this.showQuestions(page.questions);
  }

  // Days are on their way after every pick, and most are there before an eye has moved: only those that are late are
  // hidden. To hide them all and show them again would paint the whole page twice for one tap.
  wait(waiting) {
    this.form.toggleAttribute("data-asking", waiting);
    clearTimeout(this.late);
    if (waiting) this.late = setTimeout(() => this.form.toggleAttribute("data-waiting", true), LATE_MS);
    else this.form.removeAttribute("data-waiting");
  }

  showRow(parts, row, dated) {
    const { input, box, diff, when, why, reason, fix, label, fixDiff, fixWhen } = parts;
    if (input.checked !== row.chosen) input.checked = row.chosen;
    const blocked = Boolean(row.blocked);
    if (parts.blocked !== blocked) {
      parts.blocked = blocked;
      box.classList.toggle("row--blocked", blocked);
      if (blocked) input.setAttribute("aria-disabled", "true");
      else input.removeAttribute("aria-disabled");
      why.hidden = !blocked;
    }
    this.write(diff, row.diff);
    // A day that was true a moment ago is not left beside a price that is true now: when the server takes its time the
    // sheet hides them all, and those that stay need not be written again.
    if (dated) this.write(when, blocked ? "" : row.when);
    else if (blocked) this.write(when, "");
    if (!blocked) return;
    this.write(reason, row.blocked);
    fix.hidden = !row.repair;
    if (!row.repair) return;
    fix.value = row.repair.value;
    this.write(label, row.repair.label);
    this.write(fixDiff, row.repair.diff);
    if (dated) this.write(fixWhen, row.when);
  }

  showNumber(parts, number, touched) {
    const { input, slider, reachBar, words } = parts;
    if (!(touched && document.activeElement === input) && Number(input.value) !== Number(number.value)) {
      input.value = number.value;
      slider.value = number.value;
      input.dispatchEvent(new CustomEvent("stepper:mark"));
    }
    this.write(words, number.words);
    const key = JSON.stringify(number.reach);
    if (parts.reach === key) return;
    parts.reach = key;
    drawReach(reachBar, number.reach);
  }

  showProblems(page) {
    const first = Object.keys(page.problems)[0];
    for (const [name, line] of this.errors) {
      if (this.texts.has(name)) continue;
      this.complain(line, page.problems[name] ?? "");
      invalid(this.numbers.get(name)?.input, page.problems[name]);
    }
    for (const [name, box] of this.fixes) {
      box.replaceChildren(...(name === first ? page.repairs : []).map(repairButton));
    }
    const lost = this.form.querySelector("[data-lost]");
    lost.hidden = !page.problems[""];
    this.write(lost.querySelector("[data-lost-sentence]"), page.problems[""] ?? "");
  }

  complain(line, sentence) {
    line.hidden = !sentence;
    this.write(line.querySelector("span"), sentence);
    line.closest(".field")?.classList.toggle("field--error", Boolean(sentence));
  }

  showTexts(page, changed) {
    for (const [name, box] of this.texts) {
      const text = page.texts[name];
      box.hidden = !text;
      const input = box.querySelector("[data-text]");
      if (text) this.write(box.querySelector("[data-count]"), text.count);
      // Words that were never written are asked for when the shopper goes on, not while they choose something else.
      const sentence = input.value || changed === name ? page.problems[name] ?? "" : "";
      this.complain(this.errors.get(name), sentence);
      invalid(input, sentence);
    }
  }

  showPrice(page) {
    if (!this.differs("price", [page.price, page.range])) return;
    this.write(this.form.querySelector("[data-total]"), page.price ? page.price.total : "");
    this.write(this.form.querySelector("[data-range]"), page.range);
    if (!page.price) return;
    const later = page.price.later ? [[said("later"), page.price.later]] : [];
    this.form.querySelector("[data-prices]").replaceChildren(
      priceList([...page.price.lines, [said("sum"), page.price.total, "total"]]),
      priceList([[said("today"), page.price.today], ...later]),
    );
  }

  showDate(page) {
    const trouble = Object.keys(page.problems).length ? said("trouble") : "";
    this.form.querySelector("[data-promise]").hidden = !page.date;
    for (const day of this.form.querySelectorAll("[data-day]")) this.write(day, page.date ? page.date.sentence : trouble);
    for (const why of this.form.querySelectorAll("[data-why]")) this.write(why, page.date?.why ?? "");
    const link = this.form.querySelector("[data-faster]"), faster = page.date?.faster;
    link.hidden = !faster;
    this.write(link, faster?.words ?? "");
    if (faster) link.search = `?d=${encodeURIComponent(faster.d)}`;
  }

  showQuestions(questions) {
    const box = this.form.querySelector("[data-questions]");
    const mark = document.querySelector("template[data-info]").content;
    box?.replaceChildren(...questions.map((question) => {
      const line = element("p", "question");
      line.append(mark.cloneNode(true), element("span", "", question));
      return line;
    }));
  }
}

function invalid(input, sentence) {
  if (sentence) input?.setAttribute("aria-invalid", "true");
  else input?.removeAttribute("aria-invalid");
}

function rowParts(box) {
  const find = (what) => box.querySelector(what);
  return {
    box, input: find("input"), diff: find("[data-diff]"), when: find("[data-when]"), why: find("[data-why-box]"),
    reason: find("[data-reason]"), fix: find(".row__fix"), label: find("[data-fix-label]"), fixDiff: find("[data-fix-diff]"),
    fixWhen: find("[data-fix-when]"),
    blocked: box.classList.contains("row--blocked"),
  };
}

function numberParts(box) {
  const find = (what) => box.querySelector(what);
  return { input: find("input[type=number]"), slider: find("[data-slider]"), reachBar: find("[data-reach]"), words: find("[data-reach-words]") };
}

function drawReach(bar, reach) {
  const low = Number(bar.dataset.low);
  const span = Number(bar.dataset.high) - low || 1;
  bar.querySelectorAll(".reach__on").forEach((part) => part.remove());
  for (const [from, to] of reach.length ? reach : [[low, low + span]]) {
    const part = document.createElementNS(bar.namespaceURI, "rect");
    const [x, width] = [((from - low) / span) * 1000, Math.max(((to - from) / span) * 1000, 4)];
    for (const [name, value] of Object.entries({ class: "reach__on", x, y: 0, width, height: 6 })) part.setAttribute(name, value);
    bar.append(part);
  }
}

export function element(name, css, text = "") {
  const made = document.createElement(name);
  if (css) made.className = css;
  made.textContent = text;
  return made;
}

function repairButton(repair) {
  const button = element("button", "button button--quiet button--small", `${repair.label} `);
  Object.assign(button, { type: "submit", name: "repair", value: repair.value });
  button.append(element("span", "fixes__diff", repair.diff));
  return button;
}

function priceList(lines) {
  const list = element("dl", "prices");
  for (const [label, value, kind] of lines) {
    const line = element("div", kind ? `prices__line prices__line--${kind}` : "prices__line");
    line.append(element("dt", "", label), element("dd", "", value));
    list.append(line);
  }
  return list;
}
