// One model a line on standard input, one line of answers each: what `bench/configuring/parity.py` compares.
import { createInterface } from "node:readline";
import { load } from "../static/configurator/sweep.js";

const plain = (numbers) => Array.from(numbers, (number) => (Number.isNaN(number) ? null : number));

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  const { diagram, states } = JSON.parse(line);
  const kernel = load(diagram);
  const answers = states.map(({ picks, costs }) => {
    const { low, high } = kernel.domains(picks);
    const answer = { low: plain(low), high: plain(high) };
    answer.best = plain(kernel.best(costs));
    return answer;
  });
  process.stdout.write(`${JSON.stringify(answers)}\n`);
}
