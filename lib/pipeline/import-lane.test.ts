import { describe, expect, test } from "vitest";

import { Failure, type FailureCode, type FailureScope } from "#lib/domain/failure.ts";

import { createMailboxUsage, MOST_UNWRITTEN } from "#lib/domain/mailbox-usage.ts";

import { createDraftAlarm } from "./draft-alarm.ts";
import { runLane } from "./import-lane.ts";
import { endingOf } from "./testing/ending.ts";
import type { MailboxBehaviour, Mishap } from "./testing/fake-mailbox.ts";
import { createLaneWorld, type LaneWorld } from "./testing/lane-world.ts";
import { Killed, ProcessGate } from "./testing/process-gate.ts";
import { work, workLane } from "./testing/worker.ts";

const never = new AbortController().signal;
const throttled = (retryAfterMs?: number): Mishap => ({
  failure: new Failure("throttled", {
    kind: "transient",
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  }),
});
const lost = (effect?: Mishap["effect"]): Mishap => ({
  failure: new Failure("mailbox-unreachable", {
    kind: "transient",
    scope: "mailbox",
    isOutcomeUnknown: true,
  }),
  ...(effect && { effect }),
});
const transient = (code: FailureCode): Mishap => ({
  failure: new Failure(code, { kind: "transient", scope: "mailbox" }),
});
const permanent = (code: FailureCode, scope: FailureScope): Mishap => ({
  failure: new Failure(code, { kind: "permanent", scope }),
});

/** The mishap at the given creates of the mailbox, counted from 1. */
function atCreate(at: (n: number) => Mishap | undefined): MailboxBehaviour["mishapAt"] {
  let creates = 0;
  return (call) => (call === "create" ? at((creates += 1)) : undefined);
}

async function runOnce(world: LaneWorld, signal = never) {
  return runLane(world.deps, await world.claimLane(), signal);
}

describe("the four requests in flight", () => {
  test("are never more, and stay busy: nine tenths of what latency allows", async () => {
    const world = await createLaneWorld(200, { mailboxLatencyMs: 100, keysAtOnce: 1_000 });
    const { lanes, vault, clock } = world.deps;
    world.deps.lanes = {
      ...lanes,
      takePending: (...batch) => clock.sleep(80, never).then(() => lanes.takePending(...batch)),
    };
    world.deps.vault = {
      writePack: (...pack) => vault.writePack(...pack),
      writeStream: (...stream) => vault.writeStream(...stream),
      read: (...original) => clock.sleep(40, never).then(() => vault.read(...original)),
    };
    const start = world.clock.now().getTime();
    await runOnce(world);
    expect(world.alice.peakInFlight).toBe(4);
    const idealMs = (200 / 4) * 100;
    expect(world.clock.now().getTime() - start).toBeLessThan(idealMs / 0.9);
    expect(await world.tally()).toEqual({ "imported verified": 200 });
  });

  test("import the oldest first", async () => {
    const world = await createLaneWorld(60);
    await runOnce(world);
    const times = world.alice.messages.map(({ receivedAt }) => receivedAt.getTime());
    const oldestFirst = times.toSorted((one, other) => one - other);
    const places = times.map((time, place) => Math.abs(oldestFirst.indexOf(time) - place));
    // Those that are in flight together arrive in any order: one of them may have told its lane's state first.
    expect(Math.max(...places)).toBeLessThan(4);
  });
});

test("a worker that stood still while its mailbox was taken over sends nothing more", async () => {
  const world = await createLaneWorld(3);
  const { lanes, vault, clock } = world.deps;
  let beats = 0;
  world.deps.lanes = {
    ...lanes,
    heartbeat: async (...beat) => {
      beats += 1;
      if (beats === 2) await clock.sleep(600_000, never);
      return lanes.heartbeat(...beat);
    },
  };
  let taken: Promise<unknown> | undefined;
  world.deps.vault = {
    writePack: (...pack) => vault.writePack(...pack),
    writeStream: (...stream) => vault.writeStream(...stream),
    read: async (...original) => {
      await clock.sleep(60_000, never);
      await (taken ??= world.claimLane());
      return vault.read(...original);
    },
  };
  await expect(runOnce(world)).rejects.toMatchObject({ code: "claim-lost" });
  expect(world.alice.messages).toHaveLength(0);
});

