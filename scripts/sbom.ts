import { spawnSync } from "node:child_process";
import { billOfShipped } from "./packages/bill-of-materials.ts";
import { readLock, readManifest } from "./packages/lock.ts";
import { ROOT } from "./stack/root.ts";

// `npm run sbom`: the bill of materials of what is shipped, as CycloneDX.
const words = ["sbom", "--sbom-format=cyclonedx", "--sbom-type=application", "--package-lock-only"];
const told = spawnSync("npm", words, { cwd: ROOT, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
if (told.status !== 0) throw new Error(`npm sbom ended with ${told.status}:\n${told.stderr}`);
console.log(JSON.stringify(billOfShipped(told.stdout, readLock(ROOT), readManifest(ROOT)), undefined, 2));
