import { createHash, randomBytes } from "node:crypto";

import { BlobServiceClient } from "@azure/storage-blob";
import { expect, test } from "vitest";

import { createEnvelope } from "#lib/envelope.ts";
import type { Pack, PackEntry, StagedLocation } from "#lib/pipeline/ports/vault.ts";

import { openContainer } from "./container.ts";
import { createVault, createVaultShelves } from "./vault.ts";

const connectionString = process.env["AZURE_STORAGE_CONNECTION_STRING"] ?? "";
const containerName = `vault-${randomBytes(4).toString("hex")}`;
const keys = new Map([["k1", randomBytes(32)]]);
const envelope = createEnvelope({ keys, currentKeyId: "k1" });
const vault = createVault({ connectionString, containerName, envelope });
const claim = {
  tenantId: "c0a70500-0000-4000-8000-000000000001",
  runId: "11111111-1111-4111-8111-111111111111",
  epoch: 1,
};
const { signal } = new AbortController();

const entry = (itemId: string, sizeBytes: number): PackEntry => ({ itemId, bytes: randomBytes(sizeBytes) });
const at = (locations: Map<string, StagedLocation>, itemId: string): StagedLocation => {
  const location = locations.get(itemId);
  if (!location) throw new Error(`no location for ${itemId}`);
  return location;
};
const blobOf = (pack: Pack) =>
  BlobServiceClient.fromConnectionString(connectionString)
    .getContainerClient(containerName)
    .getBlockBlobClient(pack.blobName);

test("every item of a pack comes back byte for byte", async () => {
  const entries = [entry("1", 0), entry("2", 1), entry("3", 5000), entry("4", 100_000)];
  const { pack, locations } = await vault.writePack(claim, entries, signal);
  const read = await Promise.all(
    entries.map(({ itemId }) => vault.read(claim.tenantId, itemId, pack, at(locations, itemId), signal)),
  );
  expect(read.map((bytes) => Buffer.from(bytes))).toEqual(entries.map(({ bytes }) => Buffer.from(bytes)));
});

test("a large item is streamed into the vault, with its hash and size", async () => {
  const chunks = Array.from({ length: 70 }, () => randomBytes(512 * 1024));
  const whole = Buffer.concat(chunks);
  const stored = await vault.writeStream(
    claim,
    "5",
    (async function* () {
      yield* chunks;
    })(),
    signal,
  );
  expect(stored.sizeBytes).toBe(whole.byteLength);
  expect(Buffer.from(stored.sha256).equals(createHash("sha256").update(whole).digest())).toBe(true);
  const read = await vault.read(claim.tenantId, "5", stored.pack, at(stored.locations, "5"), signal);
  expect(Buffer.from(read).equals(whole)).toBe(true);
});

test("the plaintext is nowhere in the blob", async () => {
  const marked = Buffer.from("marked text of a message that nobody else may read");
  const { pack } = await vault.writePack(claim, [{ itemId: "6", bytes: marked }], signal);
  const blob = await blobOf(pack).downloadToBuffer();
  expect(blob.includes(marked.subarray(0, 12))).toBe(false);
});

test("an item cannot be read as another one, nor by another tenant", async () => {
  const { pack, locations } = await vault.writePack(claim, [entry("7", 100), entry("8", 100)], signal);
  await expect(vault.read(claim.tenantId, "8", pack, at(locations, "7"), signal)).rejects.toMatchObject({
    code: "staged-copy-damaged",
  });
  await expect(
    vault.read("fab41ca0-0000-4000-8000-000000000002", "7", pack, at(locations, "7"), signal),
  ).rejects.toMatchObject({ code: "staged-copy-damaged" });
});

test("altered bytes are not trusted, missing ones are said to be missing", async () => {
  const { pack, locations } = await vault.writePack(claim, [entry("9", 1000)], signal);
  const blob = await blobOf(pack).downloadToBuffer();
  blob.writeUInt8(blob.readUInt8(500) ^ 1, 500);
  await blobOf(pack).upload(blob, blob.byteLength);
  const fresh = createVault({ connectionString, containerName, envelope });
  await expect(fresh.read(claim.tenantId, "9", pack, at(locations, "9"), signal)).rejects.toMatchObject({
    code: "staged-copy-damaged",
  });
  await blobOf(pack).delete();
  const other = createVault({ connectionString, containerName, envelope });
  await expect(other.read(claim.tenantId, "9", pack, at(locations, "9"), signal)).rejects.toMatchObject({
    code: "staged-copy-missing",
    kind: "permanent",
  });
});

test("writing the same group again overwrites it, and a later claim writes beside it", async () => {
  const first = await vault.writePack(claim, [entry("10", 10)], signal);
  const again = await vault.writePack(claim, [entry("10", 10)], signal);
  const later = await vault.writePack({ ...claim, epoch: 2 }, [entry("10", 10)], signal);
  expect(again.pack.blobName).toBe(first.pack.blobName);
  expect(later.pack.blobName).not.toBe(first.pack.blobName);
});

test("a blob is deleted once and for all, twice is as good, and what the storage holds on to is told", async () => {
  const shelves = createVaultShelves(openContainer(connectionString, containerName));
  const { pack } = await vault.writePack(claim, [entry("12", 100)], signal);
  const lease = blobOf(pack).getBlobLeaseClient();
  await lease.acquireLease(-1);
  expect(await shelves.remove(pack.blobName, signal)).toBe("held");
  await lease.releaseLease();
  await blobOf(pack).createSnapshot();
  expect(await shelves.remove(pack.blobName, signal)).toBe("gone");
  expect(await blobOf(pack).exists()).toBe(false);
  expect(await shelves.remove(pack.blobName, signal)).toBe("gone");
  // A container that is not there says nothing of the blob.
  const elsewhere = createVaultShelves(openContainer(connectionString, `${containerName}-gone`));
  await expect(elsewhere.remove(pack.blobName, signal)).rejects.toMatchObject({
    code: "staging-unreachable",
  });
});

test("a storage that does not answer is a transient failure", async () => {
  const elsewhere = connectionString.replace(/127\.0\.0\.1:\d+/, "127.0.0.1:1");
  const unreachable = createVault({ connectionString: elsewhere, containerName, envelope });
  await expect(unreachable.writePack(claim, [entry("11", 10)], signal)).rejects.toMatchObject({
    code: "staging-unreachable",
    kind: "transient",
  });
});

test("a container that is not there is an outage, and no original counts as lost for it", async () => {
  const elsewhere = createVault({ connectionString, containerName: `${containerName}-gone`, envelope });
  const { pack, locations } = await vault.writePack(claim, [entry("90", 100)], signal);
  const read = elsewhere.read(claim.tenantId, "90", pack, at(locations, "90"), signal);
  await expect(read).rejects.toMatchObject({ code: "staging-unreachable", kind: "transient" });
});