describe("throttling is never a failure", () => {
  test("one 429 fences the whole lane until Retry-After, and the screen is told", async () => {
    const told: { at: number; until: number | undefined }[] = [];
    const sentAtMs: number[] = [];
    const world = await createLaneWorld(40, {
      mailboxLatencyMs: 50,
      mishapAt: atCreate((n) => {
        sentAtMs.push(world.clock.now().getTime());
        return n === 10 ? throttled(20_000) : undefined;
      }),
    });
    const { lanes } = world.deps;
    world.deps.lanes = {
      ...lanes,
      heartbeat: (claim, until, usage) => {
        told.push({ at: world.clock.now().getTime(), until: until?.getTime() });
        return lanes.heartbeat(claim, until, usage);
      },
    };
    await runOnce(world);
    expect(await world.tally()).toEqual({ "imported verified": 40 });
    const fencedAt = sentAtMs[9]!;
    // Those that were in flight with it come to their end; nothing else leaves.
    expect(sentAtMs.filter((at) => at > fencedAt + 50 && at < fencedAt + 20_000)).toEqual([]);
    expect(told).toContainEqual({ at: fencedAt, until: fencedAt + 20_000 });
  });

  test("without Retry-After the pauses double, from one second to a minute", async () => {
    const sentAtMs: number[] = [];
    const world = await createLaneWorld(1, {
      mishapAt: atCreate((n) => {
        sentAtMs.push(world.clock.now().getTime());
        return n <= 9 ? throttled() : undefined;
      }),
    });
    await runOnce(world);
    const pauses = sentAtMs.slice(1).map((at, index) => (at - sentAtMs[index]!) / 1_000);
    expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
    expect(await world.tally()).toEqual({ "imported verified": 1 });
  });

  test.each(["ensureFolder", "create", "listKeys"])(
    "a long wait at %s gives the lane back, with nothing in posting",
    async (at) => {
      let isThrottled = true;
      const world = await createLaneWorld(30, {
        mishapAt: (call) => (call === at && isThrottled ? throttled(300_000) : undefined),
      });
      const until = new Date(world.clock.now().getTime() + 300_000);
      expect(await runOnce(world)).toEqual({ kind: "waiting", until });
      expect(Object.keys(await world.tally())).toEqual([at === "listKeys" ? "imported" : "pending"]);
      isThrottled = false;
      await runOnce(world);
      expect(await world.tally()).toEqual({ "imported verified": 30 });
    },
  );

  test("a storm of 429 ends with every message there, once", async () => {
    const world = await createLaneWorld(100, {
      mishapAt: (_call, _userId, n) => (n % 3 === 0 ? throttled(2_000) : undefined),
    });
    await runOnce(world);
    expect(await world.tally()).toEqual({ "imported verified": 100 });
    expect(world.alice.createdKeys).toHaveLength(100);
  });
});

test("what was asked of a mailbox goes with it to the next worker (R23, R24)", async () => {
  let isThrottled = true;
  const world = await createLaneWorld(30, {
    mishapAt: atCreate((n) => (n > 20 && isThrottled ? throttled(300_000) : undefined)),
  });
  const askedOf = () =>
    (world.rows.usages.get("alice") ?? []).reduce((sum, { requests }) => sum + requests, 0);
  expect(await runOnce(world)).toMatchObject({ kind: "waiting" });
  expect(askedOf()).toBe(world.alice.requests);
  isThrottled = false;
  await world.clock.sleep(300_000, never);
  expect(await runOnce(world)).toMatchObject({ kind: "finished" });
  expect(await world.tally()).toEqual({ "imported verified": 30 });
  expect(askedOf()).toBe(world.alice.requests);
});

test("a lane that asks much between two heartbeats writes it down out of turn", async () => {
  const world = await createLaneWorld(600, { keysAtOnce: 1_000 });
  const written: number[] = [];
  const { lanes } = world.deps;
  world.deps.lanes = {
    ...lanes,
    heartbeat: (claim, until, usage) => {
      written.push((usage ?? []).reduce((sum, { requests }) => sum + requests, 0));
      return lanes.heartbeat(claim, until, usage);
    },
  };
  await runOnce(world);
  expect(await world.tally()).toEqual({ "imported verified": 600 });
  const unwritten = written.slice(1).map((asked, index) => asked - (written[index] ?? 0));
  expect(unwritten).toHaveLength(2);
  expect(Math.max(...unwritten)).toBeLessThanOrEqual(MOST_UNWRITTEN.requests);
});

