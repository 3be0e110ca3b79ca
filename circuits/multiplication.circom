pragma circom 2.1.5;

include "circomlib/circuits/babyjub.circom";
include "circomlib/circuits/montgomery.circom";

// Multiplication by scalars on Baby Jubjub, in windows of two bits with signed odd digits.
//
// DIGITS. A scalar is split as k = e0 + 2·(v_0 + 4·v_1 + ... + 4^(W-1)·v_(W-1)), e0 its lowest bit and v_i two bits each.
// With d_i = 2·v_i - 3, which is -3, -1, 1 or 3,
//
//     k = e0 + (4^W - 1) + d_0 + 4·d_1 + ... + 4^(W-1)·d_(W-1).
//
// No digit is 0, so a window needs no case for the identity, and -3 and 3 (-1 and 1) share one table entry, because
// negation in Montgomery form only changes the sign of v. The constant 4^W - 1 and e0 are added at the end.
//
// NO EXCEPTIONAL CASES. The windows are summed from the lowest with MontgomeryAdd (3 constraints), which is right only for
// points P, Q with P != Q and P != -Q, neither the identity nor of order 2; elsewhere its lambda could be free, and a
// prover could choose it. Let the base have order l (prime). Before window j >= 1 the sum is s_j·base, with
//
//     s_j = d_0 + ... + 4^(j-1)·d_(j-1),   s_j odd,   |s_j| <= 3·(4^j - 1)/3 = 4^j - 1 < 4^j <= |4^j·d_j|.
//
// So s_j, s_j + 4^j·d_j and s_j - 4^j·d_j are integers that are not 0, and of size at most 4^j - 1 + 3·4^j < 4^(j+1)
// <= 4^W. Where 4^W < l they are not 0 modulo l either: both points are of order l and neither equals the other nor its
// negative. W = 125 is the most that fits (l is about 1.51·2^250), and 1 + 2·125 = 251 bits hold every scalar below l.
// The last additions (offset, lowest bit) can meet any case, so they use BabyAdd, which is complete on Baby Jubjub: a =
// 168700 is a square and d = 168696 is not (Bernstein, Birkner, Joye, Lange, Peters, eprint 2008/013, section 6).
//
// CIRCUITS' CALLERS must guarantee: all e are bits; a variable base has order l (in the prime subgroup, not the identity).

function WINDOWS() { return 125; }

function SUBGROUP_ORDER() { return 2736030358979909402780800718157159386076813972158567259200215660948447373041; }

function BASE8() {
    return [
        5299619240641551281634865583518297030282874472190772894086521144482721001553,
        16950150798460657717958625567821834550301663161624707787222815936182638968203
    ];
}

// ---- Constants, computed by the compiler.

function constantAdd(p, q) {
    var t = 168696 * p[0] * q[1] * p[1] * q[0];
    return [(p[0] * q[1] + p[1] * q[0]) / (1 + t), (p[1] * q[1] - 168700 * p[0] * q[0]) / (1 - t)];
}

function constantMultiply(scalar, p) {
    var sum[2] = [0, 1];
    var power[2] = p;
    for (var k = scalar; k > 0; k = k >> 1) {
        if (k & 1) { sum = constantAdd(sum, power); }
        power = constantAdd(power, power);
    }
    return sum;
}

function constantMontgomery(p) {
    var u = (1 + p[1]) / (1 - p[1]);
    return [u, u / p[0]];
}

// The table of a fixed base: entry [i][0] is 4^i·base, entry [i][1] is 3·4^i·base, in Montgomery form.
function constantTable(base) {
    var table[125][2][2];
    var p[2] = base;
    for (var i = 0; i < 125; i++) {
        var twice[2] = constantAdd(p, p);
        table[i][0] = constantMontgomery(p);
        table[i][1] = constantMontgomery(constantAdd(twice, p));
        p = constantAdd(twice, twice);
    }
    return table;
}

// ---- Gadgets.

// same_i = 1 when the two bits of window i are equal, which is when its digit is -3 or 3; else 0, and the digit is -1 or 1.
// Kept apart because windows over two bases with the same scalar share it. e: without the lowest bit.
template DigitSizes(W) {
    signal input e[2 * W];
    signal output same[W];
    for (var i = 0; i < W; i++) { same[i] <== 1 - e[2 * i] - e[2 * i + 1] + 2 * e[2 * i] * e[2 * i + 1]; }
}

