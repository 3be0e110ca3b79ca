// Keyed uniqueness tags from the words of docs/specification.md: circomlibjs for Baby Jubjub, Node's SHA-256, nothing of ours.
// [{space, plain, k, proof?}] in, all in hexadecimal; [{key, base, tag, tries, proves}] out.
import { createHash } from "node:crypto";
import { buildBabyjub } from "circomlibjs";
import { answer, request } from "./stdio.mjs";

const babyjub = await buildBabyjub();
const F = babyjub.F;
const r = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;
const l = 2736030358979909402780800718157159386076813972158567259200215660948447373041n;

const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest();
const integer = (bytes) => BigInt("0x" + (bytes.toString("hex") || "0"));
const bytes = (hex) => Buffer.from(hex.replace(/^0x/, ""), "hex");
const be = (number, size) => bytes(number.toString(16).padStart(2 * size, "0"));
const mod = (a, m) => ((a % m) + m) % m;
const power = (base, exponent, m) => {
  let result = 1n;
  for (let b = mod(base, m); exponent > 0n; exponent >>= 1n, b = (b * b) % m) {
    if (exponent & 1n) result = (result * b) % m;
  }
  return result;
};

// RFC 9380, section 5.3.1.
const expand = (message, tag, size) => {
  const dst = Buffer.concat([Buffer.from(tag), Buffer.from([tag.length])]);
  const first = sha256(Buffer.alloc(64), message, be(size, 2), Buffer.from([0]), dst);
  const blocks = [sha256(first, Buffer.from([1]), dst)];
  while (32 * blocks.length < size) {
    const mixed = blocks.at(-1).map((byte, i) => byte ^ first[i]);
    blocks.push(sha256(mixed, Buffer.from([blocks.length + 1]), dst));
  }
  return Buffer.concat(blocks).subarray(0, size);
};

// Cipolla's algorithm, so that the root is found in another way than by Tonelli and Shanks.
const squareRoot = (n) => {
  if (n === 0n) return 0n;
  if (power(n, (r - 1n) / 2n, r) !== 1n) return null;
  let a = 0n;
  while (power(mod(a * a - n, r), (r - 1n) / 2n, r) !== r - 1n) a++;
  const w = mod(a * a - n, r);
  const times = ([x, y], [u, v]) => [mod(x * u + y * v * w, r), mod(x * v + y * u, r)];
  let result = [1n, 0n];
  for (let b = [a, 1n], e = (r + 1n) / 2n; e > 0n; e >>= 1n, b = times(b, b)) {
    if (e & 1n) result = times(result, b);
  }
  return result[0];
};

const point = (x, y) => [F.e(x), F.e(y)];
const encode = (p) => Buffer.concat(p.map((coordinate) => be(F.toObject(coordinate), 32)));
const decode = (data) => point(integer(data.subarray(0, 32)), integer(data.subarray(32)));
const multiply = (p, k) => babyjub.mulPointEscalar(p, k);

const hashToPoint = (message) => {
  for (let i = 0; i < 256; i++) {
    const data = expand(Buffer.concat([message, Buffer.from([i])]), "PrivateVote/v1/keyed-tag", 49);
    const y = integer(data.subarray(0, 48)) % r;
    const yy = (y * y) % r;
    const x = squareRoot(mod((1n - yy) * power(168700n - 168696n * yy, r - 2n, r), r));
    if (x === null) continue;
    const chosen = (x & 1n) === BigInt(data[48] & 1) ? x : mod(-x, r);
    const base = multiply(point(chosen, y), 8n);
    if (F.toObject(base[0]) !== 0n) return { base, tries: i + 1 };
  }
  throw new Error("no point");
};

const field = (content) => Buffer.concat([be(content.length, 8), content]);
const label = (text) => field(Buffer.from(text));
const proves = (context, key, base, tag, proof) => {
  const [c, s] = [integer(proof.subarray(0, 32)), integer(proof.subarray(32))];
  const minus = mod(-c, l);
  const commitment = (p, q) => encode(babyjub.addPoint(multiply(p, s), multiply(q, minus)));
  const transcript = Buffer.concat([
    label("PrivateVote/v1/keyed-tag"),
    label("context"), field(context),
    label("prover"), field(be(0, 8)),
    label("generator"), field(encode(babyjub.Base8)),
    label("public-key"), field(encode(key)),
    label("bases"), field(be(1, 8)), field(encode(base)),
    label("images"), field(be(1, 8)), field(encode(tag)),
    label("commitment"), field(commitment(babyjub.Base8, key)),
    label("commitments"), field(be(1, 8)), field(commitment(base, tag)),
    label("challenge"),
  ]);
  return integer(expand(sha256(transcript), "PrivateVote/v1/keyed-tag", 48)) % l === c;
};

answer(
  request().map(({ space, plain, k, proof }) => {
    const context = Buffer.concat([bytes(space), bytes(plain)]);
    const { base, tries } = hashToPoint(context);
    const key = multiply(babyjub.Base8, integer(bytes(k)));
    const tag = multiply(base, integer(bytes(k)));
    const hex = (p) => "0x" + encode(p).toString("hex");
    return {
      key: hex(key),
      base: hex(base),
      tag: hex(tag),
      tries,
      proves: proof ? proves(context, key, base, tag, bytes(proof)) : null,
    };
  }),
);
