// What the circuits accept and what it means, and every hostile input that must not have a witness.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  BASE, Circuit, DEPTH, FIELD, ORDER, affine, ballot, census, commitment, decrypt, encrypt, leaf, multiply, poseidon,
  randomScalar, reencryption,
} from './election.mjs';

const folder = new URL('../out', import.meta.url).pathname;

// What the proof in multiplication.circom says of the curve.
describe('Baby Jubjub', () => {
  const isSquare = (x) => {
    let result = 1n;
    for (let e = (FIELD - 1n) / 2n, base = x % FIELD; e > 0n; e >>= 1n, base = (base * base) % FIELD) {
      if (e & 1n) result = (result * base) % FIELD;
    }
    return result === 1n;
  };
  it('has complete addition: a is a square, d is not', () => {
    assert.ok(isSquare(168700n));
    assert.ok(!isSquare(168696n));
  });
  it('has a subgroup order between 4^125 and 2^251', () => {
    assert.ok(4n ** 125n < ORDER);
    assert.ok(ORDER < 2n ** 251n);
  });
});

for (const name of ['ballot-3', 'ballot-8']) {
  describe(name, async () => {
    const circuit = await Circuit.load(name, folder);
    const N = circuit.options;
    const trustee = randomScalar();
    const key = multiply(BASE, trustee);
    const secret = randomScalar();
    const vote = (overrides = {}) => ballot(circuit, { secret, key, choice: [0, 1], ...overrides });
    const opened = (ciphertexts) => ciphertexts.map((ciphertext) => decrypt(trustee, ciphertext));
    const filled = (...values) => [...values, ...Array(N - values.length).fill(0)];

    async function accepted(inputs) {
      const witness = await circuit.witness(inputs);
      assert.ok(witness, 'no witness');
      return circuit.ciphertexts(witness);
    }
    const refused = async (inputs) => assert.equal(await circuit.witness(inputs), null);

    it('encrypts a vote as circomlibjs does', async () => {
      const inputs = vote();
      const ciphertexts = await accepted(inputs);
      assert.deepEqual(opened(ciphertexts), filled(0, 5));
      ciphertexts.forEach((ciphertext, i) => assert.deepEqual(ciphertext, encrypt(key, i === 1 ? 5n : 0n, BigInt(inputs.r[i]))));
    });

    it('lets a stranger re-encrypt without changing the vote, and the voter vote again', async () => {
      const inputs = vote();
      const first = await accepted(inputs);
      const noise = reencryption(circuit, inputs, first);
      const second = await accepted(noise);
      assert.deepEqual(opened(second), filled(0, 5));
      second.forEach((ciphertext, i) => {
        assert.notDeepEqual(ciphertext, first[i]);
        assert.deepEqual(ciphertext, encrypt(key, 0n, BigInt(noise.r[i]), first[i]));
      });
      const third = await accepted(vote({ occupied: '1', previous: second, choice: filled(1).map(String) }));
      assert.deepEqual(opened(third), filled(5));
    });

    const methods = {
      'single choice': [{ maxValue: '1', minTotal: '1', maxTotal: '1', multiply: '0' }, [0, 0, 1], [0, 0, 1]],
      approval: [{ maxValue: '1', minTotal: '0', maxTotal: String(N), multiply: '1' }, [1, 0, 1], [5, 0, 5]],
      score: [{ maxValue: '9', minTotal: '0', maxTotal: String(9 * N), multiply: '1' }, [9, 3, 9], [45, 15, 45]],
      cumulative: [{ maxValue: '10', minTotal: '0', maxTotal: '10', multiply: '0' }, [7, 3, 0], [7, 3, 0]],
      'cumulative, the weight as budget': [
        { maxValue: '100', minTotal: '1', maxTotal: '0', multiply: '0', budgetIsWeight: '1' }, [1, 4, 0], [1, 4, 0],
      ],
      quadratic: [{ maxValue: '10', minTotal: '0', maxTotal: '100', square: '1', multiply: '0' }, [6, 8, 0], [6, 8, 0]],
      'quadratic, the weight as budget': [
        { maxValue: '10', minTotal: '1', maxTotal: '0', square: '1', multiply: '0', budgetIsWeight: '1' }, [1, 2, 0], [1, 2, 0],
      ],
    };
    for (const [method, [rule, choice, messages]] of Object.entries(methods)) {
      it(`has a vote and a stranger's re-encryption: ${method}`, async () => {
        const inputs = ballot(circuit, { secret, key, choice, ...rule });
        const ciphertexts = await accepted(inputs);
        assert.deepEqual(opened(ciphertexts), filled(...messages));
        assert.deepEqual(opened(await accepted(reencryption(circuit, inputs, ciphertexts))), filled(...messages));
      });
    }

    it('encrypts under edges of r', async () => {
      for (const r of [0n, 1n, 2n, 3n, ORDER - 1n, ORDER, ORDER + 1n, 2n ** 250n - 1n, 2n ** 250n, 2n ** 251n - 1n]) {
        const ciphertexts = await accepted(vote({ r: Array(N).fill(String(r)) }));
        const [zero, five] = [0n, 5n].map((message) => encrypt(key, message, r));
        ciphertexts.forEach((ciphertext, i) => assert.deepEqual(ciphertext, i === 1 ? five : zero));
      }
      await refused(vote({ r: Array(N).fill(String(2n ** 251n)) }));
      await refused(vote({ r: Array(N).fill(String(FIELD - 1n)) }));
    });

    it('encrypts the edges of a message', async () => {
      const weight = 2n ** 32n - 1n;
      for (const choice of [0n, 1n, 2n ** 16n - 1n]) {
        const rule = { maxValue: '65535', minTotal: '0', maxTotal: '65535' };
        const inputs = ballot(circuit, { secret, weight, key, choice: [choice], ...rule });
        const ciphertexts = await accepted(inputs);
        assert.deepEqual(ciphertexts[0], encrypt(key, choice * weight, BigInt(inputs.r[0])));
      }
    });

    it('encrypts under edges of the key', async () => {
      for (const k of [1n, 2n, 3n, 4n, ORDER - 1n, (ORDER + 1n) / 2n, 4n ** 124n]) {
        const inputs = vote({ key: multiply(BASE, k) });
        const [, ciphertext] = await accepted(inputs);
        assert.deepEqual(ciphertext, encrypt(multiply(BASE, k), 5n, BigInt(inputs.r[1])));
      }
    });

    it('has no witness under the identity as key', async () => refused({ ...vote(), key: ['0', '1'] }));

    it('takes secrets from 0 to l - 1 and none above', async () => {
      for (const edge of [0n, 1n, ORDER - 1n]) await accepted(vote({ secret: edge }));
      await refused(vote({ secret: ORDER, place: census(leaf(0n, 5n)) }));
      await refused(vote({ secret: secret + ORDER, place: census(leaf(secret, 5n)) }));
      await refused(vote({ secret: FIELD - 1n }));
    });

    it('holds the weight to the census and to 1..2^32-1', async () => {
      for (const weight of [1n, 2n ** 32n - 1n]) await accepted(vote({ weight }));
      for (const weight of [0n, 2n ** 32n, FIELD - 1n]) await refused(vote({ weight }));
      await refused(vote({ weight: 6n, place: census(leaf(secret, 5n)) }));
    });

    it('refuses choices outside the rule', async () => {
      await refused(vote({ choice: filled(2).map(String) }));
      await refused(vote({ choice: filled(2).map(String), maxTotal: '2' }));
      await refused(vote({ choice: filled(FIELD - 1n, 1, 1).map(String) })); // -1 + 1 + 1 = 1
      await refused(vote({ choice: filled(1, 1).map(String) }));
      await refused(vote({ choice: filled().map(String) }));
      await refused(vote({ choice: filled(65536).map(String), maxValue: '65535', maxTotal: '1000000' }));
    });

    it('refuses a budget exceeded, also by wrap-around', async () => {
      const cumulative = { maxValue: '65535', minTotal: '0', maxTotal: '10', multiply: '0' };
      await accepted(vote({ ...cumulative, choice: filled(4, 6).map(String) }));
      await refused(vote({ ...cumulative, choice: filled(5, 6).map(String) }));
      await refused(vote({ ...cumulative, choice: filled(FIELD - 5n, 12).map(String) }));
      const quadratic = { ...cumulative, square: '1' };
      await accepted(vote({ ...quadratic, choice: filled(3, 1).map(String) }));
      await refused(vote({ ...quadratic, choice: filled(3, 2).map(String) }));
      await refused(vote({ ...quadratic, choice: Array(N).fill('65535') }));
      await refused(vote({ ...cumulative, choice: filled(6).map(String), maxTotal: '0', budgetIsWeight: '1' }));
    });

    it('refuses a choice for an option the election does not have', async () => {
      await accepted(vote({ options: 2 }));
      await refused(vote({ options: 2, choice: filled(0, 0, 1).map(String) }));
      await refused(vote({ options: 1 }));
      for (const options of [0, N + 1, FIELD - 1n]) await refused(vote({ options }));
    });

    it('finds members at any depth, and no deeper than the census goes', async () => {
      for (const [count, position] of [[1, 0], [2, 1], [3, 2], [5, 4], [33, 32]]) {
        await accepted(vote({ place: census(leaf(secret, 5n), count, position) }));
      }
      const member = leaf(secret, 5n);
      const siblings = Array.from({ length: DEPTH + 1 }, (_, i) => String(1000 + i));
      const up = (levels) => siblings.slice(0, levels).reduce((node, sibling) => poseidon([node, BigInt(sibling)]), member);
      const place = { index: '0', siblings: siblings.slice(0, DEPTH) };
      await accepted(vote({ place: { ...place, root: String(up(DEPTH)), depth: String(DEPTH) } }));
      await refused(vote({ place: { ...place, root: String(up(DEPTH + 1)), depth: String(DEPTH + 1) } }));
      await refused(vote({ place: { ...place, root: '0', depth: String(DEPTH + 1) } }));
      await refused(vote({ place: { ...place, root: '0', depth: String(FIELD - 1n) } }));
    });

    it('refuses siblings and path bits beyond the depth', async () => {
      const place = census(leaf(secret, 5n));
      const depth = Number(place.depth);
      await refused(vote({ place: { ...place, siblings: place.siblings.with(depth, '1') } }));
      await refused(vote({ place: { ...place, index: String(Number(place.index) + 2 ** depth) } }));
      await refused(vote({ place: { ...place, index: String(2 ** DEPTH) } }));
    });

    it('refuses an inner node as leaf, and another place', async () => {
      const place = census(leaf(secret, 5n));
      const inner = {
        ...place, depth: String(Number(place.depth) - 1), index: String(Number(place.index) >> 1),
        siblings: [...place.siblings.slice(1), '0'],
      };
      await refused(vote({ place: inner }));
      await refused(vote({ place: { ...place, index: String(Number(place.index) ^ 1) } }));
      await refused(vote({ place: { ...place, root: '0' } }));
    });

    it('refuses a stranger, another slot, another scope', async () => {
      await refused(vote({ secret: 77n, place: census(leaf(secret, 5n)) }));
      await refused(vote({ nullifier: '5' }));
      await refused(vote({ nullifier: String(poseidon([124n, secret])) }));
    });

    it('lets a re-encryption neither vote nor open an empty slot', async () => {
      const inputs = vote();
      const first = await accepted(inputs);
      await refused(reencryption(circuit, inputs, first, { b: '0' }));
      await refused(reencryption(circuit, inputs, first, { occupied: '0' }));
      await refused(reencryption(circuit, inputs, first, { occupied: '2' }));
      await refused(reencryption(circuit, inputs, first, { b: '2' }));
      await refused(reencryption(circuit, inputs, first, { b: String(FIELD - 1n) }));
      const chosen = await accepted(reencryption(circuit, inputs, first, { choice: filled(1).map(String), weight: '9' }));
      assert.deepEqual(opened(chosen), filled(0, 5));
    });
  });
}
