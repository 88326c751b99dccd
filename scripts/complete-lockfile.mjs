// Adds to package-lock.json the optional packages of other platforms that `npm install` left out because the
// registry it reached did not have them; without their entries `npm ci` refuses the lock file. Run by `npm run lock`.
import { readFileSync, writeFileSync } from "node:fs";

const LOCK = "package-lock.json";
const lock = JSON.parse(readFileSync(LOCK, "utf8"));
const packages = lock.packages;

const SYSTEMS = [
  "android",
  "darwin",
  "freebsd",
  "linux",
  "openharmony",
  "win32",
  "aix",
  "netbsd",
  "openbsd",
  "sunos",
  "wasm32",
  "wasi",
];
const PROCESSORS = [
  [/arm64/, "arm64"],
  [/x64/, "x64"],
  [/ia32/, "ia32"],
  [/ppc64/, "ppc64"],
  [/riscv64/, "riscv64"],
  [/s390x/, "s390x"],
  [/(^|-)arm/, "arm"],
];

/** Whether a package placed at `location` finds `name` in its own or an outer node_modules. */
function isInstalled(location, name) {
  for (let folder = location; ;) {
    if (packages[`${folder ? `${folder}/` : ""}node_modules/${name}`]) return true;
    if (!folder) return false;
    const outer = folder.lastIndexOf("/node_modules/");
    folder = outer < 0 ? "" : folder.slice(0, outer);
  }
}

/** Platform fields told from the package's name, as its publisher spells them. */
function platformOf(name) {
  const short = name.split("/").pop();
  const os = SYSTEMS.find((system) => new RegExp(`(^|-)${system}(-|$)`).test(short));
  const cpu = PROCESSORS.find(([pattern]) => pattern.test(short))?.[1];
  const libc = /musl/.test(short) ? "musl" : /gnu/.test(short) && os === "linux" ? "glibc" : undefined;
  return { os, cpu, libc };
}

let added = 0;
for (const [location, entry] of Object.entries({ ...packages })) {
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    if (isInstalled(location, name)) continue;
    const { os, cpu, libc } = platformOf(name);
    const version = range.replace(/^[\^~]/, "");
    if (!os || !/^\d/.test(version)) {
      console.log("cannot place", location, name, range);
      continue;
    }
    packages[`node_modules/${name}`] = {
      version,
      ...(entry.dev ? { dev: true } : {}),
      ...(cpu ? { cpu: [cpu] } : {}),
      ...(libc ? { libc: [libc] } : {}),
      optional: true,
      os: [os],
    };
    added += 1;
  }
}
lock.packages = Object.fromEntries(Object.entries(packages).toSorted(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(LOCK, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`package-lock.json: ${added} entries added`);
