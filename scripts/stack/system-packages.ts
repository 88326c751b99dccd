import { spawnSync } from "node:child_process";

import { say } from "./say.ts";

/** Where a program lies, looked up on PATH and where Debian puts daemons. */
export function findProgram(name: string): string | undefined {
  const path = `${process.env["PATH"]}:/usr/bin:/usr/sbin`;
  const found = spawnSync("sh", ["-c", `command -v ${name}`], {
    encoding: "utf8",
    env: { ...process.env, PATH: path },
  });
  return found.status === 0 ? found.stdout.trim() : undefined;
}

/**
 * A program of the system, installed from Debian's packages when it is absent.
 * @throws Error that says what to install by hand where that cannot be done
 */
export function ensureProgram(name: string, debianPackage: string): string {
  const found = findProgram(name);
  if (found) return found;
  installPackage(debianPackage, `${name} is missing.`);
  const installed = findProgram(name);
  if (!installed) throw new Error(`${debianPackage} was installed, but ${name} was not found`);
  return installed;
}

/** A package of Debian's, installed. @throws Error that says what to install by hand where that cannot be done */
export function installPackage(debianPackage: string, why = `${debianPackage} is missing.`): void {
  const isRoot = process.getuid?.() === 0;
  if (!findProgram("apt-get") || (!isRoot && !findProgram("sudo"))) {
    throw new Error(`${why} Install it (on Debian: apt-get install ${debianPackage}) and start again.`);
  }
  say(`• Installing ${debianPackage} from the system's packages…`);
  // RUNLEVEL=1 keeps the package from starting a daemon of its own that nobody asked for.
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" };
  for (const words of [
    ["update", "-qq"],
    ["install", "-y", "-qq", "--no-install-recommends", debianPackage],
  ]) {
    const [command = "apt-get", ...rest] = isRoot
      ? ["apt-get", ...words]
      : ["sudo", "--preserve-env=DEBIAN_FRONTEND,RUNLEVEL", "apt-get", ...words];
    const done = spawnSync(command, rest, { env, encoding: "utf8", stdio: ["inherit", "pipe", "pipe"] });
    if (done.status !== 0)
      throw new Error(
        `${debianPackage} could not be installed:\n${done.stderr.trim().split("\n").slice(-3).join("\n")}`,
      );
  }
}
