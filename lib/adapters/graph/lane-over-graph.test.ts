import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { listOf } from "#sandbox/test-client.ts";
import { CONTOSO } from "#sandbox/world.ts";
import { sandboxWorld } from "#lib/adapters/testing/sandbox-world.ts";
import type { Failure } from "#lib/domain/failure.ts";
import { createHttp, type HttpAnswer, type NoAnswer } from "#lib/http.ts";
import { forEachBounded } from "#lib/pipeline/bounded.ts";
import { ProcessGate } from "#lib/pipeline/testing/process-gate.ts";
import { systemClock } from "#lib/system-clock.ts";
import { sandboxTokens } from "./testing/graph-access.ts";
import { createGraphLane, type GraphLaneConfig, type Interference } from "./testing/graph-lane.ts";

// A lane with its real adapter over the sandbox's Graph; only the rows are in memory.

const MB = 1024 * 1024;
const sandbox = sandboxWorld({ consented: [CONTOSO.name] });
const http = createHttp({ connections: 64, headersTimeoutMs: 10_000, bodyTimeoutMs: 10_000 });
let config: GraphLaneConfig;

beforeAll(() => {
  config = { sandbox, http, tokens: sandboxTokens(sandbox, http, systemClock) };
});
afterAll(() => http.close());
afterEach(async () => {
  await sandbox.clearFaults();
  // The mailboxes of the test before are of no use any more, and large.
  await sandbox.post("reset", {});
});

/** One request; several of them; and an upload session of two ranges. */
const KINDS = [[], [2_000_000, 800_000], [4 * MB]];
/** Every kind of request there is. */
const REQUESTS = [[], [4 * MB]];
const lane = (messages: readonly (readonly number[])[]) => createGraphLane(config, messages);
type Lane = Awaited<ReturnType<typeof lane>>;

async function endOf(world: Lane) {
  const [rows, there] = [await world.tally(), await world.copies()];
  return { rows, isEachThereOnce: JSON.stringify(there) === JSON.stringify(world.expected()) };
}
const LANES_AT_ONCE = 4;
const countTo = (most: number) => Array.from({ length: most }, (_, index) => index + 1);
const wholeOf = ({ length }: readonly unknown[]) => ({
  rows: { "imported verified": length },
  isEachThereOnce: true,
});

/** Until the lane is finished, as the sweep brings it back again and again. */
async function finish(world: Lane, options: Parameters<Lane["work"]>[0] = {}): Promise<void> {
  for (let attempts = 0; attempts < 20; attempts += 1) {
    const advance = await world.work(options).catch((error: Failure) => {
      if (error.kind !== "transient") throw error;
    });
    if (advance?.kind === "finished") return;
    const never = new AbortController().signal;
    if (advance?.kind === "waiting")
      await world.clock.sleep(advance.until.getTime() - world.clock.now().getTime(), never);
  }
  throw new Error("the lane does not come to its end");
}

/** Calls after which the world is another one; all others leave it as the one before them did. */
const CHANGES = /^(?:POST|PUT|PATCH) |^lanes\.(?:saveFolder|takePending|record|finish)/;

describe("a worker killed at any call (R20, R21)", { timeout: 300_000 }, () => {
  it("leaves something to look up: in the end every message is there once and whole", async () => {
    const clean = new ProcessGate();
    const first = await lane(KINDS);
    await first.work({ gate: clean });
    expect(await endOf(first)).toEqual(wholeOf(KINDS));
    expect(clean.calls.filter((call) => call.startsWith("PUT")).length).toBe(2);
    const changing = countTo(clean.calls.length).filter((n) => CHANGES.test(clean.calls[n - 1] ?? ""));
    expect(changing.length).toBeGreaterThan(15);
    await forEachBounded(changing, LANES_AT_ONCE, async (n) => {
      const world = await lane(KINDS);
      const gate = new ProcessGate(n, "after");
      await world.work({ gate }).catch((error: unknown) => {
        if (!gate.isDead) throw error;
      });
      const call = gate.calls.at(-1);
      await finish(world);
      expect({ n, call, ...(await endOf(world)) }).toEqual({ n, call, ...wholeOf(KINDS) });
    });
  });
});