describe("a lost answer to a create", () => {
  test("of a message that is there is looked up and adopted", async () => {
    const world = await createLaneWorld(20, {
      mishapAt: atCreate((n) => (n === 5 ? lost("carried-out") : undefined)),
    });
    await runOnce(world);
    expect(await world.tally()).toEqual({ "imported verified": 20 });
    expect(world.alice.createdKeys).toHaveLength(20);
  });

  test("of a message that is not there is sent again only after the wait", async () => {
    const sentAtMs: number[] = [];
    const world = await createLaneWorld(1, {
      mishapAt: atCreate((n) => {
        sentAtMs.push(world.clock.now().getTime());
        return n === 1 ? lost() : undefined;
      }),
    });
    await runOnce(world);
    expect(sentAtMs[1]! - sentAtMs[0]!).toBeGreaterThanOrEqual(30_000);
    expect(await world.tally()).toEqual({ "imported verified": 1 });
    expect([...world.rows.deliveries.values()][0]?.lostCount).toBe(1);
  });

  test("of a message that comes late does not become a second one", async () => {
    const world = await createLaneWorld(20, {
      mishapAt: atCreate((n) => (n % 5 === 0 ? lost("late") : undefined)),
    });
    await runOnce(world);
    expect(world.alice.createdKeys).toHaveLength(20);
    expect(await world.tally()).toEqual({ "imported verified": 20 });
  });

  test("of a message without its attachments takes that one back and sends it whole", async () => {
    const world = await createLaneWorld(8, {
      mishapAt: atCreate((n) => (n === 3 ? lost("incomplete") : undefined)),
    });
    await runOnce(world);
    expect(world.alice.messages.map(({ isComplete }) => isComplete)).toEqual(
      Array.from({ length: 8 }, () => true),
    );
    expect(await world.tally()).toEqual({ "imported verified": 8 });
  });

  test("that is lost again and again fails alone, after twenty times", async () => {
    let poison: string | undefined;
    const world = await createLaneWorld(10, {
      mishapAt: (call, _userId, _n, importKey) => {
        if (call !== "create") return undefined;
        poison ??= importKey;
        return importKey === poison ? lost() : undefined;
      },
    });
    let attempts = 0;
    for (let isDone = false; !isDone; attempts += 1) {
      isDone = await runOnce(world).then(
        () => true,
        (error: unknown) => {
          expect(error).toMatchObject({ kind: "transient" });
          return false;
        },
      );
    }
    expect(attempts).toBeGreaterThan(1);
    expect(await world.tally()).toEqual({ "imported verified": 9, "failed message-refused": 1 });
  });

  test("left by a worker that died is waited for even if it was taken long ago", async () => {
    const world = await createLaneWorld(1);
    const dead = await world.claimLane();
    const [delivery] = await world.harness.lanes.takePending(dead, 24, world.clock.now());
    await world.clock.sleep(3_600_000, never);
    // Its request left at the last moment, and the service carries it out ten seconds later.
    const mailbox = world.deps.openMailbox(world.tenantId, "alice", {
      usage: createMailboxUsage(),
      confirm: () => Promise.resolve(),
    });
    const { folderId } = await mailbox.ensureFolder("AT&T SMS/MMS Network Archiver", undefined, never);
    const { message } = await world.deps.mail.readMessage(
      await world.deps.vault.read("", delivery!.itemId, delivery!.pack, delivery!.location, never),
      { kind: (await world.harness.lanes.loadContext(dead)).kind, itemKind: "sms", sentAt: delivery!.sentAt },
    );
    const arrival = world.clock
      .sleep(10_000, never)
      .then(() => mailbox.create(folderId, { kind: "composed", message }, delivery!, never));
    await runOnce(world);
    await arrival;
    expect(world.alice.messages).toHaveLength(1);
    expect(await world.tally()).toEqual({ "imported verified": 1 });
  });
});

