// Finds, once, the order in which the constraints of a circuit give its wires from the inputs, and the few hints that
// the constraints alone do not give.
//
// A constraint a·b = c with one unknown wire gives that wire: without division where it stands in c, by division where
// it stands in a or in b. Two kinds of wires cannot be had that way, and are recognised by their constraints, not by
// names:
//   - bits: unknown wires that are each constrained to 0 or 1 and stand in one linear combination with the coefficients
//     of a binary number. circom removes one signal by every linear constraint, either the number (then a·b = Σ 2^i·bit)
//     or one of the bits (then the constraint that makes that bit 0 or 1 holds the whole sum);
//   - the inverse inside IsZero, e·inverse = 1 - zero with e·zero = 0, where the inverse of 0 is taken to be 0.
//
// Divisions are put off until nothing else can be done and then taken together, as many as there are: whoever solves the
// circuit inverts all their divisors at the cost of one inversion.
import { invert, r, reduce } from "./r1cs.mjs";

/** The exponents of the powers of two that can weigh a bit relative to another one. */
const exponents = new Map();
for (let e = 0, power = 1n; e < 254; e++, power = reduce(2n * power)) {
  exponents.set(power, e);
  exponents.set(invert(power), -e);
}

const scale = (combination, factor) => {
  const scaled = new Map();
  for (const [wire, coefficient] of combination) scaled.set(wire, reduce(factor * coefficient));
  return scaled;
};

/** x + factor·y. */
const add = (x, y, factor) => {
  const sum = new Map(x);
  for (const [wire, coefficient] of y) {
    const value = reduce((sum.get(wire) ?? 0n) + factor * coefficient);
    if (value === 0n) sum.delete(wire);
    else sum.set(wire, value);
  }
  return sum;
};

/** The combination that a constraint says to be 0 or 1 (one of two: the other one is 1 minus it), or null. */
const booleanOf = ({ a, b, c }) => {
  if (c.size !== 0 || a.size === 0) return null;
  const wire = [...a.keys()].find((w) => w !== 0);
  if (wire === undefined || !b.has(wire)) return null;
  // b = λ·a + μ with numbers λ and μ: the roots are a = 0 and a = -μ/λ.
  const lambda = reduce(b.get(wire) * invert(a.get(wire)));
  const rest = add(b, a, r - lambda);
  if (rest.size !== 1 || !rest.has(0)) return null;
  return scale(a, reduce(-lambda * invert(rest.get(0))));
};

/** Whether x = factor·y for some number. */
const isMultiple = (x, y) => {
  if (x.size !== y.size || x.size === 0) return false;
  const [wire] = x.keys();
  if (!y.has(wire)) return false;
  const factor = reduce(x.get(wire) * invert(y.get(wire)));
  return [...x].every(([w, coefficient]) => y.has(w) && reduce(factor * y.get(w)) === coefficient);
};

/**
 * The steps that give every wire, each wire once, and hold each constraint once:
 *   { kind: "check", index }               every wire of the constraint is known
 *   { kind: "solve", index, wire }         the wire stands in c only, all others are known
 *   { kind: "bits", a, b, d, bits }        the number a·b + d gives the wires { position, wire, complement } (no constraint)
 *   { kind: "divide", entries }            each entry { index, wire }: the wire stands in a or b, all others are known;
 *                                          or { of, wire }: the wire is the inverse of the combination `of`, or zero
 */