const answer = (status: number, text = "", headers: HttpAnswer["headers"] = {}): HttpAnswer => ({
  kind: "answer",
  status,
  headers,
  text,
});
const silence: NoAnswer = { kind: "no-answer", isSent: true, cause: undefined };
const wait = (ms: number) => new Promise((resolve) => void setTimeout(resolve, ms));
const throttle = (headers: HttpAnswer["headers"]) =>
  answer(429, JSON.stringify({ error: { code: "ApplicationThrottled", message: "" } }), headers);

describe("one request that goes wrong, whichever it is", { timeout: 300_000 }, () => {
  it.each<[string, Interference]>([
    ["a connection that breaks before", () => Promise.resolve(silence)],
    ["a lost answer", (_request, _n, carryOut) => carryOut().then(() => silence)],
    [
      "an answer that comes later than anybody waits, and its effect too",
      (_request, _n, carryOut) => {
        void wait(60).then(carryOut);
        return Promise.resolve(silence);
      },
    ],
    ["503 with an empty body", () => Promise.resolve(answer(503))],
    [
      "500 after it was carried out",
      (_request, _n, carryOut) =>
        carryOut().then(() => answer(500, '{"error":{"code":"ErrorInternalServerError","message":""}}')),
    ],
    ["429 without Retry-After", () => Promise.resolve(throttle({}))],
    [
      "401",
      () => Promise.resolve(answer(401, '{"error":{"code":"InvalidAuthenticationToken","message":""}}')),
    ],
  ])("%s: nothing is lost, doubled or failed (R21, R24, R25)", async (_what, mishap) => {
    let requests = 0;
    const first = await lane(REQUESTS);
    await first.work({ interfere: (_request, n, carryOut) => ((requests = n), carryOut()) });
    await forEachBounded(countTo(requests), LANES_AT_ONCE, async (at) => {
      const world = await lane(REQUESTS);
      let isOver = false;
      const interfere: Interference = (request, n, carryOut) => {
        if (n !== at || isOver) return carryOut();
        isOver = true;
        return mishap(request, n, carryOut);
      };
      await finish(world, { interfere });
      expect({ at, ...(await endOf(world)) }).toEqual({ at, ...wholeOf(REQUESTS) });
    });
  });
});

describe("a mailbox that is throttled (R24)", () => {
  it.each([
    ["in seconds", () => "120"],
    ["as a date", (now: Date) => new Date(now.getTime() + 120_000).toUTCString()],
  ])(
    "for long, %s, is given back until then, with nothing failed and nothing sent meanwhile",
    async (_how, at) => {
      const world = await lane(Array.from({ length: 30 }, () => []));
      let throttledAtMs = 0;
      let sentAfter = 0;
      const interfere: Interference = (_request, n, carryOut) => {
        if (throttledAtMs > 0) sentAfter += 1;
        if (n !== 12) return carryOut();
        throttledAtMs = world.clock.now().getTime();
        return Promise.resolve(throttle({ "retry-after": at(world.clock.now()) }));
      };
      const advance = await world.work({ interfere });
      const untilMs = advance.kind === "waiting" ? advance.until.getTime() : 0;
      expect(untilMs - throttledAtMs).toBeGreaterThan(118_000);
      expect(untilMs - throttledAtMs).toBeLessThan(125_000);
      // The three that were in flight with it had left already.
      expect(sentAfter).toBe(0);
      const [row] = world.rows.lanes.values();
      expect(row?.throttledUntil?.getTime()).toBeGreaterThanOrEqual(throttledAtMs + 118_000);
      expect(Object.keys(await world.tally()).toSorted()).toEqual(["imported", "pending"]);
      await finish(world);
      expect(await endOf(world)).toEqual({ rows: { "imported verified": 30 }, isEachThereOnce: true });
    },
  );
});

