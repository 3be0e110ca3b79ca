// eas-sdk on off-chain attestations.
// in:  { sign: [{ version, contractVersion, chainId, contract, privateKey, message, numbers }], verify: [{ sig, signer }] }
//      numbers: whether BigInts become JSON numbers or decimal strings, as applications do either
// out: { signed: [{ sig, signer }], verified: [boolean] }
import { createRequire } from "node:module";
import { Wallet } from "ethers";
import { answer, request } from "./stdio.mjs";

// Its ES modules import names from a CommonJS package, which Node.js does not do.
const { Offchain } = createRequire(import.meta.url)("@ethereum-attestation-service/eas-sdk");

const { sign = [], verify = [] } = request();

const signed = [];
for (const { version, contractVersion, chainId, contract, privateKey, message, numbers } of sign) {
  const offchain = new Offchain({ address: contract, version: contractVersion, chainId: BigInt(chainId) }, version);
  const wallet = new Wallet(privateKey);
  const parameters = { ...message, time: BigInt(message.time), expirationTime: BigInt(message.expirationTime) };
  const sig = await offchain.signOffchainAttestation(parameters, wallet);
  const plain = JSON.stringify(sig, (_, v) => (typeof v !== "bigint" ? v : numbers ? Number(v) : v.toString()));
  signed.push({ sig: JSON.parse(plain), signer: wallet.address });
}

const verified = verify.map(({ sig, signer }) => {
  const { version, chainId, verifyingContract } = sig.domain;
  try {
    const offchain = new Offchain({ address: verifyingContract, version, chainId: BigInt(chainId) }, sig.version);
    return offchain.verifyOffchainAttestationSignature(signer, sig);
  } catch (error) {
    console.error(String(error));
    return false;
  }
});

answer({ signed, verified });