// out = (d_0 + 4·d_1 + ...)·BASE in Montgomery form. A window's point is linear in its bits and `same`, since the table is
// constant: u = u1 + same·(u3 - u1); v = -v3 + e·(v3 - v1) + e'·(v1 + v3), for the bits 00, 10, 01, 11 (lower first) this
// is -v3, -v1, v1, v3. So 3 constraints a window.
template FixedWindows(W, BASE) {
    signal input e[2 * W];
    signal input same[W];
    signal output out[2];

    assert(W <= WINDOWS());
    var table[125][2][2] = constantTable(BASE);
    component add[W];
    var sum[2];
    for (var i = 0; i < W; i++) {
        var u1 = table[i][0][0], v1 = table[i][0][1], u3 = table[i][1][0], v3 = table[i][1][1];
        var u = u1 + same[i] * (u3 - u1);
        var v = -v3 + e[2 * i] * (v3 - v1) + e[2 * i + 1] * (v1 + v3);
        if (i == 0) {
            sum = [u, v];
        } else {
            add[i] = MontgomeryAdd();
            add[i].in1 <== sum;
            add[i].in2 <== [u, v];
            sum = add[i].out;
        }
    }
    out <== sum;
}

// out = k·BASE in Edwards form for the scalar k of 1 + 2·WINDOWS() bits e, by DIGITS; k = 0 included.
// BASE: a constant of order l. same: from DigitSizes, of the bits above the lowest.
template FixedBase(BASE) {
    var W = WINDOWS();
    signal input e[1 + 2 * W];
    signal input same[W];
    signal output out[2];

    component windows = FixedWindows(W, BASE);
    for (var i = 0; i < 2 * W; i++) { windows.e[i] <== e[1 + i]; }
    windows.same <== same;

    // The sum is of order l, so neither v = 0 (order 2) nor u = -1 (not on the curve over this field): the division is defined.
    component sum = Montgomery2Edwards();
    sum.in <== windows.out;

    var even[2] = constantMultiply(4 ** W - 1, BASE);
    var odd[2] = constantMultiply(4 ** W, BASE);
    component add = BabyAdd();
    add.x1 <== sum.out[0];
    add.y1 <== sum.out[1];
    add.x2 <== even[0] + e[0] * (odd[0] - even[0]);
    add.y2 <== even[1] + e[0] * (odd[1] - even[1]);
    out <== [add.xout, add.yout];
}

// The table of a variable base, made once and shared by every scalar multiplied with it: point[i][0] = 4^i·base and
// point[i][1] = 3·4^i·base in Montgomery form, top = 4^W·base in Edwards form.
// Caller guarantees: base is of order l. Then no coordinate division is by 0 (x = 0 and y = 1 only in the points of order 1
// and 2), doublings are of points of order l, and 2P + P adds points that differ up to sign. On the identity there is no
// witness: Edwards2Montgomery asks for 0·u = 2.
template VariableTable(W) {
    signal input base[2];
    signal output point[W][2][2];
    signal output top[2];

    component start = Edwards2Montgomery();
    start.in <== base;
    component twice[W];
    component thrice[W];
    component fourfold[W];
    var p[2] = start.out;
    for (var i = 0; i < W; i++) {
        twice[i] = MontgomeryDouble();
        twice[i].in <== p;
        thrice[i] = MontgomeryAdd();
        thrice[i].in1 <== twice[i].out;
        thrice[i].in2 <== p;
        fourfold[i] = MontgomeryDouble();
        fourfold[i].in <== twice[i].out;
        point[i][0] <== p;
        point[i][1] <== thrice[i].out;
        p = fourfold[i].out;
    }
    component end = Montgomery2Edwards();
    end.in <== p;
    top <== end.out;
}

// out = (d_0 + 4·d_1 + ...)·base in Edwards form, over VariableTable's points: as FixedWindows, but the three products of a
// table entry and a bit cost a constraint each, so 6 a window.
template VariableWindows(W) {
    signal input point[W][2][2];
    signal input e[2 * W];
    signal input same[W];
    signal output out[2];

    assert(W <= WINDOWS());
    signal u[W];
    signal lower[W];
    signal upper[W];
    component add[W];
    var sum[2];
    for (var i = 0; i < W; i++) {
        u[i] <== point[i][0][0] + same[i] * (point[i][1][0] - point[i][0][0]);
        lower[i] <== e[2 * i] * (point[i][1][1] - point[i][0][1]);
        upper[i] <== e[2 * i + 1] * (point[i][0][1] + point[i][1][1]);
        var v = lower[i] + upper[i] - point[i][1][1];
        if (i == 0) {
            sum = [u[i], v];
        } else {
            add[i] = MontgomeryAdd();
            add[i].in1 <== sum;
            add[i].in2 <== [u[i], v];
            sum = add[i].out;
        }
    }
    component edwards = Montgomery2Edwards();
    edwards.in <== sum;
    out <== edwards.out;
}