describe("the sizes of attachments (R18)", { timeout: 60_000 }, () => {
  it("are taken up to 10 MB, each whole; one byte more is left out and named", async () => {
    const sizes = [3 * MB - 1, 3 * MB, 4 * MB, 10 * MB - 1, 10 * MB, 10 * MB + 1];
    const world = await lane(sizes.map((size) => [size]));
    await finish(world);
    expect(await endOf(world)).toEqual({
      rows: { "imported verified": 5, "partial verified": 1 },
      isEachThereOnce: true,
    });
    const skipped = [...world.rows.deliveries.values()].flatMap(({ skippedBytes }) => skippedBytes);
    expect(skipped).toEqual([10 * MB + 1]);
  });
});

describe("two workers at one mailbox (R3, R23)", { timeout: 60_000 }, () => {
  it("where the first stood still: the second finishes, and the first sends nothing when it wakes up", async () => {
    const texts = Array.from({ length: 30 }, () => []);
    const clean = await lane(texts);
    let requests = 0;
    await clean.work({ interfere: (_request, n, carryOut) => ((requests = n), carryOut()) });
    for (const stopAt of [1, 2, 3, 4, 10, requests]) {
      const world = await lane(texts);
      const wake = Promise.withResolvers<void>();
      const stopped = Promise.withResolvers<void>();
      let [isStopped, sentAfter] = [false, 0];
      const { lanes } = world.deps;
      const standStill = () => (isStopped ? wake.promise : Promise.resolve());
      const asleep = world.work({
        deps: {
          lanes: {
            ...lanes,
            heartbeat: (...beat) => standStill().then(() => lanes.heartbeat(...beat)),
            recordOutcomes: (...written) => standStill().then(() => lanes.recordOutcomes(...written)),
          },
        },
        interfere: async (_request, n, carryOut) => {
          if (isStopped) sentAfter += 1;
          const answered = await carryOut();
          if (n === stopAt) {
            isStopped = true;
            stopped.resolve();
          }
          await standStill();
          return answered;
        },
      });
      const failed = asleep.then(
        () => undefined,
        (error: Failure) => error.code,
      );
      await Promise.race([stopped.promise, failed]);
      // A lane may need a request less than the one that was counted: then its last one was not reached.
      if (!isStopped && stopAt === requests) continue;
      // What is in flight with the last one comes to its end at the service.
      const inFlightThen = sentAfter;
      await world.clock.sleep(40_000, new AbortController().signal);
      const sentAsleep = sentAfter;
      await finish(world);
      wake.resolve();
      expect({ stopAt, code: await failed }).toEqual({ stopAt, code: "claim-lost" });
      expect(sentAsleep - inFlightThen).toBeLessThanOrEqual(3);
      expect(sentAfter).toBe(sentAsleep);
      expect(await endOf(world)).toEqual({ rows: { "imported verified": 30 }, isEachThereOnce: true });
      const stats = (await sandbox.get("stats")) as { maxInFlightByMailbox: Record<string, number> };
      expect(stats.maxInFlightByMailbox[world.userId]).toBeLessThanOrEqual(4);
    }
  });
});

