// snarkjs and circom's own witness program.
// in:  { wasm, zkey, vkey: file paths (each where it is needed), solve: [inputs], prove: [inputs],
//        verify: [{ proof, publicSignals }] }; inputs as snarkjs takes them
// out: { solved: [base64 of the wires, 32 bytes little-endian each, or null where there is no witness],
//        proved: [{ proof, publicSignals }], verified: [boolean] }
import { readFileSync } from "node:fs";
import { WitnessCalculatorBuilder } from "circom_runtime";
import * as snarkjs from "snarkjs";
import { answer, request } from "./stdio.mjs";

const { wasm, zkey, vkey, solve = [], prove = [], verify = [] } = request();

// magic, version, number of sections; section 1: id, length, bytes per element, prime, count; section 2: id, length
const WITNESS_HEADER = 12 + 12 + 40 + 12;

const solved = [];
if (solve.length > 0) {
  // snarkjs itself would compile the program again for every case.
  const program = await WitnessCalculatorBuilder(readFileSync(wasm));
  for (const inputs of solve) {
    try {
      const file = await program.calculateWTNSBin(inputs, true);
      solved.push(Buffer.from(file.subarray(WITNESS_HEADER)).toString("base64"));
    } catch (error) {
      console.error(String(error));
      solved.push(null);
    }
  }
}

const proved = [];
for (const inputs of prove) {
  proved.push(await snarkjs.groth16.fullProve(inputs, wasm, zkey));
}

const verified = [];
const key = vkey && JSON.parse(readFileSync(vkey, "utf8"));
for (const { proof, publicSignals } of verify) {
  // snarkjs throws for a point that is not on the curve.
  verified.push(await snarkjs.groth16.verify(key, publicSignals, proof).catch(() => false));
}

answer({ solved, proved, verified });
