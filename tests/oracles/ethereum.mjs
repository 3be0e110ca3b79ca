// ethers.
// in:  { typedData: [{ json, privateKey, signature }], personal: [{ message, privateKey, signature }],
//        encode: [{ types, values }], decode: [{ types, data }], transactions: [{ raw }] },
//      each where it is needed; messages and texts as they are, numbers in decimal, bytes in hex
// out: { typedData: [{ digest, encodedType, signature, signer }], personal: [{ signature, signer }], encode: [hex],
//        decode: [hex of encoding again what was decoded, or null], transactions: [{ from, hash, ... }] };
//      signer is whose signature the given one is
import { AbiCoder, Signature, SigningKey, Transaction, TypedDataEncoder, Wallet, recoverAddress, verifyMessage } from "ethers";
import { answer, request } from "./stdio.mjs";

const { typedData = [], personal = [], encode = [], decode = [], transactions = [] } = request();

const coder = AbiCoder.defaultAbiCoder();
const out = { typedData: [], personal: [], encode: [], decode: [], transactions: [] };

for (const { json, privateKey, signature } of typedData) {
  const { domain, types, primaryType, message } = JSON.parse(json);
  // ethers makes this type itself, from the members that the domain has.
  delete types.EIP712Domain;
  const encoder = TypedDataEncoder.from(types);
  const digest = TypedDataEncoder.hash(domain, types, message);
  out.typedData.push({
    primaryType: encoder.primaryType === primaryType,
    encodedType: encoder.encodeType(primaryType),
    digest,
    signature: new SigningKey(privateKey).sign(digest).serialized,
    signer: recoverAddress(digest, Signature.from(signature)),
  });
}

for (const { message, privateKey, signature } of personal) {
  out.personal.push({
    signature: await new Wallet(privateKey).signMessage(message),
    signer: verifyMessage(message, signature),
  });
}

for (const { types, values } of encode) {
  out.encode.push(coder.encode(types, values));
}

for (const { types, data } of decode) {
  try {
    out.decode.push(coder.encode(types, coder.decode(types, data)));
  } catch (error) {
    console.error(String(error));
    out.decode.push(null);
  }
}

for (const { raw } of transactions) {
  const { from, hash, to, nonce, gasLimit, gasPrice, maxFeePerGas, maxPriorityFeePerGas, value, data, chainId, type } =
    Transaction.from(raw);
  const text = (number) => (number === null ? null : String(number));
  out.transactions.push({
    from,
    hash,
    to,
    nonce,
    gasLimit: text(gasLimit),
    gasPrice: text(gasPrice),
    maxFeePerGas: text(maxFeePerGas),
    maxPriorityFeePerGas: text(maxPriorityFeePerGas),
    value: text(value),
    data,
    chainId: text(chainId),
    type,
  });
}

answer(out);
