// mcl on its own, timed: one request on each line of standard input, as words, one JSON answer on each line of standard
// output. The requests are those of ../../noble.mjs: an operation, how often, and numbers in decimal.
#include <mcl/bn.hpp>

#include <chrono>
#include <ctime>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

using namespace mcl::bn;

namespace {

using Words = std::istringstream;

template <class T>
T number(Words& words) {
    std::string text;
    words >> text;
    T value;
    value.setStr(text, 10);
    return value;
}

G1 readG1(Words& words) {
    const Fp x = number<Fp>(words);
    const Fp y = number<Fp>(words);
    return G1(x, y);  // throws off the curve
}

G2 readG2(Words& words) {
    Fp2 x, y;
    x.a = number<Fp>(words);
    x.b = number<Fp>(words);
    y.a = number<Fp>(words);
    y.b = number<Fp>(words);
    const G2 point(x, y);
    if (!point.isValidOrder()) throw std::runtime_error("a point is not in the subgroup");
    return point;
}

struct Key {
    GT alphaBeta;
    std::vector<Fp6> gamma, delta;
    std::vector<G1> ic;
} key;

bool verify(const std::string& text) {
    Words words(text);
    const G1 a = readG1(words);
    const G2 b = readG2(words);
    const G1 c = readG1(words);
    std::vector<G1> points(key.ic.begin() + 1, key.ic.end());
    std::vector<Fr> signals;
    for (size_t i = 0; i < points.size(); i++) signals.push_back(number<Fr>(words));
    G1 l;
    G1::mulVec(l, points.data(), signals.data(), points.size());
    l += key.ic[0];
    // e(A, B)·e(-L, gamma)·e(-C, delta) = e(alpha, beta)
    GT f, fixed;
    millerLoop(f, a, b);
    precomputedMillerLoop2(fixed, -l, key.gamma, -c, key.delta);
    f *= fixed;
    finalExp(f, f);
    return f == key.alphaBeta;
}

std::string text(bool value) { return value ? "true" : "false"; }

double processorMilliseconds() { return 1e3 * std::clock() / CLOCKS_PER_SEC; }

template <class Work>
std::string timed(Work work) {
    const double processor = processorMilliseconds();
    const auto start = std::chrono::steady_clock::now();
    const auto result = work();
    const std::chrono::duration<double, std::milli> elapsed = std::chrono::steady_clock::now() - start;
    std::ostringstream answer;
    answer << "{\"elapsed\":" << elapsed.count() << ",\"processor\":" << processorMilliseconds() - processor;
    answer << ",\"value\":\"" << result() << "\"}";
    return answer.str();
}

std::string answer(const std::string& operation, int count, Words& words) {
    if (operation == "field") {
        const Fp a = number<Fp>(words), b = number<Fp>(words);
        return timed([&] {
            Fp x = a;
            for (int i = 0; i < count; i++) x *= b;
            return [=] { return x.getStr(10); };
        });
    }
    if (operation == "multiply") {
        const G1 p = readG1(words);
        const Fr k = number<Fr>(words);
        return timed([&] {
            G1 product;
            for (int i = 0; i < count; i++) G1::mul(product, p, k);
            return [=] {
                G1 affine = product;
                affine.normalize();
                return affine.x.getStr(10) + " " + affine.y.getStr(10);
            };
        });
    }
    if (operation == "product") {
        const G1 p1 = readG1(words);
        const G2 q1 = readG2(words);
        const G1 p2 = readG1(words);
        const G2 q2 = readG2(words);
        const G1 p[] = {p1, p2};
        const G2 q[] = {q1, q2};
        return timed([&] {
            bool one = false;
            for (int i = 0; i < count; i++) {
                GT f;
                millerLoopVec(f, p, q, 2);
                finalExp(f, f);
                one = f.isOne();
            }
            return [=] { return text(one); };
        });
    }
    if (operation == "key") {
        const G1 alpha = readG1(words);
        const G2 beta = readG2(words);
        pairing(key.alphaBeta, alpha, beta);
        precomputeG2(key.gamma, readG2(words));
        precomputeG2(key.delta, readG2(words));
        key.ic.clear();
        while (words >> std::ws, !words.eof()) key.ic.push_back(readG1(words));
        return timed([] { return [] { return text(true); }; });
    }
    if (operation == "verify") {
        std::string rest;
        std::getline(words, rest);
        return timed([&] {
            bool valid = false;
            for (int i = 0; i < count; i++) valid = verify(rest);
            return [=] { return text(valid); };
        });
    }
    throw std::invalid_argument("no such operation: " + operation);
}

}  // namespace

int main() {
    initPairing(mcl::BN_SNARK1);
    std::string line;
    while (std::getline(std::cin, line)) {
        Words words(line);
        std::string operation;
        int count;
        words >> operation >> count;
        std::cout << answer(operation, count, words) << std::endl;
    }
}
