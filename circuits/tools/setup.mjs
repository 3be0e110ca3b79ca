// The bootstrap key setup: powers of tau, then phase 2 for each circuit, then a transcript of both.
//
//   node tools/setup.mjs powers OUT            powers of tau 2^15, makes OUT/powers.ptau
//   node tools/setup.mjs keys OUT CIRCUIT...   phase 2, makes OUT/CIRCUIT.zkey, CIRCUIT.vkey.json and transcript.json
//   node tools/setup.mjs adopt OUT FOLDER NAME CIRCUIT...   the same files from the end of another phase 2
//
// Both phases of the bootstrap take CONTRIBUTIONS contributions from the system's entropy, each made in memory and dropped, and end with a
// beacon. Soundness needs one secret of each phase to be gone; here that rests on this program and the machine that ran it.
// The beacon is derived from the contributions before it, so it adds no trust: it fixes the last step so that a verifier of
// the chain can recompute it. A real ceremony takes its beacon from a public source that is fixed after the last
// contribution; see README.md.
import { createHash, randomBytes } from 'node:crypto';
import { copyFile, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as snarkjs from 'snarkjs';

const POWER = 15;
const CONTRIBUTIONS = 2;
const BEACON_ITERATIONS = 10; // log2 of the number of SHA-256 iterations; the least snarkjs accepts

const [, , phase, out, ...rest] = process.argv;
const quiet = { info() {}, debug() {}, warn: console.warn, error: console.error };
const hex = (bytes) => Buffer.from(bytes).toString('hex');
const digest = async (file) => createHash('sha256').update(await readFile(file)).digest('hex');
const beaconAfter = (label, contribution) =>
  createHash('sha256').update(`PrivateVote bootstrap ${label} beacon`).update(Buffer.from(contribution, 'hex')).digest('hex');

function demand(condition, sentence) {
  if (!condition) throw new Error(sentence);
}

/** Applies the contributions and the beacon of one phase to the file `start`; answers what the transcript says of it. */
async function ceremony(tool, start, end, label) {
  const contributions = [];
  let current = start;
  for (let i = 1; i <= CONTRIBUTIONS; i++) {
    const next = `${start}.${i}`;
    const name = `bootstrap ${label} contribution ${i}`;
    const hash = hex(await tool.contribute(current, next, name, randomBytes(64).toString('hex'), quiet));
    contributions.push({ name, hash });
    await rm(current);
    current = next;
    console.log(`${name}: ${hash}`);
  }
  const value = beaconAfter(label, contributions.at(-1).hash);
  const name = `bootstrap ${label} beacon`;
  const hash = hex(await tool.beacon(current, end, name, value, BEACON_ITERATIONS, quiet));
  await rm(current);
  return { contributions, beacon: { name, value, iterations: 2 ** BEACON_ITERATIONS, hash } };
}

async function powers() {
  const curve = await snarkjs.curves.getCurveFromName('bn128');
  const raw = join(out, 'powers.raw');
  const final = join(out, 'powers.ptau');
  await snarkjs.powersOfTau.newAccumulator(curve, POWER, raw, quiet);
  const transcript = await ceremony(snarkjs.powersOfTau, raw, `${raw}.end`, 'powers of tau');
  console.log('preparing phase 2');
  await snarkjs.powersOfTau.preparePhase2(`${raw}.end`, `${final}.part`, quiet);
  await rm(`${raw}.end`);
  console.log('verifying the powers of tau');
  demand(await snarkjs.powersOfTau.verify(`${final}.part`, quiet), 'the powers of tau do not verify');
  await writeFile(
    join(out, 'powers.json'),
    JSON.stringify({ power: POWER, ...transcript, sha256: await digest(`${final}.part`) }, null, 2) + '\n',
  );
  await rename(`${final}.part`, final);
}

/** Verifies a finished key against the circuit and the powers of tau, exports its verification key, describes both. */
async function finish(circuit, ptau, phase2) {
  const path = (extension) => join(out, `${circuit}.${extension}`);
  const contributions = [];
  const listen = {
    ...quiet,
    info(line) {
      const found = /^contribution #\d+ (.*):\s+([0-9a-f\s]+)$/.exec(line);
      if (found) contributions.unshift({ name: found[1], hash: found[2].replace(/\s/g, '') });
      const beacon = /^Beacon generator: (\w+)/.exec(line);
      if (beacon) contributions[0].beacon = beacon[1];
    },
  };
  const valid = await snarkjs.zKey.verifyFromR1cs(path('r1cs'), ptau, path('zkey'), listen);
  demand(valid, `the key of ${circuit} does not verify`);
  demand(contributions.some(({ beacon }) => !beacon), `the key of ${circuit} has no contribution`);
  const key = await snarkjs.zKey.exportVerificationKey(path('zkey'), quiet);
  await writeFile(path('vkey.json'), JSON.stringify(key, null, 1) + '\n');
  const info = await snarkjs.r1cs.info(path('r1cs'));
  const publicSignals = info.nOutputs + info.nPubInputs;
  return {
    name: circuit,
    constraints: info.nConstraints,
    publicSignals,
    wires: info.nVars,
    domain: 2 ** (Math.floor(Math.log2(info.nConstraints + publicSignals)) + 1),
    r1csSha256: await digest(path('r1cs')),
    phase2: phase2 ?? { contributions },
    zkeySha256: await digest(path('zkey')),
    vkeySha256: await digest(path('vkey.json')),
  };
}

const writeTranscript = (setup, powersOfTau, circuits) =>
  writeFile(join(out, 'transcript.json'), JSON.stringify({ setup, curve: 'bn254', powersOfTau, circuits }, null, 2) + '\n');

async function keys() {
  const ptau = join(out, 'powers.ptau');
  const circuits = [];
  for (const circuit of rest) {
    const initial = join(out, `${circuit}.zkey.0`);
    const fits = (await snarkjs.zKey.newZKey(join(out, `${circuit}.r1cs`), ptau, initial, quiet)) !== -1;
    demand(fits, `${circuit} does not fit the powers of tau`);
    const phase2 = await ceremony(snarkjs.zKey, initial, join(out, `${circuit}.zkey`), `${circuit} phase 2`);
    circuits.push(await finish(circuit, ptau, phase2));
  }
  await writeTranscript('bootstrap', JSON.parse(await readFile(join(out, 'powers.json'))), circuits);
}

async function adopt() {
  const [folder, setup, ...names] = rest;
  const ptau = join(folder, 'powers.ptau');
  const circuits = [];
  for (const circuit of names) {
    await copyFile(join(folder, `${circuit}.zkey`), join(out, `${circuit}.zkey`));
    circuits.push(await finish(circuit, ptau));
  }
  await writeTranscript(setup, { sha256: await digest(ptau) }, circuits);
}

await { powers, keys, adopt }[phase]();
process.exit(0); // snarkjs leaves its workers running
