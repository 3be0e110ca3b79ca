// The peers in JavaScript, timed: one JSON request on each line of stdin, one answer on each line of stdout. Times are taken
// in here, in milliseconds for all repetitions, so that exchanging requests costs the libraries nothing. Processor time is
// that of the whole process, worker threads included.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { buildPoseidon } from "circomlibjs";
import * as snarkjs from "snarkjs";
import { mclWasm } from "./mcl-wasm.mjs";
import { noble } from "./noble.mjs";

// What the libraries print must not get between the answers.
console.log = console.error;

const versionOf = (name) =>
  JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, import.meta.url), "utf8")).version;
const poseidon = await buildPoseidon();
const F = poseidon.F;
const circuits = {};
const libraries = { "@noble/curves": noble, "mcl-wasm": mclWasm };

const timed = async (work) => {
  const usage = process.cpuUsage();
  const start = process.hrtime.bigint();
  const result = await work();
  const elapsed = Number(process.hrtime.bigint() - start) / 1e6;
  const { user, system } = process.cpuUsage(usage);
  return [{ elapsed, processor: (user + system) / 1e3 }, result];
};

const operations = {
  versions: () => ({
    node: process.version,
    snarkjs: versionOf("snarkjs"),
    circomlibjs: versionOf("circomlibjs"),
    noble: versionOf("@noble/curves"),
    mclWasm: versionOf("mcl-wasm"),
  }),

  // Files are read once and given to snarkjs in memory.
  load: ({ circuit, folder, ballots }) => {
    const file = (end) => readFileSync(`${folder}/${circuit}.${end}`);
    const key = JSON.parse(file("vkey.json").toString("utf8"));
    circuits[circuit] = { wasm: file("wasm"), zkey: file("zkey"), key, ballots };
    return {};
  },

  // The first `count` ballots, one after the other, `repetitions` times.
  verify: async ({ circuit, count, repetitions }) => {
    const { key, ballots } = circuits[circuit];
    const [cost, valid] = await timed(async () => {
      let all = true;
      for (let i = 0; i < count * repetitions; i++) {
        const { publicSignals, proof } = ballots[i % count];
        all = (await snarkjs.groth16.verify(key, publicSignals, proof)) && all;
      }
      return all;
    });
    return { ...cost, valid };
  },

  prove: async ({ circuit }) => {
    const { wasm, zkey, ballots } = circuits[circuit];
    const [cost, { proof, publicSignals }] = await timed(() =>
      snarkjs.groth16.fullProve(ballots[0].inputs, wasm, zkey),
    );
    return { ...cost, proof, publicSignals };
  },

  // x = Poseidon(x, b), over and over.
  poseidon2: async ({ a, b, repetitions }) => {
    const right = F.e(BigInt(b));
    const [cost, x] = await timed(() => {
      let left = F.e(BigInt(a));
      for (let i = 0; i < repetitions; i++) left = poseidon([left, right]);
      return left;
    });
    return { ...cost, value: F.toObject(x).toString() };
  },

  // The sum over i of Poseidon(2i + 1, 2i + 2).
  poseidonPairs: async ({ count }) => {
    const [cost, sum] = await timed(() => {
      let total = F.zero;
      for (let i = 0; i < count; i++) total = F.add(total, poseidon([2 * i + 1, 2 * i + 2]));
      return total;
    });
    return { ...cost, value: F.toObject(sum).toString() };
  },

  // An operation of a library of curves, `repetitions` times, on numbers in decimal.
  arithmetic: async ({ library, name, repetitions, words }) => {
    const { run, show } = libraries[library][name](words);
    const [cost, result] = await timed(() => run(repetitions));
    return { ...cost, value: show(result) };
  },

  // The LeanIMT over Poseidon(i + 1, 1 + i mod 1000, 1).
  census: async ({ size }) => {
    const [cost, root] = await timed(() => {
      let nodes = [];
      for (let i = 0; i < size; i++) nodes.push(poseidon([i + 1, 1 + (i % 1000), 1]));
      while (nodes.length > 1) {
        const parents = [];
        for (let i = 0; i + 1 < nodes.length; i += 2) parents.push(poseidon([nodes[i], nodes[i + 1]]));
        if (nodes.length % 2 === 1) parents.push(nodes[nodes.length - 1]);
        nodes = parents;
      }
      return nodes[0];
    });
    return { ...cost, value: F.toObject(root).toString() };
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { operation, ...request } = JSON.parse(line);
  process.stdout.write(JSON.stringify(await operations[operation](request)) + "\n");
}
// snarkjs leaves worker threads behind that would keep the process alive.
process.exit(0);
