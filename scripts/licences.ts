import { licencesOf } from "./packages/licences.ts";
import { readLock } from "./packages/lock.ts";
import { ROOT } from "./stack/root.ts";

// `npm run licences`: every package that is shipped, a line each; ends with 1 when one must not be.
const all = licencesOf(readLock(ROOT));
for (const { name, version, licence } of all) console.log(`${name}\t${version}\t${licence}`);
const refused = all.filter(({ problem }) => problem !== undefined);
for (const { name, problem } of refused) console.error(`✗ ${name}: ${problem}`);
console.error(`\n${all.length} packages, ${refused.length} that may not be shipped`);
process.exit(refused.length === 0 ? 0 : 1);
