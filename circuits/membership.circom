pragma circom 2.1.5;

include "circomlib/circuits/bitify.circom";
include "circomlib/circuits/comparators.circom";
include "circomlib/circuits/poseidon.circom";
include "@zk-kit/binary-merkle-root.circom/src/binary-merkle-root.circom";

// The place in the census: the root of the LeanIMT that holds this commitment with this weight at this path.
//
//   1 <= weight < 2^32
//   leaf = Poseidon3(commitment, weight, LEAF_TAG = 1)
//   root = the leaf hashed up `depth` levels, 0 <= depth <= DEPTH; bit i of index says that the node is the right child
//
// Why three inputs: inner nodes are Poseidon2, a permutation of another width, so an inner node cannot be shown as a leaf
// nor a leaf as an inner node, whatever depth a prover claims.
// Why weight != 0: a census has none; and a weight is multiplied into the vote, so its range is checked here, not assumed.
//
// What BinaryMerkleRoot does and leaves to its caller (version 2.0.0): it constrains the bits of the index to 0 or 1 (the
// like-named template of @zk-kit/circuits 0.4.0 does not: there any leaf can be forged). For depth > DEPTH it answers 0, a
// root that somebody could publish; so `at` below has exactly one 1 among the depths 0 to DEPTH. Siblings and index bits
// from depth on do not enter the root; they are held to 0, so that one place has one witness.
//
// Caller guarantees: nothing. Caller must compare root with the census root.
template Membership(DEPTH) {
    signal input commitment;
    signal input weight;
    signal input depth;
    signal input index;
    signal input siblings[DEPTH];
    signal output root;

    component range = Num2Bits(32);
    range.in <== weight;
    signal inverse <-- weight != 0 ? 1 / weight : 0;
    weight * inverse === 1;

    component path = Num2Bits(DEPTH);
    path.in <== index;
    component at[DEPTH + 1];
    var reached = 0;
    for (var i = 0; i <= DEPTH; i++) {
        at[i] = IsEqual();
        at[i].in <== [depth, i];
        reached += at[i].out;
        if (i < DEPTH) {
            reached * siblings[i] === 0;
            reached * path.out[i] === 0;
        }
    }
    reached === 1;

    signal leaf <== Poseidon(3)([commitment, weight, 1]);
    root <== BinaryMerkleRoot(DEPTH)(leaf, depth, index, siblings);
}
