import { spawnSync } from "node:child_process";
import { existsSync, openSync, closeSync, readdirSync, readFileSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";

/** A disk that really runs full: a file system of its own, of a fixed size, under a server's folder. */
export type SmallDisk = {
  /** Takes the last byte; whoever writes now gets ENOSPC. */
  fill(): void;
  free(): void;
  remove(): void;
};

const SIZE_MB = 1024;
const PIECE = Buffer.alloc(1024 * 1024);

/** @throws Error, when it is to be filled, where mounting is not allowed: nothing else fills up as a disk does */
export function mountSmallDisk(folder: string): SmallDisk {
  const options = `size=${SIZE_MB}m,mode=0700`;
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", folder], { encoding: "utf8" });
  const ballast = join(folder, "ballast");
  return {
    fill() {
      if (mounted.status !== 0)
        throw new Error(
          `A disk cannot be filled here: ${mounted.error?.message ?? mounted.stderr.trim()}. It needs root and the right to mount (in a container: --cap-add SYS_ADMIN).`,
        );
      fillUp(ballast);
    },
    free: () => rmSync(ballast, { force: true }),
    remove() {
      if (mounted.status === 0) spawnSync("umount", ["--lazy", folder]);
    },
  };
}

/** What a killed suite left mounted in `parent`, where each suite's folder ends in its process id. */
export function removeLeftoverDisks(parent: string, prefix: string): void {
  if (!existsSync("/proc/mounts")) return;
  for (const name of readdirSync(parent)) {
    const pid = name.startsWith(prefix) ? Number(name.slice(prefix.length)) : Number.NaN;
    if (!Number.isInteger(pid) || existsSync(`/proc/${pid}`)) continue;
    const folder = join(parent, name);
    for (const line of readFileSync("/proc/mounts", "utf8").split("\n")) {
      const place = line.split(" ")[1];
      if (place?.startsWith(`${folder}/`)) spawnSync("umount", ["--lazy", place]);
    }
    rmSync(folder, { recursive: true, force: true });
  }
}

function fillUp(file: string): void {
  const handle = openSync(file, "w");
  try {
    for (let size = PIECE.length; size >= 512;) {
      try {
        writeSync(handle, PIECE, 0, size);
      } catch {
        size /= 2;
      }
    }
  } finally {
    closeSync(handle);
  }
}
