pragma circom 2.1.5;

include "identity.circom";
include "membership.circom";
include "rule.circom";
include "encryption.circom";

// One ballot: a vote (b = 0) or a re-encryption of what stands in the slot (b = 1). b is private: the two look the same.
//
//   b is 0 or 1, and 0 unless occupied = 1
//   a vote is by a member of the census, in that member's slot: (1 - b)·(root' - root) = 0, (1 - b)·(nullifier' - nullifier) = 0
//     with root' of Membership and nullifier' of Identity
//   the choices follow the Rule
//   message_i = (1 - b)·choice_i, times the weight if multiply = 1
//   next_i is the Encryption of message_i, on top of previous_i if b = 1
//
// Why a re-encryption changes nothing: with b = 1 every message_i is 0, and previous_i + (r_i·B8, r_i·K) opens to what
// previous_i opens to. Why a vote replaces: with b = 0 previous_i does not enter next_i. Why strangers cannot vote: with
// b = 0 root and nullifier are those of one secret below l in the census. Why b = 1 needs occupied: else anybody could
// open slots and fake a turnout.
//
// Bounds: choice < 2^16 and weight < 2^32 (Rule, Membership), so message < 2^48 does not wrap around.
//
// Verifier guarantees, besides the proof: all public signals canonical (below r); root, scope, key, options and the rule's
// numbers are the manifest's, in the ranges that Rule and Encryption ask for; multiply is 0 or 1; occupied is 1 only if
// the election allows re-voting and the slot has an entry, and previous_i are then the ciphertexts of the slot's last entry.
// Public inputs that bind in no equation (previous_i where b = 0, nullifier where b = 1) are still bound to the proof.
template Ballot(DEPTH, N) {
    signal input root;
    signal input scope;
    signal input key[2];
    signal input occupied;
    signal input nullifier;
    signal input options;
    signal input maxValue;
    signal input minTotal;
    signal input maxTotal;
    signal input square;
    signal input multiply;
    signal input budgetIsWeight;
    signal input previous[N][4];

    signal input secret;
    signal input weight;
    signal input depth;
    signal input index;
    signal input siblings[DEPTH];
    signal input choice[N];
    signal input r[N];
    signal input b;

    signal output next[N][4];

    b * (1 - b) === 0;
    b * (1 - occupied) === 0;

    component identity = Identity();
    identity.secret <== secret;
    identity.scope <== scope;
    (1 - b) * (identity.nullifier - nullifier) === 0;

    component membership = Membership(DEPTH);
    membership.commitment <== identity.commitment;
    membership.weight <== weight;
    membership.depth <== depth;
    membership.index <== index;
    membership.siblings <== siblings;
    (1 - b) * (membership.root - root) === 0;

    component rule = Rule(N);
    rule.choice <== choice;
    rule.weight <== weight;
    rule.b <== b;
    rule.options <== options;
    rule.maxValue <== maxValue;
    rule.minTotal <== minTotal;
    rule.maxTotal <== maxTotal;
    rule.square <== square;
    rule.budgetIsWeight <== budgetIsWeight;

    signal weighted <== 1 + multiply * (weight - 1);
    signal factor <== (1 - b) * weighted;
    component encryption = Encryption(N);
    encryption.key <== key;
    encryption.previous <== previous;
    encryption.r <== r;
    encryption.b <== b;
    for (var i = 0; i < N; i++) { encryption.message[i] <== choice[i] * factor; }
    next <== encryption.next;
}
