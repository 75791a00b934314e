// What changed, in the words of the page: "Base changed to Trestle. Edge follows: now Rounded."

import { said } from "./said.js";

function labelOf(form, field) {
  const group = form.querySelector(`[data-group="${CSS.escape(field)}"] legend`);
  return (group ?? form.querySelector(`label[for="f-${CSS.escape(field)}"]`))?.textContent.trim() ?? field;
}

function wordsOf(form, field, value) {
  const row = form.querySelector(`[data-group="${CSS.escape(field)}"] [data-row="${CSS.escape(String(value))}"] .row__name`);
  if (row) return row.textContent.trim();
  const box = form.querySelector(`[data-number="${CSS.escape(field)}"]`);
  if (!box) return `“${value}”`;
  return `${Number(value) / Number(box.dataset.scale)} ${box.querySelector(".stepper__unit").textContent}`;
}

const named = (form, field, value) => ({ what: labelOf(form, field), value: wordsOf(form, field, value) });

// "Base: Trestle."
export function says(form, field, picks) {
  return picks.has(field) ? `${labelOf(form, field)}: ${wordsOf(form, field, picks.get(field))}.` : "";
}

// Values on a page, by field, in base units.
function values(form, page) {
  const found = new Map();
  for (const [group, options] of Object.entries(page.options)) {
    for (const [option, row] of Object.entries(options)) if (row.chosen) found.set(group, option);
  }
  for (const [name, number] of Object.entries(page.numbers)) {
    const scale = Number(form.querySelector(`[data-number="${CSS.escape(name)}"]`).dataset.scale);
    found.set(name, Math.round(Number(number.value) * scale));
  }
  return found;
}

// Without pages: which picks are others than before. With pages: which untouched inputs had to follow.
export function follow(form, oldPage, newPage, before, picks) {
  if (!newPage) {
    const others = [...picks].filter(([field, value]) => before.get(field) !== value);
    return others.length ? `${others.map(([field, value]) => said("changed", named(form, field, value))).join("; ")}.` : "";
  }
  const old = values(form, oldPage);
  return [...values(form, newPage)]
    .filter(([field, value]) => !picks.has(field) && !before.has(field) && old.has(field) && old.get(field) !== value)
    .map(([field, value]) => said("follows", named(form, field, value))).join(" ");
}
