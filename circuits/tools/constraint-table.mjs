// Counts the constraints of each template by compiling it alone: node tools/constraint-table.mjs (circuits/build --table).
// The sum of a ballot's parts and Ballot's own few lines is the whole.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';

const templates = [
  ['identity', 'Identity()'],
  ['membership', 'Membership(20)'],
  ['rule', 'Rule(3)'],
  ['rule', 'Rule(8)'],
  ['multiplication', 'DigitSizes(125)'],
  ['multiplication', 'FixedWindows(125, BASE8())'],
  ['multiplication', 'FixedBase(BASE8())'],
  ['multiplication', 'VariableTable(125)'],
  ['multiplication', 'VariableWindows(125)'],
  ['encryption', 'Encryption(1)'],
  ['encryption', 'Encryption(3)'],
  ['encryption', 'Encryption(8)'],
  ['ballot', 'Ballot(20, 3)'],
  ['ballot', 'Ballot(20, 8)'],
];

mkdirSync('out/table', { recursive: true });
const libraries = ['-l', '.', '-l', 'node_modules', '-l', 'node_modules/circomlib/circuits'];
for (const [file, instance] of templates) {
  const source = 'out/table/main.circom';
  writeFileSync(source, `pragma circom 2.1.5;\ninclude "${file}.circom";\ncomponent main = ${instance};\n`);
  const args = ['node_modules/circom2/cli.js', source, '--r1cs', '--O2', ...libraries, '-o', 'out/table'];
  const report = execFileSync(process.execPath, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const count = (label) => Number(new RegExp(`${label}: (\\d+)`).exec(report)[1]);
  console.log(`| \`${instance}\` | ${count('non-linear constraints') + count('\nlinear constraints')} |`);
}
