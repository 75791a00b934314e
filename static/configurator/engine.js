// The engine in the browser: `storefront/configurator/engine/model_engine.py` on the same diagram. Prices, what is
// possible, what follows and what repairs are exact; the day, and reasons that need a proof, come from the server.

import { Ground, Standing } from "./standing.js";
import { FIRM, KEPT, united } from "./sizes.js";
import { load } from "./sweep.js";
import { judge, tidy } from "./judging.js";
import { Words } from "./words.js";

const MAX_WAYS = 3;
const MAX_TRIED = 8;

export class ModelEngine {
  constructor(artefact, formulas, locale = "en") {
    this.ground = new Ground(artefact, formulas, load(artefact.diagram));
    this.words = new Words(this.ground, locale);
  }

  // `address` of the artefact; its formulas lie beside it as a module.
  static async load(address, locale) {
    const [answer, formulas] = await Promise.all([fetch(address), import(`${address}.js`)]);
    if (!answer.ok) throw new Error(`no artefact: ${answer.status}`);
    const artefact = await answer.json();
    // Rules of too fine a pattern for a map of sizes are searched as they are asked about, and the server does that.
    if (artefact.sizes.some((one) => one.atoms)) throw new Error("the server judges this model");
    return new ModelEngine(artefact, formulas, locale);
  }

  // `picks`: field -> value. The page after them, in ready words (without the day).
  page(picks) {
    return this.words.page(this.state(this.choices(picks)));
  }

  choices(picks) {
    const { groups, numbers, texts } = this.ground;
    const of = (items, empty) => Object.fromEntries(items.map(({ id, default: usual }) => [id, picks.has(id) ? picks.get(id) : usual ?? empty]));
    return { options: of(groups), numbers: of(numbers), texts: of(texts, ""), picked: new Set(picks.keys()) };
  }

  state(choices) {
    const given = tidy(this.ground, choices);
    const problems = judge(this.ground, given);
    if (problems.some((problem) => !problem.rule && !this.ground.texts.some((words) => words.id === problem.field))) {
      return { choices: given, problems, repairs: [], options: [], price: null, range: null, reach: {} };
    }
    let view = this.view(given);
    if (view.consistent && problems.some((problem) => problem.rule)) {
      const near = this.following(view.standing);
      if (near) view = this.view(near);
    }
    return this.told(view);
  }

  view(choices) {
    const standing = new Standing(this.ground, choices);
    const effort = standing.effort();
    const sweep = this.ground.kernel.best(effort.costs);
    const [, end] = this.ground.kernel.start;
    const consistent = sweep.subarray(0, end).some((total) => !Number.isNaN(total) && effort.changes(total) === 0);
    return { standing, effort, sweep, consistent, present: this.total(choices) };
  }

  told(view) {
    const { standing } = view;
    const problems = judge(this.ground, standing.choices);
    return {
      choices: standing.choices,
      problems,
      repairs: problems.some((problem) => problem.rule) ? this.waysOut(view) : [],
      options: this.ground.groups.flatMap((group, at) => this.groupOptions(view, group, at)),
      price: this.price(standing.choices),
      range: view.consistent ? this.range(standing) : null,
      reach: this.reach(view),
    };
  }

  groupOptions(view, group, at) {
    const found = group.options.map((option, index) => this.option(view, group, at, index));
    const allowed = found.filter((item) => item.allowed);
    if (allowed.length === 1) allowed[0].forced = true;
    return found;
  }

  option(view, group, at, index) {
    const { standing, effort } = view;
    const total = view.sweep[this.ground.kernel.start[at] + index];
    const chosen = standing.options[at] === index;
    const item = { group: group.id, option: group.options[index].id, chosen, allowed: false, forced: false, difference: 0, repair: null, reason: "" };
    const reachable = !Number.isNaN(total);
    item.allowed = reachable && effort.changes(total) === Number(!chosen && standing.picked[at]);
    if (chosen && item.allowed) return item;
    if (item.allowed) {
      const straight = !standing.mayTakeBack && effort.moves(total) === Number(!chosen && !standing.picked[at]);
      const after = straight ? null : this.towards(standing, effort, at, index);
      item.difference = (after ? this.total(after) : this.tapped(standing, item)) - view.present;
      return item;
    }
    item.rules = this.alone(standing, at, index);
    item.reason = item.rules[0]?.reason ?? null;
    const after = reachable ? this.towards(standing, effort, at, index) : null;
    if (after) item.repair = this.repair(standing.choices, after, [item.group, item.option], view.present);
    item.difference = item.repair?.difference ?? 0;
    return item;
  }

