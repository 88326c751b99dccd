import { createReadStream } from "node:fs";

import { createDb } from "#lib/db/client.ts";
import { readPortalEnv } from "#lib/env.ts";
import { createProducer } from "#lib/queue/enqueue.ts";
import { previewMappingFile } from "#lib/services/mapping/preview-mapping-file.ts";
import { createWorld } from "#lib/world.ts";
import { demoAdmin } from "#scripts/stack/seed-demo.ts";
import { memoryOf } from "#workers/testing/process-memory.ts";

// What the portal does with an uploaded file, in a process of its own, so that its memory is its own.

const [connectorId = "", file = ""] = process.argv.slice(2);
const env = readPortalEnv(process.env);
const db = createDb(env.DATABASE_URL, { max: 4 });
const producer = createProducer(env.REDIS_URL, env.QUEUE_PREFIX);
const context = {
  viewer: demoAdmin(),
  sourceAddress: "127.0.0.1",
  db,
  world: createWorld(env, db, producer),
};
const cpuBefore = process.cpuUsage();
const began = performance.now();
const stream = createReadStream(file);
const { acceptedRows, refusedRows } = await previewMappingFile(context, {
  connectorId,
  fileName: "phones.csv",
  stream,
});
const seconds = (performance.now() - began) / 1000;
const cpu = process.cpuUsage(cpuBefore);
const cpuSeconds = (cpu.user + cpu.system) / 1e6;
const { peakBytes } = memoryOf(process.pid);
console.log(JSON.stringify({ acceptedRows, refusedRows, seconds, cpuSeconds, peakBytes }));
process.exit(0);