describe("a mailbox that takes nothing", () => {
  test("because it is full keeps what it has, and the rest fails with that reason", async () => {
    const world = await createLaneWorld(30, {
      mishapAt: atCreate((n) => (n > 7 ? permanent("mailbox-full", "mailbox") : undefined)),
    });
    expect(await runOnce(world)).toEqual({ kind: "finished", openLanes: 0 });
    expect(await world.tally()).toEqual({ "imported verified": 7, "failed mailbox-full": 23 });
  });

  test("because there is none costs one request, not one a delivery", async () => {
    const world = await createLaneWorld(30, { mishapAt: () => permanent("mailbox-not-enabled", "mailbox") });
    expect(await runOnce(world)).toEqual({ kind: "finished", openLanes: 0 });
    expect(await world.tally()).toEqual({ "failed mailbox-not-enabled": 30 });
    expect(world.alice.requests).toBe(1);
  });

  test("because access was withdrawn meanwhile is parked, looked at for two hours, and leaves nothing undecided", async () => {
    const lookedAtMs: number[] = [];
    const world = await createLaneWorld(30, {
      mishapAt: (call, _userId, n) => {
        if (n < 12) return undefined;
        if (call === "ensureFolder") lookedAtMs.push(world.clock.now().getTime());
        return n === 12 ? lost() : permanent("mailbox-access-denied", "mailbox");
      },
    });
    const sinceMs = world.clock.now().getTime();
    const first = await runOnce(world);
    expect(first).toEqual({ kind: "waiting", until: new Date(sinceMs + 15 * 60_000) });
    const [lane] = world.rows.lanes.values();
    expect(lane?.parking).toEqual({ reason: "mailbox-access-denied", since: new Date(sinceMs) });
    expect((await world.tally())["pending"]).toBeGreaterThan(0);
    await world.clock.sleep(15 * 60_000, never);
    expect(await workLane(world, "alice")).toEqual({ kind: "finished", openLanes: 0 });
    expect(lookedAtMs.map((at) => Math.round((at - sinceMs) / 60_000))).toEqual([15, 30, 60, 120, 135]);
    const tally = await world.tally();
    expect(Object.keys(tally).toSorted()).toEqual(["failed mailbox-access-denied", "imported"]);
    expect(tally["imported"]).toBe(world.alice.messages.length);
  });

  test("because a grant has not spread yet goes on when it has, and nothing has failed", async () => {
    let isGranted = false;
    const world = await createLaneWorld(20, {
      mishapAt: () => (isGranted ? undefined : permanent("mailbox-access-denied", "mailbox")),
    });
    expect(await runOnce(world)).toMatchObject({ kind: "waiting" });
    isGranted = true;
    await world.clock.sleep(15 * 60_000, never);
    expect(await runOnce(world)).toEqual({ kind: "finished", openLanes: 0 });
    expect(await world.tally()).toEqual({ "imported verified": 20 });
    expect([...world.rows.lanes.values()].map(({ parking }) => parking)).toEqual([undefined]);
  });

  test("is given up when the connector's next run is due, so that nobody else waits for it", async () => {
    const world = await createLaneWorld(5, {
      mishapAt: () => permanent("mailbox-access-denied", "mailbox"),
    });
    const startMs = world.clock.now().getTime();
    for (const connector of world.rows.connectors.values())
      connector.nextRunAt = new Date(startMs + 20 * 60_000);
    expect(await workLane(world, "alice")).toEqual({ kind: "finished", openLanes: 0 });
    expect(world.clock.now().getTime() - startMs).toBe(20 * 60_000);
    expect(await world.tally()).toEqual({ "failed mailbox-access-denied": 5 });
  });

  test.each([
    [false, "stops the connector", { rejects: "consent-missing" }],
    [true, "is parked like any that is not granted", { kind: "waiting" }],
  ] as const)(
    "to a token that shows no consent (granted mailbox by mailbox: %s) %s",
    async (isConsentScoped, _what, expected) => {
      const world = await createLaneWorld(5, { mishapAt: () => permanent("consent-missing", "mailbox") });
      for (const connector of world.rows.connectors.values()) connector.isConsentScoped = isConsentScoped;
      const outcome = await runOnce(world).catch(({ code, scope }: Failure) => ({
        rejects: scope === "connector" && code,
      }));
      expect(outcome).toMatchObject(expected);
      expect(await world.tally()).toEqual({ pending: 5 });
    },
  );

  test("ends in the same way when its worker is killed at any call", async () => {
    const mishapAt = () => atCreate((n) => (n > 7 ? permanent("mailbox-full", "mailbox") : undefined));
    const clean = new ProcessGate();
    await work(await createLaneWorld(12, { mishapAt: mishapAt() }), clean);
    for (let n = 1; n <= clean.calls.length; n += 1) {
      const world = await createLaneWorld(12, { mishapAt: mishapAt() });
      await workLane(world, "alice", new ProcessGate(n, "after")).catch((error: unknown) => {
        if (!(error instanceof Killed)) throw error;
      });
      await work(world);
      const tally = await world.tally();
      const imported = tally["imported verified"] ?? 0;
      expect({ n, ...tally }).toEqual({
        n,
        "imported verified": imported,
        "failed mailbox-full": 12 - imported,
      });
      expect(world.alice.messages).toHaveLength(imported);
    }
  });
});

