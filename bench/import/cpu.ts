import { readFileSync } from "node:fs";

/** CPU seconds (user and system) that a process has used so far. Source: proc(5), fields 14 and 15. */
export function cpuSecondsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