export const solvingOrder = ({ wireCount, constraints, outputCount, publicInputCount, privateInputCount }) => {
  const known = new Uint8Array(wireCount);
  known[0] = 1;
  const firstInput = 1 + outputCount;
  known.fill(1, firstInput, firstInput + publicInputCount + privateInputCount);

  const wiresOf = constraints.map(({ a, b, c }) => [...new Set([...a.keys(), ...b.keys(), ...c.keys()])]);
  const users = Array.from({ length: wireCount }, () => []);
  wiresOf.forEach((wires, index) => wires.forEach((wire) => users[wire].push(index)));
  const unknownCount = wiresOf.map((wires) => wires.filter((wire) => !known[wire]).length);
  const unknownsOf = (index) => wiresOf[index].filter((wire) => !known[wire]);

  const booleans = constraints.map(booleanOf);
  const isBit = new Uint8Array(wireCount);
  booleans.forEach((combination) => {
    if (combination?.size === 1) isBit[[...combination.keys()][0]] = 1;
    // 1 - wire is 0 or 1 exactly when the wire is.
    if (combination?.size === 2 && combination.has(0)) isBit[[...combination.keys()].find((w) => w !== 0)] = 1;
  });

  const steps = [];
  const held = new Uint8Array(constraints.length);
  let queue = [...constraints.keys()];
  const learn = (wire) => {
    known[wire] = 1;
    for (const index of users[wire]) {
      unknownCount[index]--;
      queue.push(index);
    }
  };

  const propagate = () => {
    for (let i = 0; i < queue.length; i++) {
      const index = queue[i];
      if (held[index] || unknownCount[index] > 1) continue;
      const { a, b } = constraints[index];
      if (unknownCount[index] === 0) {
        held[index] = 1;
        steps.push({ kind: "check", index });
        continue;
      }
      const [wire] = unknownsOf(index);
      if (!a.has(wire) && !b.has(wire)) {
        held[index] = 1;
        steps.push({ kind: "solve", index, wire });
        learn(wire);
      }
    }
    queue = [];
  };

  const knownPart = (combination) => new Map([...combination].filter(([wire]) => known[wire]));

  /**
   * The unknown wires of a combination as the bits of one number: the combination is
   * unit·(Σ 2^position·(wire or 1 - wire) - complements) + its known part, for the given unit or minus it, whichever takes
   * fewer wires as 1 minus a bit. Null if their weights are not plus or minus distinct powers of two.
   */
  const asBits = (combination, unknowns, unit) => {
    const factor = invert(unit);
    const plain = [];
    const negated = [];
    for (const wire of unknowns) {
      const weight = reduce(combination.get(wire) * factor);
      if (exponents.has(weight)) plain.push({ position: exponents.get(weight), wire, complement: false });
      else if (exponents.has(r - weight)) negated.push({ position: exponents.get(r - weight), wire, complement: true });
      else return null;
    }
    if (negated.length > plain.length) return asBits(combination, unknowns, r - unit);
    const bits = [...plain, ...negated].sort((x, y) => x.position - y.position);
    if (bits.some(({ position }, i) => i > 0 && position === bits[i - 1].position)) return null;
    const power = (e) => (e < 0 ? invert(1n << BigInt(-e)) : 1n << BigInt(e));
    return { unit, bits, complements: reduce(negated.reduce((sum, { position }) => sum + power(position), 0n)) };
  };

  const plus = (combination, number) => add(combination, new Map([[0, 1n]]), number);

  /** a·b = d + unit·Σ 2^i·bit_i: circom removed the number itself. */
  const bitsOfProduct = (index) => {
    const { a, b, c } = constraints[index];
    const unknowns = unknownsOf(index);
    if (unknowns.some((wire) => !isBit[wire] || a.has(wire) || b.has(wire))) return null;
    const first = asBits(c, unknowns, c.get(unknowns[0]));
    if (first === null) return null;
    // Once more with bit 0 as the unit.
    const lowest = first.bits[0];
    const { unit, bits, complements } = asBits(c, unknowns, reduce((lowest.complement ? -1n : 1n) * c.get(lowest.wire)));
    const factor = invert(unit);
    return { kind: "bits", a: scale(a, factor), b, d: plus(scale(knownPart(c), r - factor), complements), bits };
  };

  /** ±(d - Σ 2^i·bit_i)/2^j is 0 or 1, where no i is j: circom removed bit j, for which this stands. */
  const bitsAroundBoolean = (index) => {
    const boolean = booleans[index];
    if (boolean === null) return null;
    const unknowns = unknownsOf(index);
    if (unknowns.some((wire) => !isBit[wire])) return null;
    const found = asBits(boolean, unknowns, r - 1n);
    if (found === null || found.bits.some(({ position }) => position === 0)) return null;
    // boolean = known - Σ bits, so Σ bits + boolean = known; or boolean = known + Σ bits, so Σ bits + (1 - boolean) = 1 - known.
    const known = knownPart(boolean);
    const number = found.unit === 1n ? plus(scale(known, r - 1n), found.complements + 1n) : plus(known, found.complements);
    const lowest = Math.min(0, found.bits[0].position);
    const bits = found.bits.map((bit) => ({ ...bit, position: bit.position - lowest }));
    return { kind: "bits", a: new Map(), b: new Map(), d: scale(number, 1n << BigInt(-lowest)), bits };
  };

  const findBits = () => {
    let found = false;
    for (const index of constraints.keys()) {
      if (held[index] || unknownCount[index] === 0) continue;
      const step = bitsAroundBoolean(index) ?? bitsOfProduct(index);
      if (step === null) continue;
      steps.push(step);
      step.bits.forEach(({ wire }) => learn(wire));
      found = true;
    }
    return found;
  };

  /** e·inverse = c and e·zero = 0, where c holds one unknown wire, zero. */
  const inverseIn = (index) => {
    const { a, b, c } = constraints[index];
    const unknowns = unknownsOf(index);
    for (const [e, other] of [[a, b], [b, a]]) {
      if (unknowns.length !== 2 || other.size !== 1) continue;
      const [inverse] = other.keys();
      const zero = unknowns.find((wire) => wire !== inverse);
      if (known[inverse] || e.has(inverse) || e.has(zero) || c.has(inverse) || !c.has(zero)) continue;
      const partner = users[zero].some((user) => {
        const { a: x, b: y, c: z } = constraints[user];
        const alone = (combination) => combination.size === 1 && combination.has(zero);
        return z.size === 0 && ((alone(x) && isMultiple(y, e)) || (alone(y) && isMultiple(x, e)));
      });
      // Where e is not 0, zero is 0 and c its constant: e·(factor·inverse) = 1.
      if (partner && c.size === 2 && c.get(0) !== undefined) {
        const factor = reduce(other.get(inverse) * invert(c.get(0)));
        return { of: scale(e, factor), wire: inverse };
      }
    }
    return null;
  };

  const findDivisions = () => {
    const entries = [];
    const taken = new Set();
    for (const index of constraints.keys()) {
      if (held[index]) continue;
      if (unknownCount[index] === 2) {
        const entry = inverseIn(index);
        if (entry && !taken.has(entry.wire)) {
          taken.add(entry.wire);
          entries.push(entry);
        }
      } else if (unknownCount[index] === 1) {
        const { a, b, c } = constraints[index];
        const [wire] = unknownsOf(index);
        // e·zero = 0 says nothing of zero where e is 0: IsZero's other constraint does.
        if (taken.has(wire) || a.has(wire) === b.has(wire) || c.size === 0) continue;
        taken.add(wire);
        held[index] = 1;
        entries.push({ index, wire });
      }
    }
    if (entries.length === 0) return false;
    steps.push({ kind: "divide", entries });
    entries.forEach(({ wire }) => learn(wire));
    return true;
  };

  do {
    propagate();
  } while (findBits() || findDivisions());

  const unsolved = known.reduce((count, flag) => count + (flag ? 0 : 1), 0);
  if (unsolved > 0) {
    const stuck = constraints.findIndex((_, index) => !held[index]);
    throw new Error(`${unsolved} wires stay unknown, the first constraint left is ${stuck}`);
  }
  if (held.some((flag) => !flag)) throw new Error("a constraint was left out");
  return steps;
};
