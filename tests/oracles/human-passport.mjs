// DIDKit, which Human Passport issues its stamps with.
// in:  [{ privateKey, provider, address, hash or nullifiers, issuanceDate, expirationDate }]
// out: [stamp]
import { createRequire } from "node:module";
import { SigningKey, getBytes } from "ethers";
import { answer, request } from "./stdio.mjs";

const DIDKit = createRequire(import.meta.url)("@spruceid/didkit-wasm-node");

const base64url = (bytes) => Buffer.from(bytes).toString("base64url");

const jwk = (privateKey) => {
  const point = getBytes(new SigningKey(privateKey).publicKey);
  return JSON.stringify({
    kty: "EC",
    crv: "secp256k1",
    x: base64url(point.subarray(1, 33)),
    y: base64url(point.subarray(33)),
    d: base64url(getBytes(privateKey)),
  });
};

const members = (text) =>
  text.split(",").map((member) => ({ type: member.split(" ")[0], name: member.split(" ")[1] }));

const types = (nullifiers) => ({
  EIP712Domain: members("string name"),
  ...(nullifiers ? { NullifiersContext: members("string @container,string @type") } : {}),
  "@context": members(`${nullifiers ? "NullifiersContext nullifiers" : "string hash"},string provider`),
  Document: members(
    "string[] @context,CredentialSubject credentialSubject,string expirationDate,string issuanceDate,string issuer,Proof proof,string[] type",
  ),
  Proof: members("string @context,string created,string proofPurpose,string type,string verificationMethod"),
  CredentialSubject: members(
    `@context @context,${nullifiers ? "string[] nullifiers" : "string hash"},string id,string provider`,
  ),
});

const issue = async ({ privateKey, provider, address, hash, nullifiers, issuanceDate, expirationDate }) => {
  const key = jwk(privateKey);
  const text = "https://schema.org/Text";
  const credential = {
    "@context": ["https://www.w3.org/2018/credentials/v1", "https://w3id.org/vc/status-list/2021/v1"],
    type: ["VerifiableCredential"],
    issuer: DIDKit.keyToDID("ethr", key),
    issuanceDate,
    expirationDate,
    credentialSubject: {
      "@context": {
        ...(nullifiers ? { nullifiers: { "@container": "@list", "@type": text } } : { hash: text }),
        provider: text,
      },
      id: `did:pkh:eip155:1:${address}`,
      provider,
      ...(nullifiers ? { nullifiers } : { hash }),
    },
  };
  const options = {
    type: "EthereumEip712Signature2021",
    verificationMethod: await DIDKit.keyToVerificationMethod("ethr", key),
    eip712Domain: {
      domain: { name: "VerifiableCredential" },
      types: types(nullifiers !== undefined),
      primaryType: "Document",
    },
  };
  return JSON.parse(await DIDKit.issueCredential(JSON.stringify(credential), JSON.stringify(options), key));
};

const stamps = [];
for (const stamp of request()) {
  stamps.push(await issue(stamp));
}

answer(stamps);
