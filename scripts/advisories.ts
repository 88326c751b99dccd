import { spawnSync } from "node:child_process";
import { advisoriesIn } from "./packages/advisories.ts";
import { ROOT } from "./stack/root.ts";

// `npm run advisories`: known weaknesses of what is shipped; ends with 1 for one that nobody answered, with 2 when the
// registry at hand does not tell.
const asked = spawnSync("npm", ["audit", "--json", "--omit=dev"], { cwd: ROOT, encoding: "utf8" });
const verdict = advisoriesIn(asked.stdout);
if (verdict.kind === "unasked") {
  console.error("The registry gave no answer: set npm_config_registry to one that knows advisories.");
  process.exit(2);
}
for (const line of verdict.answered) console.log(`answered  ${line}`);
for (const line of verdict.open) console.error(`✗ ${line}`);
console.log(`${verdict.open.length} open, ${verdict.answered.length} answered`);
process.exit(verdict.open.length === 0 ? 0 : 1);