describe("what an organization changes while its messages are imported", { timeout: 30_000 }, () => {
  const texts = (count: number) => Array.from({ length: count }, () => []);

  it("a consent that is withdrawn stops the connector, and given again nothing is lost or doubled", async () => {
    const world = await lane(texts(40));
    let isWithdrawn = false;
    const interfere: Interference = async (_request, n, carryOut) => {
      if (n === 15 && !isWithdrawn) {
        isWithdrawn = true;
        await sandbox.post("consent", { tenant: CONTOSO.name, granted: false });
        await sandbox.fault("token-expired");
      }
      return carryOut();
    };
    const failure = await world.work({ interfere }).catch((error: Failure) => error);
    expect(failure).toMatchObject({ code: "consent-missing", kind: "permanent", scope: "connector" });
    const rows = await world.tally();
    expect(Object.keys(rows).toSorted()).toEqual(["imported", "pending"]);
    await sandbox.post("consent", { tenant: CONTOSO.name, granted: true });
    await config.tokens.tokenFor(CONTOSO.id, { fresh: true });
    await finish(world);
    expect(await endOf(world)).toEqual({ rows: { "imported verified": 40 }, isEachThereOnce: true });
  });

  it("a token that expires is renewed once a request (R25)", async () => {
    const world = await lane(texts(40));
    const interfere: Interference = async (_request, n, carryOut) => {
      if (n === 10 || n === 25) await sandbox.fault("token-expired");
      return carryOut();
    };
    await world.work({ interfere });
    expect(await endOf(world)).toEqual({ rows: { "imported verified": 40 }, isEachThereOnce: true });
  });

  it("tokens that expire while they are being renewed are renewed again (R25)", async () => {
    const world = await lane(texts(40));
    let strikes = 0;
    let victim: unknown;
    const interfere: Interference = async (request, n, carryOut) => {
      if (strikes === 0 && n >= 10 && request.body !== undefined) victim = request.body;
      if (victim !== undefined && request.body === victim && strikes < 2) {
        strikes += 1;
        await sandbox.fault("token-expired");
      }
      return carryOut();
    };
    await world.work({ interfere });
    expect(strikes).toBe(2);
    expect(await endOf(world)).toEqual({ rows: { "imported verified": 40 }, isEachThereOnce: true });
  });

  it("messages that become drafts are one an attempt: it is removed, and the connector stops", async () => {
    const world = await lane(texts(40));
    await sandbox.fault("draft-answer", { times: 1_000 });
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      let creates = 0;
      const interfere: Interference = ({ method, path }, _n, carryOut) => {
        if (method === "POST" && path.endsWith("/messages")) creates += 1;
        return carryOut();
      };
      const failure = await world.work({ interfere }).catch((error: Failure) => error);
      expect(failure).toMatchObject({ code: "message-created-as-draft", scope: "connector" });
      expect(creates).toBe(1);
    }
    expect(await world.copies()).toEqual([]);
    expect(await world.tally()).toEqual({ pending: 40 });
  });

  it.each(["renamed", "deleted", "moved under another folder"])(
    "a folder that is %s between two attempts: a new one, nothing doubled, nothing reported lost",
    async (how) => {
      const world = await lane(texts(20));
      await sandbox.fault("throttle", { request: "graph.messages.list", retryAfter: 3_600 });
      expect(await world.work()).toMatchObject({ kind: "waiting" });
      expect(await world.tally()).toEqual({ imported: 20 });
      await sandbox.clearFaults();
      const [folderId = ""] = world.rows.folderIds.values();
      const authorization = `Bearer ${await config.tokens.tokenFor(CONTOSO.id, { fresh: true })}`;
      const graph = (method: string, path: string, body?: unknown) =>
        sandbox.client.graph(method, path, body, { authorization });
      const folder = `/users/${world.userId}/mailFolders/${folderId}`;
      if (how === "renamed") await graph("PATCH", folder, { displayName: "My old texts" });
      if (how === "deleted") await graph("DELETE", folder);
      if (how === "moved under another folder")
        await graph("POST", `${folder}/move`, { destinationId: "archive" });
      await finish(world);
      expect(await endOf(world)).toEqual({ rows: { "imported verified": 20 }, isEachThereOnce: true });
      const top = listOf((await graph("GET", `/users/${world.userId}/mailFolders?$top=100`)).body);
      const [current] = world.rows.folderIds.values();
      expect(current).not.toBe(folderId);
      expect(top).toContainEqual(
        expect.objectContaining({ id: current, displayName: "AT&T SMS/MMS Network Archiver" }),
      );
    },
  );
});
