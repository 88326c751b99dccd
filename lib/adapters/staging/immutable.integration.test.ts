import { createHash, randomBytes } from "node:crypto";
import { createServer, request as forward, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

import { createEnvelope } from "#lib/envelope.ts";

import { openContainer } from "./container.ts";
import { createVault } from "./vault.ts";

// In front of the storage stands a container's immutability policy, as Azure answers under one, on a line that loses answers.

const connectionString = process.env["AZURE_STORAGE_CONNECTION_STRING"] ?? "";
const containerName = `kept-${randomBytes(4).toString("hex")}`;
const envelope = createEnvelope({ keys: new Map([["k1", randomBytes(32)]]), currentKeyId: "k1" });
const claim = {
  tenantId: "c0a70500-0000-4000-8000-000000000001",
  runId: "11111111-1111-4111-8111-111111111111",
  epoch: 1,
};
const { signal } = new AbortController();
const itemId = "1";

let server: Server;
let viaPolicy: string;
/** Writes that reach the storage, and whose answers nobody hears. */
let answersToLose: number;
let refused: number;
const written = new Set<string>();

beforeAll(async () => {
  const storage = new URL(/BlobEndpoint=([^;]+)/.exec(connectionString)?.[1] ?? "");
  server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "", storage);
    const isWrite = request.method === "PUT" && [null, "blocklist"].includes(searchParams.get("comp"));
    const isKept = isWrite && searchParams.get("restype") === null;
    if (isKept && written.has(pathname)) {
      refused += 1;
      request.resume();
      response.writeHead(409, { "x-ms-error-code": "BlobImmutableDueToPolicy" }).end();
      return;
    }
    const { method, headers, url: path } = request;
    const options = { host: storage.hostname, port: storage.port, method, headers, path };
    const onward = forward(options, (answer) => {
      if (isKept) written.add(pathname);
      if (isKept && answersToLose > 0) {
        answersToLose -= 1;
        answer.resume().on("end", () => request.socket.destroy());
        return;
      }
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    request.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a server that listens on a port has one
  const { port } = server.address() as AddressInfo;
  viaPolicy = connectionString.replace(storage.port, `${port}`);
});
beforeEach(() => {
  answersToLose = 0;
  refused = 0;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const vaultOf = () => createVault({ connectionString: viaPolicy, containerName, envelope });

async function readBack(stored: Awaited<ReturnType<ReturnType<typeof vaultOf>["writePack"]>>) {
  const location = stored.locations.get(itemId);
  if (!location) throw new Error("it has no place");
  return Buffer.from(await vaultOf().read(claim.tenantId, itemId, stored.pack, location, signal));
}

test("a pack whose answer got lost is refused the second time, found to be there, and can be read", async () => {
  const bytes = randomBytes(50_000);
  answersToLose = 1;
  const stored = await vaultOf().writePack(claim, [{ itemId, bytes }], signal);
  expect(refused, "it was sent again").toBe(1);
  expect((await readBack(stored)).equals(bytes)).toBe(true);
});

test("so is one that came as a stream", async () => {
  const chunks = Array.from({ length: 5 }, () => randomBytes(700_000));
  answersToLose = 1;
  const stored = await vaultOf().writeStream(
    { ...claim, epoch: 2 },
    itemId,
    (async function* () {
      yield* chunks;
    })(),
    signal,
  );
  expect(refused).toBe(1);
  const read = createHash("sha256").update(await readBack(stored));
  expect(read.digest().equals(Buffer.from(stored.sha256))).toBe(true);
});

test.each([
  ["of the same length", (bytes: Buffer) => Buffer.from(bytes.map((byte) => byte ^ 1))],
  ["of another length", (bytes: Buffer) => bytes.subarray(1)],
])("other bytes %s under the name are not taken for ours", async (what, change) => {
  const container = openContainer(viaPolicy, containerName);
  const bytes = randomBytes(1_000);
  const name = `kept/${what}`;
  await container.put(name, bytes, signal);
  await expect(container.put(name, change(bytes), signal)).rejects.toMatchObject({
    code: "staging-unreachable",
    kind: "transient",
  });
  expect(refused).toBe(1);
  await expect(container.put(name, bytes, signal), "and ours are").resolves.toBeUndefined();
});
