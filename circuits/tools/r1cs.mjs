// Reads what circom writes: the constraint system (.r1cs) and the names of its wires (.sym).

/** The scalar field of BN254, in which the circuits are written. */
export const r = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;

export const reduce = (value) => {
  const remainder = value % r;
  return remainder < 0n ? remainder + r : remainder;
};

export const invert = (value) => {
  let [previous, current] = [r, reduce(value)];
  let [previousFactor, factor] = [0n, 1n];
  while (current !== 0n) {
    const quotient = previous / current;
    [previous, current] = [current, previous - quotient * current];
    [previousFactor, factor] = [factor, previousFactor - quotient * factor];
  }
  if (previous !== 1n) throw new Error("zero has no inverse");
  return reduce(previousFactor);
};

/**
 * A linear combination is a Map from wire to its coefficient, which is never zero; wire 0 is the constant 1. A
 * constraint is { a, b, c }: a·b = c. Wires in order: 1, outputs, public inputs, private inputs, the rest.
 */
export const parseR1cs = (bytes) => {
  if (bytes.toString("latin1", 0, 4) !== "r1cs" || bytes.readUInt32LE(4) !== 1) {
    throw new Error("not an r1cs file of version 1");
  }

  const sections = new Map();
  for (let i = 0, at = 12; i < bytes.readUInt32LE(8); i++) {
    const length = Number(bytes.readBigUInt64LE(at + 4));
    sections.set(bytes.readUInt32LE(at), bytes.subarray(at + 12, at + 12 + length));
    at += 12 + length;
  }

  const number = (from, at) => {
    let value = 0n;
    for (let limb = 3; limb >= 0; limb--) value = (value << 64n) | from.readBigUInt64LE(at + 8 * limb);
    return value;
  };

  const header = sections.get(1);
  if (header.readUInt32LE(0) !== 32 || number(header, 4) !== r) throw new Error("not a circuit over BN254");
  const [wireCount, outputCount, publicInputCount, privateInputCount] = [36, 40, 44, 48].map((at) =>
    header.readUInt32LE(at),
  );
  const constraintCount = header.readUInt32LE(60);
  if ((sections.get(4)?.length ?? 0) > 4) throw new Error("custom gates are not supported");

  const body = sections.get(2);
  let at = 0;
  const combination = () => {
    const terms = new Map();
    const count = body.readUInt32LE(at);
    at += 4;
    for (let i = 0; i < count; i++, at += 36) {
      const coefficient = number(body, at + 4);
      if (coefficient !== 0n) terms.set(body.readUInt32LE(at), coefficient);
    }
    return terms;
  };

  const constraints = [];
  for (let i = 0; i < constraintCount; i++) constraints.push({ a: combination(), b: combination(), c: combination() });
  if (at !== body.length) throw new Error("the constraints do not fill their section");
  return { wireCount, outputCount, publicInputCount, privateInputCount, constraints };
};

/** The inputs of the main component in the order of their wires: { name, first, count }, arrays laid out row by row. */
export const parseInputs = (sym, { outputCount, publicInputCount, privateInputCount }) => {
  const from = 1 + outputCount;
  const end = from + publicInputCount + privateInputCount;
  const names = new Map();
  for (const line of sym.split("\n")) {
    const match = /^\d+,(\d+),\d+,main\.([A-Za-z_$][\w$]*)(?:\[\d+\])*$/.exec(line);
    if (match && Number(match[1]) >= from && Number(match[1]) < end) names.set(Number(match[1]), match[2]);
  }

  const inputs = [];
  for (let wire = from; wire < end; wire++) {
    const name = names.get(wire);
    if (name === undefined) throw new Error(`input wire ${wire} has no name`);
    if (inputs.at(-1)?.name === name) inputs.at(-1).count++;
    else inputs.push({ name, first: wire, count: 1 });
  }
  if (new Set(inputs.map((input) => input.name)).size !== inputs.length) throw new Error("an input is not contiguous");
  return inputs;
};
