// Is it sold? `domain/validation.py` and `tidy` in the browser: inputs first, rules once every input is readable.

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
  const label = textIn(number.label, "en");
  if (value < number.min || value > number.max) return `${label}: from ${shown(number, number.min)} to ${shown(number, number.max)}.`;
  const below = value - ((value - number.min) % number.step);
  const above = Math.min(number.max, below + number.step);
  return `${label}: in steps of ${shown(number, number.step)}. The nearest are ${shown(number, below)} and ${shown(number, above)}.`;
}

function unwritable(words, given) {
  const found = [];
  const add = (say) => found.push({ field: words.id, sentence: (locale) => `${textIn(words.label, locale)}: ${say(locale)}` });
  if (words.optional && !given.trim()) return found;
  if (words.file) {
    if (!given.trim()) add(() => "choose a file, or choose to go without.");
    else if (!/^[0-9abcdefghjkmnpqrstvwxyz]{26}$/.test(given)) add(() => "that is not a file of this shop. Choose it again.");
    return found;
  }
  const letters = [...given];
  if (!given.trim()) add(() => "write what it should say, or choose to go without.");
  else if (letters.length > words.max_length) add(() => `${letters.length} letters are too many. Up to ${words.max_length} fit.`);
  const known = new Set([...words.alphabet, " "]);
  const strange = [...new Set(letters.filter((letter) => !known.has(letter)))].sort();
  if (strange.length) {
    const quoted = strange.slice(0, 5).map((letter) => `“${letter}”`).join(", ");
    add((locale) => `we cannot engrave ${quoted}. Use ${textIn(words.alphabet_words, locale)}.`);
  }
  return found;
}
