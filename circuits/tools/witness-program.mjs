// Writes ballot-N.witness: a circuit's constraints in the order in which they give its wires. PrivateVote computes
// witnesses with this file alone (src/PrivateVote.Cryptography/Groth16/WitnessProgram.cs reads it).
//
//   node witness-program.mjs ballot-8.r1cs ballot-8.sym ballot-8.witness
//
// The file: "PVWP", a byte for the version (1), the SHA-256 of the .r1cs file, and the rest under Brotli. In the rest
// numbers are LEB128 (7 bits a byte, least significant first), and:
//   program      wires, public signals, inputs, constraints, steps (five numbers), the inputs, the coefficients, the steps
//   input        length of its name, the name (ASCII), first wire, how many wires
//   coefficients how many, then 32 bytes big-endian each; the most used first
//   combination  how many terms, then by rising wire: wire minus the wire before (minus 0), index of the coefficient
//   constraint   the combinations a, b, c: a·b = c
//   step         0, constraint: every wire is known
//                1, wire, constraint: the wire stands in c only
//                2, a, b, d, how many bits, for each: wire, 2·position + 1 if the wire is 1 minus the bit: bits of a·b + d
//                3, how many divisions, for each: 0, wire, constraint: the wire stands in a or b
//                                              or 1, wire, combination: the wire is the combination's inverse, or 0
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { brotliCompressSync, constants } from "node:zlib";
import { parseInputs, parseR1cs } from "./r1cs.mjs";
import { solvingOrder } from "./solving-order.mjs";

const [r1csPath, symPath, outputPath] = process.argv.slice(2);
if (outputPath === undefined) {
  console.error("usage: node witness-program.mjs CIRCUIT.r1cs CIRCUIT.sym CIRCUIT.witness");
  process.exit(2);
}

const r1csBytes = readFileSync(r1csPath);
const circuit = parseR1cs(r1csBytes);
const inputs = parseInputs(readFileSync(symPath, "utf8"), circuit);
const steps = solvingOrder(circuit);

const bytes = [];
const number = (value) => {
  while (value > 127) {
    bytes.push((value & 127) | 128);
    value >>>= 7;
  }
  bytes.push(value);
};

const uses = new Map();
const count = (combination) => {
  for (const value of combination.values()) uses.set(value, (uses.get(value) ?? 0) + 1);
};
circuit.constraints.forEach(({ a, b, c }) => [a, b, c].forEach(count));
for (const step of steps) {
  if (step.kind === "bits") [step.a, step.b, step.d].forEach(count);
  if (step.kind === "divide") step.entries.forEach(({ of }) => of && count(of));
}
const coefficients = [...uses.keys()].sort((x, y) => uses.get(y) - uses.get(x) || (x < y ? -1 : 1));
const indexOf = new Map(coefficients.map((value, index) => [value, index]));

const combination = (terms) => {
  number(terms.size);
  let previous = 0;
  for (const [wire, value] of [...terms].sort(([x], [y]) => x - y)) {
    number(wire - previous);
    number(indexOf.get(value));
    previous = wire;
  }
};
const constraint = (index) => {
  const { a, b, c } = circuit.constraints[index];
  [a, b, c].forEach(combination);
};

number(circuit.wireCount);
number(circuit.outputCount + circuit.publicInputCount);
number(inputs.length);
number(circuit.constraints.length);
number(steps.length);
for (const { name, first, count: wires } of inputs) {
  number(name.length);
  bytes.push(...Buffer.from(name, "ascii"));
  number(first);
  number(wires);
}

number(coefficients.length);
for (const value of coefficients) bytes.push(...Buffer.from(value.toString(16).padStart(64, "0"), "hex"));

for (const step of steps) {
  switch (step.kind) {
    case "check":
      number(0);
      constraint(step.index);
      break;
    case "solve":
      number(1);
      number(step.wire);
      constraint(step.index);
      break;
    case "bits":
      number(2);
      [step.a, step.b, step.d].forEach(combination);
      number(step.bits.length);
      for (const { wire, position, complement } of step.bits) {
        number(wire);
        number(2 * position + (complement ? 1 : 0));
      }
      break;
    case "divide":
      number(3);
      number(step.entries.length);
      for (const { index, of, wire } of step.entries) {
        number(of ? 1 : 0);
        number(wire);
        if (of) combination(of);
        else constraint(index);
      }
      break;
  }
}

const compressed = brotliCompressSync(Buffer.from(bytes), {
  params: {
    [constants.BROTLI_PARAM_QUALITY]: 11,
    [constants.BROTLI_PARAM_LGWIN]: 22,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  },
});
const header = Buffer.concat([
  Buffer.from("PVWP\x01", "latin1"),
  createHash("sha256").update(r1csBytes).digest(),
]);
writeFileSync(outputPath, Buffer.concat([header, compressed]));
console.log(
  `${outputPath}: ${circuit.wireCount} wires, ${circuit.constraints.length} constraints, ${steps.length} steps, ` +
    `${header.length + compressed.length} bytes (${bytes.length} before compression)`,
);
