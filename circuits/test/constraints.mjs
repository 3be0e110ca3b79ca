// The equations of a circuit, evaluated and solved directly: what a prover can do who does not use circom's program.
import { readR1cs } from 'r1csfile';

const P = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;
export const mod = (x) => ((x % P) + P) % P;

export function invert(a) {
  let [t, next, r, remainder] = [0n, 1n, P, mod(a)];
  while (remainder !== 0n) {
    const quotient = r / remainder;
    [t, next] = [next, t - quotient * next];
    [r, remainder] = [remainder, r - quotient * remainder];
  }
  return mod(t);
}

export class Constraints {
  static async load(file) {
    const r1cs = await readR1cs(file, true, false, false);
    const constraints = new Constraints();
    const value = (x) => r1cs.F.toObject(x);
    const form = (terms) => Object.entries(terms).map(([wire, factor]) => [Number(wire), value(factor)]);
    constraints.rows = Array.from({ length: r1cs.constraints.length }, (_, i) => r1cs.constraints[i].map(form));
    constraints.wireCount = r1cs.nVars;
    constraints.inputWires = { first: 1 + r1cs.nOutputs, last: r1cs.nOutputs + r1cs.nPubInputs + r1cs.nPrvInputs };
    constraints.rowsOf = Array.from({ length: r1cs.nVars }, () => []);
    constraints.rows.forEach((row, i) => {
      for (const wire of new Set(row.flat().map(([x]) => x))) constraints.rowsOf[wire].push(i);
    });
    return constraints;
  }

  static #sum = (form, w) => form.reduce((sum, [wire, factor]) => sum + factor * w[wire], 0n);

  /** The numbers of the equations A·B = C that this assignment breaks. */
  broken(w) {
    const sum = Constraints.#sum;
    return this.rows.flatMap(([a, b, c], i) => (mod(sum(a, w) * sum(b, w) - sum(c, w)) === 0n ? [] : [i]));
  }

  /** Whether equation i says only that the wire is 0 or 1. */
  isBit(i) {
    const wires = new Set(this.rows[i].flat().map(([wire]) => wire));
    wires.delete(0);
    return wires.size === 1;
  }

  /**
   * Orders the wires that are no inputs so that each is pinned by an equation and the wires before it: the derivative of the
   * equation by that wire is not 0 at this assignment. A wire that is not in the order could be moved without breaking
   * anything: it is free. Answers the order and the free wires.
   */
  order(w) {
    const sum = Constraints.#sum;
    const known = new Uint8Array(this.wireCount);
    known[0] = 1;
    for (let i = this.inputWires.first; i <= this.inputWires.last; i++) known[i] = 1;
    const steps = [];
    let queue = [...this.rows.keys()];
    while (queue.length > 0) {
      const next = new Set();
      for (const i of queue) {
        const [a, b, c] = this.rows[i];
        const unknown = new Set(this.rows[i].flat().map(([x]) => x).filter((x) => !known[x]));
        if (unknown.size === 0) continue;
        // Wires with derivative 0 here do not matter to the first order.
        const left = sum(a, w);
        const right = sum(b, w);
        const slopes = new Map([...unknown].map((x) => [x, 0n]));
        const collect = (form, factor) => form.forEach(([x, k]) => slopes.has(x) && slopes.set(x, slopes.get(x) + k * factor));
        collect(a, right);
        collect(b, left);
        collect(c, -1n);
        const moving = [...slopes].filter(([, slope]) => mod(slope) !== 0n).map(([x]) => x);
        if (moving.length !== 1) continue;
        known[moving[0]] = 1;
        steps.push([moving[0], i]);
        this.rowsOf[moving[0]].forEach((row) => next.add(row));
      }
      queue = [...next];
    }
    const free = [];
    for (let x = 0; x < this.wireCount; x++) if (!known[x]) free.push(x);
    return { steps, free };
  }

  /**
   * Carries changed wires through to all that follow from them, as a prover would who wants every other equation to hold.
   * Wires in `changes` and wires held by a bit equation keep their value.
   */
  carry(w, { steps }, changes) {
    const sum = Constraints.#sum;
    const result = [...w];
    for (const [wire, value] of changes) result[wire] = mod(value);
    for (const [wire, i] of steps) {
      if (changes.has(wire) || this.isBit(i)) continue;
      const [a, b, c] = this.rows[i];
      const at = (x) => {
        result[wire] = x;
        return mod(sum(a, result) * sum(b, result) - sum(c, result));
      };
      const zero = at(0n);
      const slope = mod(at(1n) - zero);
      result[wire] = slope === 0n ? w[wire] : mod(-zero * invert(slope));
    }
    return result;
  }
}
