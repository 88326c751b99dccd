import { readFileSync } from "node:fs";

/** What a process holds of the machine's memory now, and the most that it ever held. */
export type ProcessMemory = { bytes: number; peakBytes: number };

/** Source: proc_pid_status(5), VmRSS and VmHWM, in KiB. @throws Error when there is no such process */
export function memoryOf(pid: number): ProcessMemory {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const field = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(status)?.[1]) * 1024;
  return { bytes: field("VmRSS"), peakBytes: field("VmHWM") };
}

export function inMegabytes(bytes: number): string {
  return (bytes / (1024 * 1024)).toFixed(0);
}