  // The price with nothing but this option changed; only a text may come or go with it.
  tapped({ choices, env }, { group, option }) {
    const { ground } = this;
    if (ground.texts.length) return this.total({ ...choices, options: { ...choices.options, [group]: option } });
    const was = env[group];
    env[group] = option;
    const total = ground.total(env);
    env[group] = was;
    return total;
  }

  // The nearest product that holds the option, which is picked in it.
  towards(standing, { costs }, group, option) {
    const best = this.ground.kernel.witness(costs, [[group, option]]);
    if (!best) return null;
    const after = standing.after(best);
    return tidy(this.ground, { ...after, picked: new Set([...after.picked, this.ground.groups[group].id]) });
  }

  // The nearest product with all the picks, in which nothing written is taken back.
  following(standing) {
    const { choices } = standing;
    for (const near of [standing, new Standing(this.ground, choices, FIRM)]) {
      const after = this.nearest(near);
      if (after && differing(this.ground, choices, after).every(([field]) => !choices.picked.has(field))) return after;
    }
    return null;
  }

  nearest(standing) {
    const best = this.ground.kernel.witness(standing.effort().costs, []);
    return best && tidy(this.ground, standing.after(best));
  }

  repair(before, after, wanted, present) {
    const changes = [];
    const moved = [];
    for (const change of differing(this.ground, before, after)) {
      if (change[0] !== wanted?.[0]) (before.picked.has(change[0]) ? changes : moved).push(change);
    }
    return { changes, moved, wanted, choices: after, difference: this.total(after) - present };
  }

  // Up to three ways out of picks that contradict each other: the nearest of all, and the nearest with one let go.
  waysOut({ standing, present }) {
    const before = standing.choices;
    const broken = judge(this.ground, before).filter((problem) => problem.rule).map((problem) => problem.rule);
    const names = new Set(broken.flatMap((rule) => rule.names));
    const fields = this.words.inputs.filter((name) => before.picked.has(name) && names.has(name)).slice(0, MAX_TRIED);
    const loosened = fields.map((name) => new Standing(this.ground, { ...before, picked: new Set([...before.picked].filter((one) => one !== name)) }));
    const worded = standing.held.flat().some((mode) => mode >= KEPT) ? [FIRM, KEPT].map((mode) => new Standing(this.ground, before, mode)) : [];
    const found = new Map();
    for (const near of [standing, ...worded, ...loosened]) {
      const after = this.nearest(near);
      if (!after) continue;
      const whole = { ...after, picked: before.picked };
      const [first] = broken;
      const value = first && whole.numbers[first.field] === before.numbers[first.field] ? before.numbers[first.field] : undefined;
      const repair = this.repair(before, whole, value === undefined ? null : [first.field, value], present);
      const key = JSON.stringify([repair.changes, repair.moved]);
      if (!found.has(key)) found.set(key, repair);
    }
    const rank = (one) => [one.changes.length, one.moved.length, one.changes.filter(([, value]) => typeof value === "number").length, Math.abs(one.difference)];
    const ranked = [...found.values()].map((one) => [rank(one), one]);
    ranked.sort(([left], [right]) => left.map((part, at) => part - right[at]).find((part) => part !== 0) ?? 0);
    return ranked.slice(0, MAX_WAYS).map(([, one]) => one);
  }

  // The rules that the picks and this option break by themselves, whatever else is chosen.
  alone(standing, group, option) {
    const left = standing.left.with(group, [option]);
    return this.ground.rules.filter((rule) => truth(rule.tree, left) === false);
  }

