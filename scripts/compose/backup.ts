import { join } from "node:path";

import type { Project } from "./project.ts";

const EMPTY = "find /data -mindepth 1 -delete";

/** Number and hash of all blobs, as the storage serves them. */
const DIGEST = `
  import { createHash } from "node:crypto";
  import { readFileSync } from "node:fs";
  import { BlobServiceClient } from "@azure/storage-blob";
  const secret = readFileSync("/run/secrets/azure_storage_connection_string", "utf8").trim();
  const container = BlobServiceClient.fromConnectionString(secret).getContainerClient("staging");
  const hash = createHash("sha256");
  let count = 0;
  for await (const { name } of container.listBlobsFlat()) {
    hash.update(name).update(await container.getBlobClient(name).downloadToBuffer());
    count += 1;
  }
  console.log(count, hash.digest("hex"));`;

/** The commands of docs/operations.md for Azurite's volume: what was backed up, lost and put back is served as before. */
export async function checkBackupOfBlobs(project: Project): Promise<void> {
  const backup = join(project.folder, "blobs.tar");
  const before = await digestOf(project);
  if (!/^[1-9]\d* [0-9a-f]{64}$/.test(before)) throw new Error(`there are no blobs to back up: ${before}`);

  await project.compose("stop", "azurite");
  const read = ["run", "--rm", "--no-deps", "-T", "azurite", "tar", "-C", "/data", "-cf", "-", "."];
  await project.piped({ to: backup }, ...read);

  await project.compose("stop", "portal", "worker");
  await project.compose("run", "--rm", "--no-deps", "-T", "azurite", "sh", "-c", EMPTY);
  await start(project);
  const lost = await digestOf(project).catch(() => "nothing");
  if (lost === before) throw new Error("the blobs were not lost, so that their restore would show nothing");

  await project.compose("stop", "azurite");
  const write = ["run", "--rm", "--no-deps", "-T", "azurite", "sh", "-c", `${EMPTY} && tar -C /data -xf -`];
  await project.piped({ from: backup }, ...write);
  await start(project);
  const after = await digestOf(project);
  if (after !== before) throw new Error(`before the loss: ${before}, after the restore: ${after}`);
  await project.compose("start", "portal", "worker");
  await project.healthy("portal", 1);
}

async function start(project: Project): Promise<void> {
  await project.compose("start", "azurite");
  await project.healthy("azurite", 1);
}

async function digestOf(project: Project): Promise<string> {
  const words = ["run", "--rm", "--no-deps", "worker", "node", "--input-type=module", "-e", DIGEST];
  return (await project.compose(...words)).trim();
}