describe("a failure of the whole connector", () => {
  test.each(["consent-missing", "message-created-as-draft"] as const)(
    "%s stops the lane at once, with everything known written and the rest pending",
    async (code) => {
      const world = await createLaneWorld(50, {
        mishapAt: atCreate((n) => (n > 9 ? permanent(code, "connector") : undefined)),
      });
      await expect(runOnce(world)).rejects.toMatchObject({ code, kind: "permanent" });
      expect(await world.tally()).toEqual({ imported: 9, pending: 41 });
      expect(world.alice.requests).toBeLessThanOrEqual(1 + 9 + 4);
    },
  );
});

describe("messages that become drafts", () => {
  const draft = (isOutcomeUnknown: boolean): Mishap => ({
    failure: new Failure("message-created-as-draft", {
      kind: "permanent",
      scope: "connector",
      isOutcomeUnknown,
    }),
    ...(isOutcomeUnknown && { effect: "incomplete" }),
  });

  test("are one an attempt, however many a lane could have in flight, and the lane stops", async () => {
    const creates: number[] = [];
    const world = await createLaneWorld(50, {
      mailboxLatencyMs: 100,
      mishapAt: atCreate((n) => {
        creates.push(n);
        return draft(false);
      }),
    });
    for (const attempt of [1, 2]) {
      world.deps.draftAlarm = createDraftAlarm(world.clock);
      await expect(runOnce(world)).rejects.toMatchObject({ code: "message-created-as-draft" });
      expect(creates).toHaveLength(attempt);
    }
    expect(await world.tally()).toEqual({ pending: 50 });
  });

  test("are as many as were in flight when it begins in the middle of a run", async () => {
    let creates = 0;
    const world = await createLaneWorld(50, {
      mailboxLatencyMs: 100,
      mishapAt: atCreate((n) => {
        creates = n;
        return n > 20 ? draft(false) : undefined;
      }),
    });
    await expect(runOnce(world)).rejects.toMatchObject({ code: "message-created-as-draft" });
    expect(creates).toBeLessThanOrEqual(24);
    expect((await world.tally())["pending"]).toBe(30);
  });

  test("and cannot be removed are looked up and removed before anything is sent again", async () => {
    const world = await createLaneWorld(8, {
      mishapAt: atCreate((n) => (n === 3 ? draft(true) : undefined)),
    });
    await expect(runOnce(world)).rejects.toMatchObject({ code: "message-created-as-draft" });
    expect(world.alice.messages.filter(({ isComplete }) => !isComplete)).toHaveLength(1);
    world.deps.draftAlarm = createDraftAlarm(world.clock);
    expect(await runOnce(world)).toEqual({ kind: "finished", openLanes: 0 });
    expect(world.alice.messages.filter(({ isComplete }) => !isComplete)).toEqual([]);
    expect(await world.tally()).toEqual({ "imported verified": 8 });
    expect(new Set(world.alice.messages.map(({ importKey }) => importKey)).size).toBe(8);
  });
});

