// The first thing that runs on a fresh machine: plain JavaScript for Node 20.19 and newer, no packages needed.
// Installs the locked packages when they are absent or stale, then hands over to the locked Node.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Node ${process.versions.node} is too old: install Node 20.19 or newer.`);
  process.exit(1);
}

installPackages();

const child = spawn(
  lockedNode(),
  ["--disable-warning=ExperimentalWarning", join(root, "scripts/command.ts"), ...process.argv.slice(2)],
  {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, PATH: `${join(root, "node_modules/.bin")}:${process.env.PATH}` },
  },
);
// Ctrl-C reaches the whole foreground group; this process only waits for the orderly end of the other one.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => {
    if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
  });
}
child.on("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));

function installPackages() {
  const stamp = join(root, "node_modules/.installed-lock");
  const lock = createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) return;
  console.log("• Installing npm packages (the first time takes one to three minutes)…");
  const npm = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: "inherit",
  });
  if (npm.status !== 0) {
    console.error(
      "The packages could not be installed. Check the network and the npm registry, then try again.",
    );
    process.exit(npm.status ?? 1);
  }
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, lock);
}

/** Node 24 from the lock file where it exists for this platform, else the Node at hand if it reads TypeScript. */
function lockedNode() {
  const locked = join(root, `node_modules/node-${process.platform}-${process.arch}/bin/node`);
  if (existsSync(locked)) return locked;
  if (major >= 24) return process.execPath;
  console.error(`On ${process.platform}-${process.arch} install Node 24 or newer first.`);
  process.exit(1);
}
