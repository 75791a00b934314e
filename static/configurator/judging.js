// Is it sold? `domain/validation.py` and `tidy` in the browser: inputs first, rules once every input is readable.

import { said } from "./said.js";

export function textIn(texts, locale) {
  return texts[locale] || texts.en || Object.values(texts)[0] || "";
}

// Texts composed, spaces single, texts that do not apply emptied.
export function tidy(ground, choices) {
  const env = ground.environment(choices);
  const texts = { ...choices.texts };
  ground.texts.forEach((words, at) => {
    const given = (texts[words.id] ?? "").normalize("NFC").split(/\s+/u).filter(Boolean).join(" ");
    texts[words.id] = ground.formulas.when[at](env) ? given : "";
  });
  return { ...choices, texts };
}

export function shownNumber(number, value) {
  return String(value / number.scale);
}

export function shown(number, value) {
  return `${shownNumber(number, value)} ${number.shown}`;
}

// [{field, sentence(locale), rule}]: what is wrong, in the order in which it is told.
export function judge(ground, choices) {
  const problems = ground.numbers.flatMap((number) => misfit(number, choices.numbers[number.id]));
  if (problems.length) return problems;
  const env = ground.environment(choices);
  ground.texts.forEach((words, at) => {
    if (ground.formulas.when[at](env)) problems.push(...unwritable(words, choices.texts[words.id] ?? ""));
  });
  ground.rules.forEach((rule, at) => {
    if (!ground.formulas.rules[at](env)) problems.push({ field: rule.field, sentence: (locale) => textIn(rule.reason, locale), rule });
  });
  return problems;
}

function misfit(number, value) {
  const { min: low, max: high, step } = number;
  if (value >= low && value <= high && (value - low) % step === 0) return [];
  return [{ field: number.id, sentence: () => misfitWords(number, value) }];
}

function misfitWords(number, value) {
  const what = textIn(number.label, "en");
  const { min, max, step } = number;
  if (value < min || value > max) return said("between", { what, low: shown(number, min), high: shown(number, max) });
  const below = value - ((value - min) % step);
  const above = Math.min(max, below + step);
  return said("steps", { what, step: shown(number, step), below: shown(number, below), above: shown(number, above) });
}

function unwritable(words, given) {
  const found = [];
  const add = (say) => found.push({ field: words.id, sentence: (locale) => say({ what: textIn(words.label, locale) }, locale) });
  if (words.optional && !given.trim()) return found;
  if (words.file) {
    if (!given.trim()) add((values) => said("nofile", values));
    else if (!/^[0-9abcdefghjkmnpqrstvwxyz]{26}$/.test(given)) add((values) => said("strangefile", values));
    return found;
  }
  const letters = [...given];
  if (!given.trim()) add((values) => said("wordless", values));
  else if (letters.length > words.max_length) add((values) => said("toolong", { ...values, given: letters.length, most: words.max_length }));
  const known = new Set([...words.alphabet, " "]);
  const strange = [...new Set(letters.filter((letter) => !known.has(letter)))].sort();
  if (strange.length) {
    const quoted = strange.slice(0, 5).map((letter) => `“${letter}”`).join(", ");
    add((values, locale) => said("strange", { ...values, letters: quoted, can: textIn(words.alphabet_words, locale) }));
  }
  return found;
}
