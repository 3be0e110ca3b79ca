// What the tests vote in: a census of ten, keys, ciphertexts by circomlibjs (an independent implementation), witnesses.
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { LeanIMT } from '@zk-kit/lean-imt';
import { buildBabyjub, buildPoseidon } from 'circomlibjs';
import * as snarkjs from 'snarkjs';

const babyjub = await buildBabyjub();
const poseidonBytes = await buildPoseidon();
const F = babyjub.F;

export const FIELD = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;
export const ORDER = babyjub.subOrder;
export const DEPTH = 20;
export const IDENTITY = ['0', '1', '0', '1'];

const littleEndian = (x) => Buffer.from(x.toString(16).padStart(64, '0'), 'hex').reverse();

export const poseidon = (inputs) => F.toObject(poseidonBytes(inputs));
export const multiply = (point, scalar) => babyjub.mulPointEscalar(point, scalar);
export const add = (p, q) => babyjub.addPoint(p, q);
export const affine = (point) => point.map((x) => F.toObject(x).toString());
export const point = (x, y) => [F.e(x), F.e(y)];
export const BASE = babyjub.Base8;
export const randomScalar = () => BigInt('0x' + randomBytes(40).toString('hex')) % ORDER;

/** The ciphertext of protocol point 6, made outside the circuit. */
export function encrypt(key, message, r, previous = IDENTITY) {
  const R = add(point(previous[0], previous[1]), multiply(BASE, r));
  const S = add(add(point(previous[2], previous[3]), multiply(BASE, message)), multiply(key, r));
  return [...affine(R), ...affine(S)];
}

export function commitment(secret) {
  const [x, y] = affine(multiply(BASE, secret));
  return poseidon([x, y]);
}

export const leaf = (secret, weight) => poseidon([commitment(secret), BigInt(weight), 1n]);

/** A census whose other members are arbitrary leaves; proves the member at `position`. */
export function census(member, count = 10, position = 3) {
  const tree = new LeanIMT((a, b) => poseidon([a, b]));
  for (let i = 0; i < count; i++) tree.insert(i === position ? member : poseidon([BigInt(i), 7n, 1n]));
  const proof = tree.generateProof(position);
  const siblings = proof.siblings.map(String);
  return {
    root: tree.root.toString(),
    depth: String(siblings.length),
    index: String(proof.index),
    siblings: [...siblings, ...Array(DEPTH - siblings.length).fill('0')],
  };
}

/** One circuit, its options, and the witnesses it gives. */
export class Circuit {
  static async load(name, folder) {
    const circuit = new Circuit();
    circuit.name = name;
    circuit.options = Number(name.split('-')[1]);
    circuit.r1cs = `${folder}/${name}.r1cs`;
    circuit.wasm = new Uint8Array(await readFile(`${folder}/${name}_js/${name}.wasm`));
    circuit.wires = new Map();
    for (const line of (await readFile(`${folder}/${name}.sym`, 'utf8')).trim().split('\n')) {
      const [, wire, , signal] = line.split(',');
      circuit.wires.set(signal, Number(wire));
    }
    return circuit;
  }

  /** The wire values for these inputs, or null where the circuit's program finds an equation that does not hold. */
  async witness(inputs) {
    const file = await this.witnessFile(inputs);
    return file && snarkjs.wtns.exportJson(file);
  }

  /** The same as a file of snarkjs in memory. */
  async witnessFile(inputs) {
    const file = { type: 'mem' };
    const print = console.error;
    console.error = () => {}; // circom's program prints the equation before it throws
    try {
      await snarkjs.wtns.calculate(inputs, this.wasm, file);
    } catch (error) {
      if (/Assert Failed/.test(error.message)) return null;
      throw error;
    } finally {
      console.error = print;
    }
    return file;
  }

  /** What `snarkjs wtns check` says of these wire values. */
  async check(witness) {
    const header = 12 + 12 + 40 + 12; // file, section head, field and count, section head
    const data = Buffer.alloc(header + 32 * witness.length);
    data.write('wtns', 0);
    [2, 2, 1, 40, 0, 32].forEach((x, i) => data.writeUInt32LE(x, 4 + 4 * i));
    data.set(littleEndian(FIELD), 28);
    [witness.length, 2, 32 * witness.length, 0].forEach((x, i) => data.writeUInt32LE(x, 60 + 4 * i));
    witness.forEach((x, i) => data.set(littleEndian(x), header + 32 * i));
    const quiet = { info() {}, warn() {} };
    return snarkjs.wtns.check(this.r1cs, { type: 'mem', data: new Uint8Array(data) }, quiet);
  }

  wire(signal) {
    const wire = this.wires.get(signal);
    if (!(wire >= 0)) throw new Error(`${signal} has no wire of its own`);
    return wire;
  }

  ciphertexts(witness) {
    return Array.from({ length: this.options }, (_, i) => witness.slice(1 + 4 * i, 5 + 4 * i).map(String));
  }
}

/** A ballot of a voter with this weight; `overrides` replace any input afterwards. */
export function ballot(circuit, parts) {
  const { secret, weight = 5n, key, choice, scope = 123n, options = circuit.options, place, ...overrides } = parts;
  const fill = (values, value) => [...values, ...Array(circuit.options - values.length).fill(value)].map(String);
  return {
    ...(place ?? census(leaf(secret, weight))),
    scope: String(scope),
    key: affine(key),
    occupied: '0',
    nullifier: String(poseidon([scope, secret])),
    options: String(options),
    maxValue: '1',
    minTotal: '1',
    maxTotal: '1',
    square: '0',
    multiply: '1',
    budgetIsWeight: '0',
    previous: Array(circuit.options).fill(IDENTITY),
    secret: String(secret),
    weight: String(weight),
    choice: fill(choice, 0),
    r: Array.from({ length: circuit.options }, () => String(randomScalar())),
    b: '0',
    ...overrides,
  };
}

/** A stranger's re-encryption of `previous` in the slot `nullifier`: knows no secret of the census. */
export function reencryption(circuit, vote, previous, overrides = {}) {
  return {
    ...vote,
    occupied: '1',
    previous,
    secret: '77',
    weight: '1',
    depth: '0',
    index: '0',
    siblings: Array(DEPTH).fill('0'),
    choice: Array(circuit.options).fill('0'),
    r: Array.from({ length: circuit.options }, () => String(randomScalar())),
    b: '1',
    ...overrides,
  };
}

/** The message of a ciphertext, found by trying; -1 if it is not below `limit`. */
export function decrypt(secretKey, [rx, ry, sx, sy], limit = 200) {
  const shared = multiply(point(rx, ry), secretKey);
  const target = add(point(sx, sy), [F.neg(shared[0]), shared[1]]);
  let power = multiply(BASE, 0n);
  for (let m = 0; m < limit; m++) {
    if (F.eq(power[0], target[0]) && F.eq(power[1], target[1])) return m;
    power = add(power, BASE);
  }
  return -1;
}
