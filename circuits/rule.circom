pragma circom 2.1.5;

include "circomlib/circuits/bitify.circom";
include "circomlib/circuits/comparators.circom";

// The ballot rule: which choices are a valid vote.
//
//   0 <= choice_i <= maxValue                  for every option
//   choice_i = 0                               for options the election does not have (i >= options)
//   minTotal <= sum of cost_i <= budget        cost_i = choice_i, or choice_i^2 if square = 1
//   budget = maxTotal, or the weight if budgetIsWeight = 1
//
// A re-encryption (b = 1) votes for nothing, so the least total does not bind it: all choices 0 and weight 1 then fit every
// rule. That keeps re-encrypting open to strangers under any rule. The other lines hold for it as for a vote.
//
// Bounds, so that no difference wraps around the field's order r (about 2^253.6):
//   choice < 2^16 (range), so cost <= (2^16 - 1)^2 < 2^32 and the total of N <= 8 options is below 2^35.
//   maxValue - choice is in (-2^16, 2^16), budget - total in (-2^35, 2^40), total - least in (-2^40, 2^35). A negative one
//   is above r - 2^40 in the field, so it has no 16, 40 or 35 bits.
//
// Caller guarantees: b is 0 or 1; weight < 2^32. The verifier guarantees of the public inputs, by the manifest's rules:
// maxValue < 2^16; minTotal, maxTotal < 2^40; square, budgetIsWeight 0 or 1. options in 1..N is constrained here.
template Rule(N) {
    signal input choice[N];
    signal input weight;
    signal input b;
    signal input options;
    signal input maxValue;
    signal input minTotal;
    signal input maxTotal;
    signal input square;
    signal input budgetIsWeight;

    assert(N <= 8);

    component range[N];
    component most[N];
    signal squared[N];
    signal excess[N];
    var total = 0;
    for (var i = 0; i < N; i++) {
        range[i] = Num2Bits(16);
        range[i].in <== choice[i];
        most[i] = Num2Bits(16);
        most[i].in <== maxValue - choice[i];
        squared[i] <== choice[i] * choice[i];
        excess[i] <== square * (squared[i] - choice[i]);
        total += choice[i] + excess[i];
    }

    // count[i] is 1 for the one i with options = i + 1; absent is the sum of those before i, so 1 from i = options on.
    component count[N];
    var absent = 0;
    for (var i = 0; i < N; i++) {
        absent * choice[i] === 0;
        count[i] = IsEqual();
        count[i].in <== [options, i + 1];
        absent += count[i].out;
    }
    absent === 1;

    signal budget <== maxTotal + budgetIsWeight * (weight - maxTotal);
    component within = Num2Bits(40);
    within.in <== budget - total;

    signal least <== (1 - b) * minTotal;
    component enough = Num2Bits(35);
    enough.in <== total - least;
}
