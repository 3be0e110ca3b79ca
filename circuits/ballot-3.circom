pragma circom 2.1.5;

include "ballot.circom";

// A census of depth 20, three options.
component main {
    public [
        root, scope, key, occupied, nullifier, options, maxValue, minTotal, maxTotal, square, multiply, budgetIsWeight,
        previous
    ]
} = Ballot(20, 3);