describe("a folder that its owner moves, renames or deletes", () => {
  const NAME = "AT&T SMS/MMS Network Archiver";
  const rename = (world: LaneWorld) => {
    for (const [id, name] of world.alice.folders) if (name === NAME) world.alice.folders.set(id, "Old texts");
  };

  test("while it is written to is noticed within a minute; nothing is doubled, nothing reported lost", async () => {
    const world = await createLaneWorld(500, {
      mailboxLatencyMs: 1_000,
      keysAtOnce: 1_000,
      mishapAt: atCreate((n) => {
        if (n === 100) rename(world);
        return undefined;
      }),
    });
    await runOnce(world);
    expect(await world.tally()).toEqual({ "imported verified": 500 });
    expect(world.alice.createdKeys).toHaveLength(500);
    const [moved, current] = [...world.alice.folders.keys()];
    const inMoved = world.alice.messages.filter(({ folderId }) => folderId === moved).length;
    expect(world.alice.folders.get(current ?? "")).toBe(NAME);
    // A minute at four a second, and what was in flight.
    expect(inMoved).toBeLessThanOrEqual(250);
  });

  test("before the read-back is noticed there", async () => {
    const world = await createLaneWorld(120, {
      mailboxLatencyMs: 400,
      mishapAt: atCreate((n) => {
        if (n === 120) rename(world);
        return undefined;
      }),
    });
    await runOnce(world);
    expect(await world.tally()).toEqual({ "imported verified": 120 });
    expect([...world.alice.folders.values()]).toEqual(["Old texts", NAME]);
    expect([...world.rows.folderIds.values()]).toEqual([[...world.alice.folders.keys()][1]]);
  });

  test("between two attempts is made again, and what it holds is not sent again", async () => {
    const world = await createLaneWorld(30, {
      mishapAt: atCreate((n) => (n === 11 ? throttled(600_000) : undefined)),
    });
    expect(await runOnce(world)).toMatchObject({ kind: "waiting" });
    rename(world);
    await world.clock.sleep(600_000, never);
    await runOnce(world);
    expect(await world.tally()).toEqual({ "imported verified": 30 });
    expect(world.alice.createdKeys).toHaveLength(30);
  });

  test("for good during the read-back leaves the lane for a moment, and fails what went with it", async () => {
    let isGone = false;
    const world = await createLaneWorld(10, {
      mishapAt: (call) => {
        if (call !== "listKeys" || isGone) return undefined;
        isGone = true;
        world.alice.folders.clear();
        world.alice.messages = [];
        return transient("folder-missing");
      },
    });
    await expect(runOnce(world)).rejects.toMatchObject({ code: "folder-missing", kind: "transient" });
    expect(await runOnce(world)).toEqual({ kind: "finished", openLanes: 0 });
    expect(await world.tally()).toEqual({ "failed not-found-on-read-back": 10 });
    expect([...world.alice.folders.values()]).toEqual([NAME]);
  });
});

describe("a failure of one delivery", () => {
  test("ends that delivery with its reason, and the lane goes on", async () => {
    const world = await createLaneWorld(30, {
      mishapAt: atCreate((n) => (n === 4 ? permanent("message-too-large", "delivery") : undefined)),
    });
    await runOnce(world);
    expect(await world.tally()).toEqual({ "imported verified": 29, "failed message-too-large": 1 });
  });

  test.each(["missing", "damaged"] as const)("a staged copy that is %s is not sent", async (how) => {
    const world = await createLaneWorld(30);
    world.vault.spoil("item-3", how);
    await runOnce(world);
    expect(await world.tally()).toEqual({ "imported verified": 29, [`failed staged-copy-${how}`]: 1 });
  });
});

describe("a transient failure", () => {
  test("is tried again in the lane", async () => {
    const world = await createLaneWorld(30, {
      mishapAt: (_call, _userId, n) => (n % 4 === 1 ? transient("mailbox-unreachable") : undefined),
    });
    await runOnce(world);
    expect(await world.tally()).toEqual({ "imported verified": 30 });
  });

  test.each([
    ["of every request", () => transient("mailbox-unreachable"), { pending: 30 }],
    [
      "of every create",
      (call: string) => (call === "create" ? transient("mailbox-unreachable") : undefined),
      { pending: 30 },
    ],
    [
      "of every read-back",
      (call: string) => (call === "listKeys" ? transient("mailbox-unreachable") : undefined),
      { imported: 30 },
    ],
  ])("%s is thrown after a while, and nothing has failed", async (_when, mishapAt, tally) => {
    const world = await createLaneWorld(30, { mishapAt });
    await expect(runOnce(world)).rejects.toMatchObject({ code: "mailbox-unreachable", kind: "transient" });
    expect(await world.tally()).toEqual(tally);
    expect(world.alice.requests).toBeLessThan(40);
  });

  test("of the vault puts the delivery back", async () => {
    const world = await createLaneWorld(30);
    const outage = new Failure("staging-unreachable", { kind: "transient", scope: "connector" });
    world.vault.failures.push(outage, outage, outage);
    await runOnce(world);
    expect(await world.tally()).toEqual({ "imported verified": 30 });
  });
});

