// Solidity's own compiler over a file of contracts/. In: {"source": its name}. Out: {"CONTRACT": its code for deployment}.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import solc from "solc";
import { answer, request } from "./stdio.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const { source } = request();
const settings = {
  language: "Solidity",
  sources: { [source]: { content: readFileSync(join(here, "contracts", source), "utf8") } },
  settings: {
    optimizer: { enabled: true, runs: 1 },
    evmVersion: "cancun",
    outputSelection: { [source]: { "*": ["evm.bytecode.object"] } },
  },
};
const imports = (path) => ({ contents: readFileSync(join(here, "node_modules", path), "utf8") });
const output = JSON.parse(solc.compile(JSON.stringify(settings), { import: imports }));
const errors = (output.errors ?? []).filter((error) => error.severity === "error");
if (errors.length > 0) {
  throw new Error(errors.map((error) => error.formattedMessage).join("\n"));
}

const compiled = Object.entries(output.contracts[source]).map(([name, contract]) => [name, `0x${contract.evm.bytecode.object}`]);
answer(Object.fromEntries(compiled));
