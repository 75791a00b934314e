// Runs the browser's engine under node: `node browser_engine.mjs FOLDER` reads FOLDER/model.json, formulas.mjs,
// words.json (what the page's `_words.html` holds) and walks.json (lists of [field, value] pairs) and prints the page
// of each walk, one JSON line each.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { ModelEngine } from "../../../static/configurator/engine.js";

const [folder] = process.argv.slice(2);
const read = (name) => JSON.parse(readFileSync(`${folder}/${name}.json`, "utf8"));
globalThis.document = { getElementById: () => ({ dataset: read("words") }) };
const engine = new ModelEngine(read("model"), await import(pathToFileURL(`${folder}/formulas.mjs`)), "en");
for (const picks of read("walks")) console.log(JSON.stringify(engine.page(new Map(picks))));
