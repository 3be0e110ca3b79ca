// @semaphore-protocol/core on identities, proofs and their verification. Numbers are decimal strings.
// in:  { identities: [{ hex } or { text }], prove: [{ secret: hex, members, depth, message, scope }], verify: [proof] }
// out: { identities: [{ scalar, commitment, exported, imported: commitment of the import of what was exported }],
//        proved: [proof], verified: [boolean] }
// A group of a proof has the prover last; the other members are the numbers from 1 on.
import { fileURLToPath } from "node:url";
import { Group, Identity, generateProof, verifyProof } from "@semaphore-protocol/core";
import { answer, request } from "./stdio.mjs";

const { identities = [], prove = [], verify = [] } = request();
const artifact = (depth, kind) =>
  fileURLToPath(import.meta.resolve(`@zk-kit/semaphore-artifacts/semaphore-${depth}.${kind}`));

const described = identities.map(({ hex, text }) => {
  const identity = new Identity(hex === undefined ? text : Buffer.from(hex, "hex"));
  const exported = identity.export();
  return {
    scalar: identity.secretScalar.toString(),
    commitment: identity.commitment.toString(),
    exported,
    imported: Identity.import(exported).commitment.toString(),
  };
});

const proved = [];
for (const { secret, members, depth, message, scope } of prove) {
  const identity = new Identity(Buffer.from(secret, "hex"));
  const others = Array.from({ length: members - 1 }, (_, i) => BigInt(i + 1));
  const artifacts = { wasm: artifact(depth, "wasm"), zkey: artifact(depth, "zkey") };
  const group = new Group([...others, identity.commitment]);
  // As an application passes them on: hexadecimal, decimal or text.
  proved.push(await generateProof(identity, group, message, scope, depth, artifacts));
}

const verified = [];
for (const proof of verify) {
  // It throws for a point that is not on the curve.
  verified.push(await verifyProof(proof).catch(() => false));
}

answer({ identities: described, proved, verified });
