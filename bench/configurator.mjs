// `node bench/configurator.mjs ARTEFACT [SESSIONS.json]`: the sessions of the Python bench, replayed in JavaScript.
//
// ARTEFACT is what `python -m bench.configurator PATH --artefact FILE` writes: one JSON document, plain or gzip:
//   model     its name
//   diagram   base64 of Diagram.to_bytes()
//   sessions  per session the picks in order, [[variable, value], ...]; the state is asked after each
//   expected  per session and step [possible, lows, highs], the checksum of solving/diagram/kernel.py (may be missing)
// SESSIONS.json holds `sessions` (and `expected`) to use instead. Prints one JSON line; wrong_steps must be 0.

import { readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { gunzipSync } from "node:zlib";
import { load } from "../static/configurator/sweep.js";

const MODULUS = 1000003;
const WARM_UP = 3; // rounds before the one that is measured, so that the compiler has seen the code

function read(path) {
  const bytes = readFileSync(path);
  return JSON.parse((bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString("utf8"));
}

function checksum({ low, high }) {
  let [possible, lows, highs] = [0, 0, 0];
  low.forEach((least, option) => {
    if (Number.isNaN(least)) return;
    const rest = (cost) => ((cost % MODULUS) + MODULUS) % MODULUS;
    possible += 1;
    lows = (lows + (option + 1) * rest(least)) % MODULUS;
    highs = (highs + (option + 1) * rest(high[option])) % MODULUS;
  });
  return [possible, lows, highs];
}

/** Milliseconds per state; `look(session, step, state)` sees every answer. */
function replay(kernel, sessions, look) {
  const times = [];
  sessions.forEach((session, number) => {
    const picks = new Map();
    session.forEach(([variable, value], step) => {
      picks.set(variable, value);
      const from = performance.now();
      const state = kernel.domains(picks);
      times.push(performance.now() - from);
      look(number, step, state);
    });
  });
  return times;
}

function at(times, share) {
  const ranked = Float64Array.from(times).sort();
  return ranked.length ? Number(ranked[Math.min(ranked.length - 1, Math.floor(share * ranked.length))].toFixed(4)) : null;
}

const [artefact, other] = process.argv.slice(2);
if (!artefact) {
  process.stderr.write("node bench/configurator.mjs ARTEFACT [SESSIONS.json]\n");
  process.exit(2);
}
const given = read(artefact);
const { sessions, expected } = other ? read(other) : given;
const from = performance.now();
const kernel = load(given.diagram);
const loaded = performance.now() - from;
let wrong = 0;
for (let round = 0; round < WARM_UP; round++) replay(kernel, sessions, () => {});
const times = replay(kernel, sessions, (number, step, state) => {
  const wanted = expected?.[number]?.[step];
  if (wanted && checksum(state).some((part, place) => part !== wanted[place])) wrong += 1;
});
const line = {
  model: given.model,
  engine: "javascript",
  load_ms: Number(loaded.toFixed(3)),
  steps: times.length,
  wrong_steps: expected ? wrong : null,
  state_p50_ms: at(times, 0.5),
  state_p99_ms: at(times, 0.99),
};
process.stdout.write(`${JSON.stringify(line)}\n`);
process.exitCode = wrong ? 1 : 0;
