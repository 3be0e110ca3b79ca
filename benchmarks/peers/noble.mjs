// @noble/curves: arithmetic of BN254 over JavaScript's integers. Each operation takes numbers in decimal and gives a function
// that repeats the work, and one that tells its result.
import { pippenger } from "@noble/curves/abstract/curve.js";
import { grainGenConstants, poseidon } from "@noble/curves/abstract/poseidon.js";
import { bn254 } from "@noble/curves/bn254.js";

const { Fp, Fp2, Fp12, Fr } = bn254.fields;
const G1 = bn254.G1.Point;
const G2 = bn254.G2.Point;

// The field, the order of G1 and that of G2 are checked.
const toG1 = (x, y) => {
  const point = G1.fromAffine({ x: BigInt(x), y: BigInt(y) });
  point.assertValidity();
  return point;
};
const toG2 = (x0, x1, y0, y1) => {
  const number = (c0, c1) => Fp2.create({ c0: BigInt(c0), c1: BigInt(c1) });
  const point = G2.fromAffine({ x: number(x0, x1), y: number(y0, y1) });
  point.assertValidity();
  return point;
};
const repeat = (count, work) => {
  let result;
  for (let i = 0; i < count; i++) result = work();
  return result;
};

// circomlib's Poseidon of two inputs is the one with a state of three that the Grain generator gives.
const shape = { Fp: Fr, t: 3, roundsFull: 8, roundsPartial: 57, sboxPower: 5 };
const permute = poseidon({ ...shape, ...grainGenConstants(shape) });

let key;

export const noble = {
  field: ([x, y]) => {
    const [a, b] = [BigInt(x), BigInt(y)];
    return {
      run: (count) => {
        let product = a;
        for (let i = 0; i < count; i++) product = Fp.mul(product, b);
        return product;
      },
      show: String,
    };
  },

  multiply: ([x, y, k]) => {
    const [point, scalar] = [toG1(x, y), BigInt(k)];
    return {
      run: (count) => repeat(count, () => point.multiplyUnsafe(scalar)),
      show: (product) => {
        const affine = product.toAffine();
        return `${affine.x} ${affine.y}`;
      },
    };
  },

  product: (words) => {
    const pairs = [0, 6].map((i) => ({
      g1: toG1(...words.slice(i, i + 2)),
      g2: toG2(...words.slice(i + 2, i + 6)),
    }));
    return {
      run: (count) => repeat(count, () => Fp12.eql(bn254.pairingBatch(pairs), Fp12.ONE)),
      show: String,
    };
  },

  key: (words) => {
    const ic = [];
    for (let i = 14; i < words.length; i += 2) ic.push(toG1(words[i], words[i + 1]));
    const alpha = toG1(...words.slice(0, 2));
    key = {
      alphaBeta: bn254.pairing(alpha, toG2(...words.slice(2, 6))),
      gamma: toG2(...words.slice(6, 10)),
      delta: toG2(...words.slice(10, 14)),
      ic,
    };
    return { run: () => true, show: String };
  },

  // e(A, B)·e(-L, gamma)·e(-C, delta) = e(alpha, beta)
  verify: (words) => ({
    run: (count) =>
      repeat(count, () => {
        const l = pippenger(G1, key.ic.slice(1), words.slice(8).map(BigInt)).add(key.ic[0]);
        const f = bn254.pairingBatch([
          { g1: toG1(words[0], words[1]), g2: toG2(...words.slice(2, 6)) },
          { g1: l.negate(), g2: key.gamma },
          { g1: toG1(words[6], words[7]).negate(), g2: key.delta },
        ]);
        return Fp12.eql(f, key.alphaBeta);
      }),
    show: String,
  }),

  // x = Poseidon(x, b), over and over.
  poseidon2: ([a, b]) => {
    const right = BigInt(b);
    return {
      run: (count) => {
        let left = BigInt(a);
        for (let i = 0; i < count; i++) [left] = permute([0n, left, right]);
        return left;
      },
      show: String,
    };
  },
};
