// circomlibjs on Poseidon, LeanIMT roots, Baby Jubjub and ElGamal. {kind, cases} in, the list of answers out; numbers are
// decimal strings.
import { buildBabyjub, buildPoseidon } from "circomlibjs";
import { answer, request } from "./stdio.mjs";

const { kind, cases } = request();
const babyjub = await buildBabyjub();
const poseidon = await buildPoseidon();
const F = babyjub.F;
const text = (point) => point.map((coordinate) => F.toObject(coordinate).toString());
const hash = (inputs) => F.toObject(poseidon(inputs.map(BigInt))).toString();

const root = (leaves) => {
  let nodes = leaves;
  while (nodes.length > 1) {
    const parents = [];
    for (let i = 0; i < nodes.length; i += 2) {
      parents.push(i + 1 < nodes.length ? hash([nodes[i], nodes[i + 1]]) : nodes[i]);
    }
    nodes = parents;
  }
  return nodes[0];
};

const multiply = ({ point, k }) =>
  text(babyjub.mulPointEscalar(point ? point.map((coordinate) => F.e(BigInt(coordinate))) : babyjub.Base8, BigInt(k)));

const elgamal = ({ key, m, k }) => {
  const keyPoint = key.map((coordinate) => F.e(BigInt(coordinate)));
  const mask = babyjub.mulPointEscalar(keyPoint, BigInt(k));
  const message = babyjub.mulPointEscalar(babyjub.Base8, BigInt(m));
  return [text(babyjub.mulPointEscalar(babyjub.Base8, BigInt(k))), text(babyjub.addPoint(message, mask))];
};

answer(cases.map({ poseidon: hash, leanImt: root, multiply, elgamal }[kind]));
