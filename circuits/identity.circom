pragma circom 2.1.5;

include "circomlib/circuits/bitify.circom";
include "circomlib/circuits/poseidon.circom";
include "multiplication.circom";

// The voter's identity: from the secret to the commitment that the census holds and the nullifier that names the slot.
//
//   0 <= secret < l                      (l the order of the prime subgroup)
//   A = secret·B8
//   commitment = Poseidon2(A.x, A.y)     (Semaphore v4's identity commitment)
//   nullifier  = Poseidon2(scope, secret)
//
// Why secret < l: secret and secret + l give the same A, so the same commitment, but different nullifiers. Without the
// check one census member would have a slot for each of them.
// How: bits makes 0 <= secret < 2^251 (251 bits have one value below the field's order r, about 2^253.6). Then
// l - 1 - secret lies in (-2^251, 2^251), and negative ones are above r - 2^251 > 2^251 in the field: only a secret of at
// most l - 1 has l - 1 - secret in 251 bits.
//
// Caller guarantees: nothing. Caller must compare commitment and nullifier with what they are to be.
template Identity() {
    signal input secret;
    signal input scope;
    signal output commitment;
    signal output nullifier;

    var W = WINDOWS();
    component bits = Num2Bits(1 + 2 * W);
    bits.in <== secret;
    component below = Num2Bits(1 + 2 * W);
    below.in <== SUBGROUP_ORDER() - 1 - secret;

    component sizes = DigitSizes(W);
    for (var i = 0; i < 2 * W; i++) { sizes.e[i] <== bits.out[1 + i]; }
    component key = FixedBase(BASE8());
    key.e <== bits.out;
    key.same <== sizes.same;

    commitment <== Poseidon(2)(key.out);
    nullifier <== Poseidon(2)([scope, secret]);
}
