import { describe, expect, test } from "vitest";

import { Failure } from "#lib/domain/failure.ts";

import { createByteBudget } from "./byte-budget.ts";
import { guardedReader } from "./guarded-reader.ts";
import type { PipelineDeps } from "./ports/deps.ts";
import type { VendorSource } from "./ports/vendor-source.ts";
import { runConnector } from "./run-connector.ts";
import { ALICE, carrierDay, text } from "./testing/carrier-day.ts";
import { createMemoryHarness } from "./testing/memory-harness.ts";
import { present } from "./testing/memory-rows.ts";
import { createWorld, type World, type WorldSeed } from "./testing/world.ts";

const never = new AbortController().signal;
const MEGABYTE = 1024 * 1024;

async function stage(change: Partial<WorldSeed>, deps: (world: World) => Partial<PipelineDeps> = () => ({})) {
  const world = await createWorld(createMemoryHarness(), carrierDay({ pageSize: 1_000, ...change }));
  const claim = await world.harness.claimRun(world.run);
  await runConnector({ ...world.deps, ...deps(world) }, claim!, never);
  return world;
}

/** A budget that tells what is held of it. */
function watchedMemory(capacityBytes: number) {
  const budget = createByteBudget(capacityBytes);
  const watched = {
    heldBytes: 0,
    peakBytes: 0,
    acquire: async (sizeBytes: number, signal: AbortSignal) => {
      const release = await budget.acquire(sizeBytes, signal);
      watched.heldBytes += sizeBytes;
      watched.peakBytes = Math.max(watched.peakBytes, watched.heldBytes);
      return () => {
        watched.heldBytes -= sizeBytes;
        release();
      };
    },
  };
  return watched;
}

const texts = (count: number, ...attachments: number[]) =>
  Array.from({ length: count }, (_, index) =>
    text(`text-${index}`, index % 1_440, ALICE, [], { attachments }),
  );

const outage = () => new Failure("vendor-unreachable", { kind: "transient", scope: "connector" });

const failing =
  (isDown: (sourceItemId: string) => boolean) =>
  (usual: VendorSource): Partial<VendorSource> => ({
    download: (...item) => (isDown(item[0]) ? Promise.reject(outage()) : usual.download(...item)),
  });

