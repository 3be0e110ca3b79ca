// mcl in WebAssembly: the same operations as in noble.mjs. Objects are made outside of what is timed where a caller could
// keep them too.
import mcl from "mcl-wasm";

await mcl.init(mcl.BN_SNARK1);

const make = (type, text) => {
  const value = new type();
  value.setStr(text, 10);
  return value;
};
const toG1 = (x, y) => make(mcl.G1, `1 ${x} ${y}`);
const toG2 = (x0, x1, y0, y1) => {
  const point = make(mcl.G2, `1 ${x0} ${x1} ${y0} ${y1}`);
  if (!point.isValidOrder()) throw new Error("a point is not in the subgroup");
  return point;
};
const toFr = (k) => make(mcl.Fr, k);
const repeat = (count, work) => {
  let result;
  for (let i = 0; i < count; i++) result = work();
  return result;
};

let key;

export const mclWasm = {
  field: ([x, y]) => {
    const [a, b] = [make(mcl.Fp, x), make(mcl.Fp, y)];
    return {
      run: (count) => {
        let product = a;
        for (let i = 0; i < count; i++) product = mcl.mul(product, b);
        return product;
      },
      show: (product) => product.getStr(10),
    };
  },

  multiply: ([x, y, k]) => {
    const [point, scalar] = [toG1(x, y), toFr(k)];
    return {
      run: (count) => repeat(count, () => mcl.mul(point, scalar)),
      show: (product) => {
        product.normalize();
        return product.getStr(10).replace(/^1 /, "");
      },
    };
  },

  product: (words) => {
    const [p1, p2] = [0, 6].map((i) => toG1(...words.slice(i, i + 2)));
    const [q1, q2] = [2, 8].map((i) => toG2(...words.slice(i, i + 4)));
    return {
      run: (count) =>
        repeat(count, () => mcl.finalExp(mcl.mul(mcl.millerLoop(p1, q1), mcl.millerLoop(p2, q2))).isOne()),
      show: String,
    };
  },

  key: (words) => {
    const ic = [];
    for (let i = 14; i < words.length; i += 2) ic.push(toG1(words[i], words[i + 1]));
    key = {
      alphaBeta: mcl.pairing(toG1(...words.slice(0, 2)), toG2(...words.slice(2, 6))),
      gamma: new mcl.PrecomputedG2(toG2(...words.slice(6, 10))),
      delta: new mcl.PrecomputedG2(toG2(...words.slice(10, 14))),
      ic,
    };
    return { run: () => true, show: String };
  },

  verify: (words) => ({
    run: (count) =>
      repeat(count, () => {
        const l = mcl.add(key.ic[0], mcl.mulVec(key.ic.slice(1), words.slice(8).map(toFr)));
        const c = toG1(words[6], words[7]);
        const f = mcl.mul(
          mcl.millerLoop(toG1(words[0], words[1]), toG2(...words.slice(2, 6))),
          mcl.precomputedMillerLoop2(mcl.neg(l), key.gamma, mcl.neg(c), key.delta),
        );
        return mcl.finalExp(f).isEqual(key.alphaBeta);
      }),
    show: String,
  }),
};
