// What these scripts say: the page holds it in its language (templates/shop/configurator/_words.html).

export function said(name, values = {}) {
  const sentence = document.getElementById("config-words")?.dataset[name] ?? "";
  return sentence.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
}
