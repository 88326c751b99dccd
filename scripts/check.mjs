// All checks that need no server, side by side: format, lint, types, import rules, dead code, packages. Zero warnings.
import { spawn } from "node:child_process";

import { inexactPackages } from "./packages/exactness.ts";
import { licencesOf } from "./packages/licences.ts";
import { readLock, readManifest } from "./packages/lock.ts";
import { generateClient } from "./stack/build.ts";
import { ROOT } from "./stack/root.ts";

const FOLDERS = [
  "app",
  "components",
  "lib",
  "workers",
  "sandbox",
  "scripts",
  "bench",
  "e2e",
  "prisma",
  "proxy.ts",
];
const CHECKS = [
  ["format", "oxfmt", ["--check", "."]],
  ["lint", "oxlint", ["--type-aware", "--deny-warnings", "."]],
  ["types", "tsc", ["--noEmit"]],
  ["imports", "depcruise", [...FOLDERS, "--config", ".dependency-cruiser.cjs"]],
  ["dead code", "knip", ["--no-progress", "--no-config-hints"]],
];

// Types and imports of the generated client are part of what is checked.
await generateClient(ROOT);
const results = [
  lookAtPackages(),
  ...(await Promise.all(CHECKS.map(([name, program, words]) => run(name, program, words)))),
];
for (const { name, code, output } of results) if (code !== 0) console.error(`\n✗ ${name}\n${output.trim()}`);
const failed = results.filter(({ code }) => code !== 0);
console.log(
  failed.length === 0
    ? "✓ packages, format, lint, types, imports, dead code"
    : `\n${failed.length} of ${results.length} checks failed`,
);
process.exit(failed.length === 0 ? 0 : 1);

/** Every version exact and with its checksum, every licence one that may be shipped. */
function lookAtPackages() {
  const packages = readLock(ROOT);
  const problems = [
    ...inexactPackages(readManifest(ROOT), packages),
    ...licencesOf(packages).flatMap(({ name, problem }) => (problem ? [`${name}: ${problem}`] : [])),
  ];
  console.log(`  ${problems.length === 0 ? "✓" : "✗"} packages`);
  return { name: "packages", code: problems.length, output: problems.join("\n") };
}

function run(name, program, words) {
  const began = performance.now();
  return new Promise((resolve) => {
    const child = spawn(`node_modules/.bin/${program}`, words, { stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
    child.on("close", (code) => {
      // A gate that looked at nothing is no gate.
      const isBlind = program === "depcruise" && !/\b[1-9]\d+ modules/.test(output);
      console.log(
        `  ${code === 0 && !isBlind ? "✓" : "✗"} ${name} (${((performance.now() - began) / 1000).toFixed(1)} s)`,
      );
      resolve({
        name,
        code: isBlind ? 1 : code,
        output: isBlind ? `${output}\nNo modules were seen.` : output,
      });
    });
  });
}
