// snarkjs and circomlibjs, timed: one JSON request on each line of stdin, one answer on each line of stdout. Times are taken
// in here, in milliseconds for all repetitions, so that exchanging requests costs the libraries nothing.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { buildPoseidon } from "circomlibjs";
import * as snarkjs from "snarkjs";

// What the libraries print must not get between the answers.
console.log = console.error;

const require = createRequire(import.meta.url);
const poseidon = await buildPoseidon();
const F = poseidon.F;
const circuits = {};

const timed = async (work) => {
  const start = process.hrtime.bigint();
  const result = await work();
  return [Number(process.hrtime.bigint() - start) / 1e6, result];
};

const operations = {
  versions: () => ({
    node: process.version,
    snarkjs: require("snarkjs/package.json").version,
    circomlibjs: require("circomlibjs/package.json").version,
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
    const [milliseconds, valid] = await timed(async () => {
      let all = true;
      for (let i = 0; i < count * repetitions; i++) {
        const { publicSignals, proof } = ballots[i % count];
        all = (await snarkjs.groth16.verify(key, publicSignals, proof)) && all;
      }
      return all;
    });
    return { milliseconds, valid };
  },

  prove: async ({ circuit }) => {
    const { wasm, zkey, ballots } = circuits[circuit];
    const [milliseconds, { proof, publicSignals }] = await timed(() =>
      snarkjs.groth16.fullProve(ballots[0].inputs, wasm, zkey),
    );
    return { milliseconds, proof, publicSignals };
  },

  // x = Poseidon(x, b), over and over.
  poseidon2: async ({ a, b, repetitions }) => {
    const right = F.e(BigInt(b));
    const [milliseconds, x] = await timed(() => {
      let left = F.e(BigInt(a));
      for (let i = 0; i < repetitions; i++) left = poseidon([left, right]);
      return left;
    });
    return { milliseconds, value: F.toObject(x).toString() };
  },

  // The LeanIMT over Poseidon(i + 1, 1 + i mod 1000, 1).
  census: async ({ size }) => {
    const [milliseconds, root] = await timed(() => {
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
    return { milliseconds, value: F.toObject(root).toString() };
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { operation, ...request } = JSON.parse(line);
  process.stdout.write(JSON.stringify(await operations[operation](request)) + "\n");
}
// snarkjs leaves worker threads behind that would keep the process alive.
process.exit(0);