  // The lowest and the highest price with the picks, rounded; null where it is not known exactly.
  range(standing) {
    const { ground } = this;
    if (!ground.exact) return null;
    if (!ground.sizes.some((_, index) => standing.sized(index))) {
      const { low, high } = ground.kernel.domains(standing.optionPicks());
      const [, end] = ground.kernel.start;
      const known = (list) => [...list.subarray(0, end)].filter((one) => !Number.isNaN(one));
      return known(low).length ? [this.ground.rounded(ground.base + Math.min(...known(low))), this.ground.rounded(ground.base + Math.max(...known(high)))] : null;
    }
    const ends = [1, -1].map((sign) => {
      const { costs, offset } = standing.kept(sign);
      const best = ground.kernel.witness(costs, []);
      return best && sign * (offset + best.reduce((sum, value, at) => sum + costs[ground.kernel.start[at] + value], 0));
    });
    return ends.includes(null) ? null : ends.map((end) => this.ground.rounded(ground.base + end));
  }

  // The values of each number that products with the other picks have, as pairs of first and last.
  reach({ standing, sweep, effort }) {
    const { ground } = this;
    const found = {};
    ground.sizes.forEach((sizes, index) => {
      const first = ground.kernel.start[ground.sizesVariable(index)];
      const totals = standing.sized(index) ? this.released(standing, index) : sweep.subarray(first, first + sizes.bands);
      const possible = (total) => !Number.isNaN(total) && (standing.sized(index) || effort.changes(total) === 0);
      const bands = new Set([...totals.keys()].filter((band) => possible(totals[band])));
      sizes.names.forEach((name, depth) => {
        if (sizes.counters.has(name)) return;
        const spans = standing.fixings(index).flatMap((fixed) => sizes.withinReach(fixed.with(depth, null), bands, depth));
        found[name] = united(spans, sizes.grids[depth].step);
      });
    });
    return found;
  }

  // The bands of one set of sizes that products with all other picks have: as costs, 0 where possible.
  released(standing, index) {
    const { kernel } = this.ground;
    const costs = new Float64Array(kernel.start[kernel.sizes.length]);
    for (const [group, option] of standing.optionPicks()) {
      for (let at = kernel.start[group]; at < kernel.start[group + 1]; at += 1) if (at - kernel.start[group] !== option) costs[at] = Infinity;
    }
    standing.forbidBands(costs, index);
    const first = kernel.start[this.ground.sizesVariable(index)];
    return kernel.best(costs).subarray(first, first + this.ground.sizes[index].bands);
  }

  total(choices) {
    return this.ground.total(this.ground.environment(choices));
  }

  // The price with its lines: the steps of the rounded running sum.
  price(choices) {
    const { ground } = this;
    const env = ground.environment(choices);
    const amounts = ground.price.map((part, at) => [part, ground.formulas.price[at].when(env) ? ground.formulas.price[at].amount(env) : 0]);
    for (const words of ground.texts) if (words.price_per_letter) amounts.push([words, env[words.counter] * words.price_per_letter]);
    let [exact, total] = [0, 0];
    const lines = [];
    for (const [part, amount] of amounts) {
      exact += amount;
      const step = this.ground.rounded(exact) - total;
      total += step;
      if (step) lines.push([part.label, step]);
    }
    return { total, lines };
  }
}

// The inputs whose values differ, sizes first; last texts that were taken back though there is room for them.
export function differing(ground, before, after) {
  const env = ground.environment(after);
  const back = ground.texts.filter(({ id }, at) => before.texts[id] && !after.texts[id] && ground.formulas.when[at](env));
  return ["numbers", "options"].flatMap((part) => (part === "numbers" ? ground.numbers : ground.groups)
    .filter(({ id }) => before[part][id] !== after[part][id]).map(({ id }) => [id, after[part][id]])).concat(back.map(({ id }) => [id, ""]));
}

// Whether a condition holds for all values that are left (true), for none (false), or that is not known (null).
function truth([kind, first, values], left) {
  if (kind === "is") {
    let held = 0;
    for (const value of left[first]) if (values.has(value)) held += 1;
    return held === left[first].length ? true : held ? null : false;
  }
  if (kind === "not") {
    const found = truth(first, left);
    return found === null ? null : !found;
  }
  const stop = kind === "any";
  let open = false;
  for (const part of first) {
    const found = truth(part, left);
    if (found === stop) return stop;
    open ||= found === null;
  }
  return open ? null : !stop;
}
