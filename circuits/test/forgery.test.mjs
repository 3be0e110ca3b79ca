// A prover need not use circom's program: wire values are set directly, and all that follows from them is made to fit.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BASE, Circuit, ballot, census, leaf, multiply, poseidon, randomScalar, reencryption } from './election.mjs';
import { Constraints, invert, mod } from './constraints.mjs';

const folder = new URL('../out', import.meta.url).pathname;

for (const name of ['ballot-3', 'ballot-8']) {
  describe(name, async () => {
    const circuit = await Circuit.load(name, folder);
    const constraints = await Constraints.load(circuit.r1cs);
    const key = multiply(BASE, randomScalar());
    const secret = randomScalar();
    const inputs = ballot(circuit, { secret, key, choice: [0, 1] });
    const honest = await circuit.witness(inputs);
    const order = constraints.order(honest);
    const signals = new Map();
    for (const [signal, wire] of circuit.wires) if (wire >= 0) signals.set(wire, [...(signals.get(wire) ?? []), signal]);

    /** Sets signals (those that were not simplified away), carries them through, and answers the broken equations. */
    async function forge(changes, from = honest, steps = order) {
      const wires = new Map();
      for (const [signal, value] of Object.entries(changes)) {
        const wire = circuit.wires.get(signal);
        assert.notEqual(wire, undefined, `${signal} is not a signal`);
        if (wire >= 0) wires.set(wire, value);
      }
      assert.ok(wires.size > 0, 'nothing was set');
      const forged = constraints.carry(from, steps, wires);
      const broken = constraints.broken(forged);
      assert.equal(await circuit.check(forged), broken.length === 0);
      return broken;
    }

    /** Moves 2 from bit 1 to bit 0 twice, so that the sum of the bits stays: only the bits' own equations can object. */
    const carryOver = (bits, at = 0) => {
      const value = (i) => honest[circuit.wire(`${bits}[${i}]`)];
      return { [`${bits}[${at}]`]: value(at) + 2n, [`${bits}[${at + 1}]`]: value(at + 1) - 1n };
    };

    it('holds for the honest witness, also by snarkjs', async () => {
      assert.deepEqual(constraints.broken(honest), []);
      assert.equal(await circuit.check(honest), true);
    });

    it('pins every wire of a vote and of a re-encryption, but for inverses of 0', async () => {
      const again = await circuit.witness(reencryption(circuit, inputs, circuit.ciphertexts(honest)));
      for (const witness of [honest, again]) {
        const { free } = constraints.order(witness);
        for (const wire of free) {
          assert.ok(signals.get(wire).every((signal) => signal.endsWith('.isz.inv')), signals.get(wire)[0]);
          assert.equal(witness[wire], 0n);
        }
        assert.equal(free.length, 3); // depth reached, twice; number of options
      }
    });

    const decompositions = [
      'identity.bits.out', 'identity.below.out', 'membership.range.out', 'membership.path.out', 'rule.range[0].out',
      'rule.most[0].out', 'rule.within.out', 'rule.enough.out', 'encryption.bits[0].out', 'encryption.messageBits[0].out',
    ];
    for (const bits of decompositions) {
      it(`refuses values that are no bits: ${bits}`, async () => {
        assert.notEqual((await forge(carryOver(`main.${bits}`, 2))).length, 0);
      });
    }

    it('refuses a Merkle index that is neither 0 nor 1, which would prove any leaf', async () => {
      // A stranger, honest in a census of their own of the same shape ...
      const stranger = ballot(circuit, { secret: 77n, key, choice: [0, 1] });
      const witness = await circuit.witness(stranger);
      // ... claims the real census: with left + right = leaf + sibling and bit = (left - leaf) / (sibling - leaf) the first
      // two children come out as any wanted pair.
      const real = census(leaf(secret, 5n));
      const own = leaf(77n, 5n);
      const [left, right] = [poseidon([2n, 7n, 1n]), leaf(secret, 5n)];
      const sibling = mod(left + right - own);
      const bit = mod((left - own) * invert(mod(sibling - own)));
      const anonymous = [...circuit.wires.keys()].filter((s) => /^main\.membership\.BinaryMerkleRoot_\w+\.indices\[0\]$/.test(s));
      assert.equal(anonymous.length, 1);
      const broken = await forge(
        {
          'main.root': BigInt(real.root),
          'main.siblings[0]': sibling,
          ...Object.fromEntries(real.siblings.slice(1, Number(real.depth)).map((s, i) => [`main.siblings[${i + 1}]`, BigInt(s)])),
          'main.index': mod(BigInt(real.index) - 1n + bit),
          'main.membership.path.out[0]': bit,
          [anonymous[0]]: bit,
        },
        witness,
        constraints.order(witness),
      );
      // Nothing but the two decompositions of the index objects: they are what keeps the census closed.
      assert.equal(broken.length, 2);
    });

    it('refuses an inner node in place of the leaf', async () => {
      const parent = poseidon([poseidon([2n, 7n, 1n]), leaf(secret, 5n)]);
      assert.notEqual((await forge({ 'main.membership.leaf': parent })).length, 0);
    });

    it('refuses a selector b that is no bit', async () => {
      assert.notEqual((await forge({ 'main.b': 2n })).length, 0);
      assert.notEqual((await forge({ 'main.b': invert(2n) })).length, 0);
      assert.notEqual((await forge({ 'main.b': 1n })).length, 0); // the slot is empty
    });

    it('refuses secret + l under the same commitment', async () => {
      const order251 = 2736030358979909402780800718157159386076813972158567259200215660948447373041n;
      const other = secret + order251;
      const changes = { 'main.secret': other, 'main.nullifier': poseidon([123n, other]) };
      for (let i = 0; i < 251; i++) changes[`main.identity.bits.out[${i}]`] = (other >> BigInt(i)) & 1n;
      assert.notEqual((await forge(changes)).length, 0);
    });

    it('refuses each output changed', async () => {
      for (let i = 1; i <= 4 * circuit.options; i++) {
        const forged = [...honest];
        forged[i] = mod(forged[i] + 1n);
        assert.notEqual(constraints.broken(forged).length, 0);
      }
    });
  });
}
