pragma circom 2.1.5;

include "circomlib/circuits/babyjub.circom";
include "circomlib/circuits/bitify.circom";
include "multiplication.circom";

// Exponential ElGamal for N options under one key, added to a selected earlier ciphertext:
//
//   next_i = (R_i, S_i),  R_i = b·P_i + r_i·B8,  S_i = b·Q_i + message_i·B8 + r_i·K
//
// where (P_i, Q_i) = previous_i and b = 0 selects the identity (0, 1) instead: b·P = (b·P.x, 1 + b·(P.y - 1)).
//
// r_i is constrained to 251 bits, not below l: r_i and r_i + l make the same ciphertext, and nothing here counts on one
// ciphertext having one r_i (no secret or slot is derived from it). Every r_i in [0, l) fits, as l < 2^251; 0 is allowed
// and shows the vote, which is a voter's own choice, as showing r_i would be.
//
// message_i < 2^48 by its bits, so it is encrypted as the integer it is: 2^48 is far below l.
//
// The same bits of r_i drive both r_i·B8 and r_i·K, so both ciphertext parts share one r_i. The table of K is made once.
// message·B8 is summed in the same digits, with half of B8 as base and no lowest bit:
// message = v_0 + 4·v_1 + ... gives message·B8 = 2·message·HALF = (4^24 - 1 + d_0 + 4·d_1 + ...)·HALF.
// The constant parts of all three are joined: offset_j = (4^125 - 1 + j)·K + (4^24 - 1)·HALF, j the lowest bit of r_i.
//
// Caller guarantees: b is 0 or 1. The verifier guarantees of the public inputs: key is in the prime subgroup and not the
// identity (see multiplication.circom: its additions rest on that); each previous point is on the curve (BabyAdd is
// complete there, so its divisions are defined). Both are checked where points are decoded.
template Encryption(N) {
    signal input key[2];
    signal input previous[N][4];
    signal input message[N];
    signal input r[N];
    signal input b;
    signal output next[N][4];

    var W = WINDOWS();
    var MESSAGE_WINDOWS = 24;
    var HALF[2] = constantMultiply((SUBGROUP_ORDER() + 1) \ 2, BASE8());
    var messageOffset[2] = constantMultiply(4 ** MESSAGE_WINDOWS - 1, HALF);

    component table = VariableTable(W);
    table.base <== key;
    signal offset[2][2];
    component odd = BabyAdd();
    odd.x1 <== table.top[0];
    odd.y1 <== table.top[1];
    odd.x2 <== messageOffset[0];
    odd.y2 <== messageOffset[1];
    offset[1] <== [odd.xout, odd.yout];
    component even = BabyAdd();
    even.x1 <== offset[1][0];
    even.y1 <== offset[1][1];
    even.x2 <== -key[0];
    even.y2 <== key[1];
    offset[0] <== [even.xout, even.yout];

    component bits[N];
    component sizes[N];
    component shared[N];
    component masked[N];
    component messageBits[N];
    component messageSizes[N];
    component messageWindows[N];
    component messagePoint[N];
    component sumMessage[N];
    component sumOffset[N];
    component first[N];
    component second[N];
    signal selected[N][4];
    signal start[N][2];
    for (var i = 0; i < N; i++) {
        bits[i] = Num2Bits(1 + 2 * W);
        bits[i].in <== r[i];
        sizes[i] = DigitSizes(W);
        shared[i] = FixedBase(BASE8());
        masked[i] = VariableWindows(W);
        for (var j = 0; j < 2 * W; j++) {
            sizes[i].e[j] <== bits[i].out[1 + j];
            masked[i].e[j] <== bits[i].out[1 + j];
        }
        shared[i].e <== bits[i].out;
        shared[i].same <== sizes[i].same;
        masked[i].same <== sizes[i].same;
        masked[i].point <== table.point;

        messageBits[i] = Num2Bits(2 * MESSAGE_WINDOWS);
        messageBits[i].in <== message[i];
        messageSizes[i] = DigitSizes(MESSAGE_WINDOWS);
        messageSizes[i].e <== messageBits[i].out;
        messageWindows[i] = FixedWindows(MESSAGE_WINDOWS, HALF);
        messageWindows[i].e <== messageBits[i].out;
        messageWindows[i].same <== messageSizes[i].same;
        messagePoint[i] = Montgomery2Edwards();
        messagePoint[i].in <== messageWindows[i].out;

        for (var j = 0; j < 2; j++) {
            selected[i][2 * j] <== b * previous[i][2 * j];
            selected[i][2 * j + 1] <== 1 + b * (previous[i][2 * j + 1] - 1);
            start[i][j] <== offset[0][j] + bits[i].out[0] * (offset[1][j] - offset[0][j]);
        }

        first[i] = BabyAdd();
        first[i].x1 <== selected[i][0];
        first[i].y1 <== selected[i][1];
        first[i].x2 <== shared[i].out[0];
        first[i].y2 <== shared[i].out[1];

        sumMessage[i] = BabyAdd();
        sumMessage[i].x1 <== masked[i].out[0];
        sumMessage[i].y1 <== masked[i].out[1];
        sumMessage[i].x2 <== messagePoint[i].out[0];
        sumMessage[i].y2 <== messagePoint[i].out[1];
        sumOffset[i] = BabyAdd();
        sumOffset[i].x1 <== sumMessage[i].xout;
        sumOffset[i].y1 <== sumMessage[i].yout;
        sumOffset[i].x2 <== start[i][0];
        sumOffset[i].y2 <== start[i][1];
        second[i] = BabyAdd();
        second[i].x1 <== selected[i][2];
        second[i].y1 <== selected[i][3];
        second[i].x2 <== sumOffset[i].xout;
        second[i].y2 <== sumOffset[i].yout;

        next[i] <== [first[i].xout, first[i].yout, second[i].xout, second[i].yout];
    }
}
