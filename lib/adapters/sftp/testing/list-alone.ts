import { readFileSync } from "node:fs";
import { MAX_ITEM_BYTES } from "#lib/domain/item.ts";
import { systemClock } from "#lib/system-clock.ts";
import type { SftpConfig } from "../connect.ts";
import { createSftpSource } from "../sftp-source.ts";
import { listAll, signal, SINCE, WINDOW } from "./delivery-server.ts";

// A process of its own, whose memory is nobody else's: lists the delivery that its argument names, fetches every item, and
// tells how many there were and what memory that took at most, beyond what the program itself takes.
const beforeBytes = process.memoryUsage.rss();
const config: SftpConfig = JSON.parse(process.argv[2] ?? "{}");
const source = createSftpSource(config, { ...systemClock, now: () => WINDOW.to }, () =>
  Promise.resolve({ files: [], since: SINCE }),
);
const { items } = await listAll(source);
let fetchedBytes = 0;
for (const { sourceItemId, locator } of items) {
  const item = await source.download(sourceItemId, MAX_ITEM_BYTES, signal, locator);
  if (item.kind === "bytes") fetchedBytes += item.bytes.byteLength;
  else for await (const chunk of item.stream) fetchedBytes += chunk.byteLength;
}
await source.close?.();
process.stdout.write(
  JSON.stringify({ items: items.length, fetchedBytes, takenBytes: peakBytes() - beforeBytes }),
);

/** Of this program alone: what `getrusage` tells of a child begins with the memory of the process that started it. */
function peakBytes(): number {
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
  if (kilobytes === undefined) throw new Error("the system does not tell a process's peak memory");
  return Number(kilobytes) * 1024;
}