describe("the folder", () => {
  test("that disappears during the import is made again, once", async () => {
    let folders = 0;
    const world = await createLaneWorld(40, {
      // The slow ones come to the old folder after the new one was made.
      mailboxLatencyMs: (n) => (n % 3 === 0 ? 200 : 10),
      mishapAt: (call, _userId, n) => {
        if (call === "ensureFolder") folders += 1;
        if (n === 15) world.alice.folders.clear();
        return undefined;
      },
    });
    await runOnce(world);
    expect(folders).toBe(2);
    expect(await world.tally()).toEqual({ "imported verified": 40 });
  });

  test("that disappears again and again leaves the lane for later", async () => {
    const world = await createLaneWorld(40, {
      mishapAt: atCreate(() => permanent("folder-missing", "delivery")),
    });
    await expect(runOnce(world)).rejects.toMatchObject({ code: "folder-missing", kind: "transient" });
    expect(await world.tally()).toEqual({ pending: 40 });
  });

  test("that was there before we knew it tells duplicates from what is new, wherever the worker is killed", async () => {
    const first = await createLaneWorld(12);
    await work(first);
    const kept = structuredClone(first.mailboxes);
    const clean = await createLaneWorld(20, { mailboxes: structuredClone(kept) });
    const gate = new ProcessGate();
    await work(clean, gate);
    expect(await clean.tally()).toEqual({ "duplicate verified": 12, "imported verified": 8 });
    expect(clean.alice.createdKeys).toHaveLength(20);
    for (let n = 1; n <= gate.calls.length; n += 1) {
      const world = await createLaneWorld(20, { mailboxes: structuredClone(kept) });
      await work(world, new ProcessGate(n, n % 2 === 0 ? "before" : "after")).catch((error: unknown) => {
        if (!(error instanceof Killed)) throw error;
      });
      await work(world);
      expect(await endingOf(world), `killed at call ${n}, ${gate.calls[n - 1]}`).toEqual(
        await endingOf(clean),
      );
      expect(world.alice.createdKeys).toHaveLength(20);
    }
  });
});

describe("a ledger restored from a backup", () => {
  /** The day's texts are in the mailbox, four of them moved by their owner, and the rows know the folder but none of them. */
  async function restoredWorld(texts: number, kept: LaneWorld["mailboxes"]): Promise<LaneWorld> {
    const world = await createLaneWorld(texts, { mailboxes: structuredClone(kept) });
    const [folderId] = world.alice.folders.keys();
    for (const message of world.alice.messages.slice(0, 4)) message.folderId = "moved";
    world.rows.folderIds.set("alice", folderId ?? "none");
    world.rows.isRestored = true;
    return world;
  }

  test(
    "doubles nothing, not even what users moved, wherever the worker is killed",
    { timeout: 30_000 },
    async () => {
      const first = await createLaneWorld(12);
      await work(first);
      const kept = structuredClone(first.mailboxes);
      const clean = await restoredWorld(20, kept);
      const gate = new ProcessGate();
      await work(clean, gate);
      expect(await clean.tally()).toEqual({ "duplicate verified": 12, "imported verified": 8 });
      expect(clean.alice.createdKeys).toHaveLength(20);
      for (let n = 1; n <= gate.calls.length; n += 1) {
        const world = await restoredWorld(20, kept);
        await work(world, new ProcessGate(n, n % 2 === 0 ? "before" : "after")).catch((error: unknown) => {
          if (!(error instanceof Killed)) throw error;
        });
        await work(world);
        expect(world.alice.createdKeys, `killed at call ${n}, ${gate.calls[n - 1]}`).toHaveLength(20);
        expect(world.alice.messages).toHaveLength(20);
      }
    },
  );

  test("would double them if the mailbox were not asked: the test above can fail", async () => {
    const first = await createLaneWorld(12);
    await work(first);
    const world = await restoredWorld(20, first.mailboxes);
    world.rows.isRestored = false;
    await work(world);
    expect(world.alice.createdKeys).toHaveLength(32);
  });
});