describe("staging", () => {
  test("downloads eight at a time, never more", async () => {
    let atWork = 0;
    let peak = 0;
    const world: World = await stage({
      items: texts(60),
      vendor: (usual) => ({
        download: async (...item) => {
          peak = Math.max(peak, (atWork += 1));
          await Promise.resolve();
          atWork -= 1;
          return usual.download(...item);
        },
      }),
    });
    expect(peak).toBe(8);
    expect((await world.harness.readLedger(world.run)).items.delivered).toBe(60);
  });

  test("puts small items together and large ones alone", async () => {
    const { vault } = await stage({
      items: [
        ...texts(600),
        ...texts(3, 5 * MEGABYTE).map((item, index) => ({ ...item, id: `film-${index}` })),
      ],
    });
    const counts = [...vault.packs.values()].map((pack) => pack.size).toSorted((one, other) => other - one);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(603);
    expect(counts.filter((count) => count === 1).length).toBeGreaterThanOrEqual(3);
    expect(counts.length).toBeLessThanOrEqual(10);
  });

  test("holds no more bytes at a time than the process's budget", async () => {
    const memory = watchedMemory(64 * MEGABYTE);
    await stage({ items: texts(40, 12 * MEGABYTE) }, () => ({ memory }));
    expect(memory.heldBytes).toBe(0);
    expect(memory.peakBytes).toBeGreaterThan(24 * MEGABYTE);
    expect(memory.peakBytes).toBeLessThanOrEqual(64 * MEGABYTE);
  });

  test.each([
    ["no size", undefined],
    ["too small a size", 100],
    ["too large a size", 60 * MEGABYTE],
  ])(
    "R9: buffers nothing large for which no memory was asked, where the listing has %s",
    async (_, listed) => {
      const memory = watchedMemory(64 * MEGABYTE);
      const heldAtDownload: number[] = [];
      const world = await stage(
        {
          items: texts(20, 5 * MEGABYTE),
          vendor: (usual) => ({
            listPage: async (...page) => {
              const { items, nextCursor } = await usual.listPage(...page);
              return { items: items.map((item) => ({ ...item, sizeBytes: listed })), nextCursor };
            },
            download: async (...item) => {
              const download = await usual.download(...item);
              if (download.kind === "bytes") heldAtDownload.push(memory.heldBytes);
              return download;
            },
          }),
        },
        () => ({ memory }),
      );
      expect((await world.harness.readLedger(world.run)).items.delivered).toBe(20);
      expect(heldAtDownload).toHaveLength(20);
      expect(Math.min(...heldAtDownload)).toBeGreaterThan(2 * 5 * MEGABYTE);
      expect(memory.peakBytes).toBeLessThanOrEqual(64 * MEGABYTE);
    },
  );

  test("keeps what was fetched although another item cannot be had, and tries that one alone again", async () => {
    const asked: string[] = [];
    let isDown = true;
    const world = await createWorld(
      createMemoryHarness(),
      carrierDay({
        pageSize: 1_000,
        items: texts(30),
        vendor: (usual) => ({
          download: async (...item) => {
            asked.push(item[0]);
            if (isDown && item[0] === "text-29") {
              throw new Failure("vendor-item-truncated", { kind: "transient" });
            }
            return usual.download(...item);
          },
        }),
      }),
    );
    const claim = present(await world.harness.claimRun(world.run));
    await expect(runConnector(world.deps, claim, never)).rejects.toMatchObject({
      code: "vendor-item-unavailable",
    });
    isDown = false;
    asked.length = 0;
    await runConnector(world.deps, claim, never);
    expect(asked).toEqual(["text-29"]);
    expect((await world.harness.readLedger(world.run)).items.delivered).toBe(30);
  });

  test("R7 an item that cannot be had for ever is left out in bounded time, and all others are imported", async () => {
    const world = await createWorld(
      createMemoryHarness(),
      carrierDay({ pageSize: 1_000, items: texts(3), vendor: failing((id) => id === "text-1") }),
    );
    const claim = present(await world.harness.claimRun(world.run));
    let tries = 0;
    for (; tries < 100; tries += 1) {
      const error = await runConnector(world.deps, claim, never).then(
        () => undefined,
        (failure: unknown) => failure,
      );
      if (!error) break;
      expect(error).toMatchObject({ code: "vendor-item-unavailable", kind: "transient" });
      await world.clock.sleep(600_000, never);
    }
    expect(tries).toBe(12);
    expect((await world.harness.readLedger(world.run)).itemLines).toEqual([
      "text-0 → delivered",
      "text-1 → rejected (vendor-item-unavailable)",
      "text-2 → delivered",
    ]);
  });

  test.each([
    ["most downloads fail", texts(40), (id: string) => id !== "text-0", {}],
    ["it does not list either", texts(1), () => true, { listPage: "down" }],
  ])(
    "an outage is no item's fault: %s",
    async (_what, items, isDown, { listPage }: { listPage?: string }) => {
      let pages = 0;
      const down = failing(isDown);
      const world = await createWorld(
        createMemoryHarness(),
        carrierDay({
          pageSize: 1_000,
          items,
          vendor: (usual) => ({
            ...down(usual),
            listPage: (...page) => {
              pages += 1;
              return listPage && pages > 1 ? Promise.reject(outage()) : usual.listPage(...page);
            },
          }),
        }),
      );
      const claim = present(await world.harness.claimRun(world.run));
      for (let tries = 0; tries < 30; tries += 1) {
        await expect(runConnector(world.deps, claim, never)).rejects.toMatchObject({
          code: "vendor-unreachable",
        });
        await world.clock.sleep(600_000, never);
      }
      expect((await world.harness.readLedger(world.run)).items.rejected).toBe(0);
    },
  );

  test("an original at which the reader itself fails is kept with its reason, and its siblings go on", async () => {
    const world = await stage({ items: texts(3) }, ({ deps }) => ({
      mail: guardedReader(
        {
          ...deps.mail,
          readEnvelope: async (bytes, country) => {
            if (Buffer.from(bytes).includes("text-1")) throw new TypeError("a bug");
            return deps.mail.readEnvelope(bytes, country);
          },
        },
        () => undefined,
      ),
    }));
    const { itemLines } = await world.harness.readLedger(world.run);
    expect(itemLines.toSorted()).toEqual([
      "text-0 → delivered",
      "text-1 → rejected (reading-failed)",
      "text-2 → delivered",
    ]);
    expect([...world.vault.packs.values()].reduce((sum, pack) => sum + pack.size, 0)).toBe(3);
  });

  test("does not wait with bytes that the listing did not announce until all of them are in memory", async () => {
    const sizes: number[] = [];
    const world = await stage(
      {
        items: texts(100),
        vendor: () => ({ download: async () => ({ kind: "bytes", bytes: new Uint8Array(MEGABYTE) }) }),
      },
      ({ deps }) => ({
        runs: {
          ...deps.runs,
          recordStaged: async (claim, packs, items) => {
            sizes.push(items.length);
            return deps.runs.recordStaged(claim, packs, items);
          },
        },
      }),
    );
    expect((await world.harness.readLedger(world.run)).itemLines).toHaveLength(100);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(16);
  });

  test("writes bytes before rows", async () => {
    const order: string[] = [];
    await stage({ items: texts(3) }, ({ deps }) => ({
      vault: {
        writePack: async (...pack) => {
          const stored = await deps.vault.writePack(...pack);
          order.push("bytes");
          return stored;
        },
        writeStream: (...stream) => deps.vault.writeStream(...stream),
        read: (...original) => deps.vault.read(...original),
      },
      runs: {
        ...deps.runs,
        recordStaged: async (...rows) => {
          order.push("rows");
          return deps.runs.recordStaged(...rows);
        },
      },
    }));
    expect(order).toEqual(["bytes", "rows"]);
  });

  test("never buffers an item over the limit, wrongly announced or not announced at all", async () => {
    const film = text("film", 1, ALICE, [], { attachments: [50 * MEGABYTE] });
    const world = await stage({
      items: [film],
      vendor: (usual) => ({
        listPage: async (...page) => {
          const { items, nextCursor } = await usual.listPage(...page);
          return { items: items.map((item) => ({ ...item, sizeBytes: undefined })), nextCursor };
        },
      }),
    });
    const { itemLines } = await world.harness.readLedger(world.run);
    expect(itemLines).toEqual(["film → rejected (item-too-large)"]);
    expect([...world.vault.packs.values()]).toHaveLength(1);
  });
});