describe("the read-back", () => {
  /** Something happens in the mailbox between the import and its read-back. */
  async function whenReadBack(texts: number, happen: (world: LaneWorld) => void): Promise<LaneWorld> {
    let hasHappened = false;
    const world: LaneWorld = await createLaneWorld(texts, {
      mishapAt: (call) => {
        if (call === "listKeys" && !hasHappened) happen(world);
        hasHappened ||= call === "listKeys";
        return undefined;
      },
    });
    await runOnce(world);
    return world;
  }

  test("fails what somebody deleted, and only that", async () => {
    const world = await whenReadBack(10, ({ alice }) => void alice.messages.splice(3, 2));
    expect(await world.tally()).toEqual({ "imported verified": 8, "failed not-found-on-read-back": 2 });
  });

  test("finds what somebody moved", async () => {
    const world = await whenReadBack(10, ({ alice }) => {
      for (const message of alice.messages.slice(0, 4)) message.folderId = "elsewhere";
    });
    expect(await world.tally()).toEqual({ "imported verified": 10 });
  });

  test("waits for what the service shows late", async () => {
    const world = await whenReadBack(10, ({ alice, clock }) => {
      const hidden = alice.messages.splice(0, 3);
      void clock.sleep(20_000, never).then(() => alice.messages.unshift(...hidden));
    });
    expect(await world.tally()).toEqual({ "imported verified": 10 });
  });

  test("keeps the oldest of two copies and knows its id", async () => {
    const world = await whenReadBack(10, ({ alice }) => {
      alice.messages.unshift({ ...alice.messages[5]!, messageId: "older" });
    });
    expect(world.alice.messages).toHaveLength(10);
    expect(await world.tally()).toEqual({ "imported verified": 10 });
    expect([...world.rows.deliveries.values()].map(({ messageId }) => messageId)).toContain("older");
  });

  test("does not take an incomplete message for the item", async () => {
    const world = await whenReadBack(10, ({ alice }) => void (alice.messages[5]!.isComplete = false));
    expect(world.alice.messages).toHaveLength(9);
    expect(await world.tally()).toEqual({ "imported verified": 9, "failed not-found-on-read-back": 1 });
  });

  test("lists a long lane's folder page by page", async () => {
    const world = await createLaneWorld(1_100);
    await runOnce(world);
    expect(await world.tally()).toEqual({ "imported verified": 1_100 });
  });
});

describe("an admin's wish to stop", () => {
  test("ends the lane after what is in flight is written", async () => {
    const world = await createLaneWorld(80, {
      mailboxLatencyMs: 500,
      mishapAt: atCreate((n) => {
        if (n === 9) void world.harness.requestStop(world.run, "pause-requested");
        return undefined;
      }),
    });
    expect(await runOnce(world)).toEqual({ kind: "stopped" });
    const tally = await world.tally();
    expect(Object.keys(tally).toSorted()).toEqual(["imported", "pending"]);
    expect(tally["imported"]).toBe(world.alice.messages.length);
    await world.harness.resume(world.run);
    await runOnce(world);
    expect(await world.tally()).toEqual({ "imported verified": 80 });
  });

  test("is heard during a wait", async () => {
    const world = await createLaneWorld(10, {
      mishapAt: atCreate((n) => (n === 3 ? throttled(50_000) : undefined)),
    });
    const start = world.clock.now().getTime();
    void world.clock
      .sleep(12_000, never)
      .then(() => world.harness.requestStop(world.run, "cancel-requested"));
    expect(await runOnce(world)).toEqual({ kind: "stopped" });
    expect(world.clock.now().getTime() - start).toBeLessThan(20_000);
    expect(Object.keys(await world.tally()).toSorted()).toEqual(["imported", "pending"]);
  });
});

describe("a worker that has to go", () => {
  test("throws the signal's reason at once, and what it knew is written", async () => {
    const shutdown = new AbortController();
    const reason = new Error("shutting down");
    const world = await createLaneWorld(80, {
      mailboxLatencyMs: 500,
      mishapAt: atCreate((n) => {
        if (n === 9) shutdown.abort(reason);
        return undefined;
      }),
    });
    await expect(runOnce(world, shutdown.signal)).rejects.toBe(reason);
    const tally = await world.tally();
    expect(tally["imported"]).toBeGreaterThanOrEqual(8);
    await runOnce(world);
    expect(await world.tally()).toEqual({ "imported verified": 80 });
    expect(world.alice.createdKeys).toHaveLength(80);
  });

  test("and whose lane was taken over cannot write, and comes to rest", async () => {
    const world = await createLaneWorld(80, {
      mailboxLatencyMs: 500,
      mishapAt: atCreate((n) => {
        if (n === 9) void world.claimLane();
        return undefined;
      }),
    });
    await expect(runOnce(world)).rejects.toMatchObject({ code: "claim-lost" });
    await runOnce(world);
    expect(await world.tally()).toEqual({ "imported verified": 80 });
    expect(world.alice.createdKeys).toHaveLength(80);
  });
});
