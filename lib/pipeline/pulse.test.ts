import { describe, expect, test } from "vitest";

import { withPulse } from "./pulse.ts";
import { JumpingClock } from "./testing/jumping-clock.ts";

const never = new AbortController().signal;
const newClock = () => new JumpingClock(new Date("2026-11-21T00:00:00Z"));

describe("a pulse", () => {
  test("beats at once, and every few seconds through a long wait", async () => {
    const clock = newClock();
    const beats: number[] = [];
    const start = clock.now().getTime();
    await withPulse(
      {
        clock,
        heartbeat: async () => {
          beats.push((clock.now().getTime() - start) / 1_000);
          return "held";
        },
      },
      never,
      (pulse) => pulse.sleep(21_000),
    );
    expect(beats).toEqual([0, 5, 10, 15, 20]);
  });

  test("asks before what cannot be taken back where its heartbeats have fallen silent, and only there", async () => {
    const clock = newClock();
    let beats = 0;
    const seen = await withPulse(
      {
        clock,
        heartbeat: async () => {
          beats += 1;
          if (beats === 2) await clock.sleep(60_000, never);
          return "held";
        },
      },
      never,
      async (pulse) => {
        await pulse.confirm();
        const atOnce = beats;
        await pulse.sleep(20_000);
        await Promise.all([pulse.confirm(), pulse.confirm()]);
        return { atOnce, afterSilence: beats };
      },
    );
    expect(seen).toEqual({ atOnce: 1, afterSilence: 3 });
  });

  test("wakes a sleeper when an admin asks to stop, and remembers the wish", async () => {
    const clock = newClock();
    const answers = ["held", "stop", "held"] as const;
    let beats = 0;
    const seen = await withPulse<"stop", unknown>(
      { clock, heartbeat: async () => answers[beats++] ?? "held" },
      never,
      async (pulse) => {
        await pulse.sleep(60_000);
        await pulse.beat();
        return { stop: pulse.isStopRequested, answer: pulse.answer, at: clock.now().toISOString() };
      },
    );
    expect(seen).toEqual({ stop: true, answer: "stop", at: "2026-11-21T00:00:05.000Z" });
  });

  test("aborts the work when a heartbeat fails, and throws that failure once the work has come to rest", async () => {
    let beats = 0;
    let hasComeToRest = false;
    const work = withPulse(
      {
        clock: newClock(),
        heartbeat: async () => {
          beats += 1;
          if (beats === 3) throw new Error("claim lost");
          return "held";
        },
      },
      never,
      async (pulse) => {
        try {
          await pulse.sleep(60_000);
        } finally {
          await Promise.resolve();
          hasComeToRest = true;
        }
      },
    );
    await expect(work).rejects.toThrow("claim lost");
    expect(hasComeToRest).toBe(true);
  });

  test("throws the signal's reason out of a wait", async () => {
    const shutdown = new AbortController();
    const work = withPulse(
      { clock: newClock(), heartbeat: async () => "held" },
      shutdown.signal,
      async (pulse) => {
        shutdown.abort(new Error("shutting down"));
        await pulse.sleep(60_000);
      },
    );
    await expect(work).rejects.toThrow("shutting down");
  });

  test("does not begin the work when the first heartbeat fails", async () => {
    let hasBegun = false;
    const work = withPulse(
      { clock: newClock(), heartbeat: () => Promise.reject(new Error("claim lost")) },
      never,
      async () => void (hasBegun = true),
    );
    await expect(work).rejects.toThrow("claim lost");
    expect(hasBegun).toBe(false);
  });

  test("R48 hears of an admin's wish at once, and breaks off what does not end by itself within two seconds", async () => {
    const clock = newClock();
    const start = clock.now().getTime();
    let tell = () => {};
    let wish: "stop" | "held" = "held";
    let brokenOffAt = 0;
    const work = withPulse<"stop", void>(
      {
        clock,
        heartbeat: async () => wish,
        watch: (onNews) => {
          tell = onNews;
          return () => {};
        },
      },
      never,
      async (pulse) => {
        await pulse.sleep(1_000);
        wish = "stop";
        tell();
        await clock.sleep(600_000, pulse.signal).catch((error: unknown) => {
          brokenOffAt = (clock.now().getTime() - start) / 1_000;
          throw error;
        });
      },
    );
    await expect(work).rejects.toMatchObject({ code: "put-down", kind: "transient" });
    expect(brokenOffAt).toBe(3);
  });

  test("R48 needs no heartbeat for news that can mean only one thing, and hears it once", async () => {
    const clock = newClock();
    let tell = () => {};
    let beats = 0;
    const seen = await withPulse<"stop", unknown>(
      {
        clock,
        heartbeat: async () => {
          beats += 1;
          return "held";
        },
        watch: (onNews) => {
          tell = onNews;
          return () => {};
        },
        newsMeans: "stop",
      },
      never,
      async (pulse) => {
        tell();
        tell();
        await pulse.sleep(60_000);
        return { stop: pulse.isStopRequested, answer: pulse.answer };
      },
    );
    expect({ seen, beats }).toEqual({ seen: { stop: true, answer: "stop" }, beats: 1 });
  });

  test("R35 tells with its heartbeats how long the work has come no further", async () => {
    const clock = newClock();
    const idle: number[] = [];
    await withPulse(
      {
        clock,
        heartbeat: async (idleMs) => {
          idle.push(idleMs / 1_000);
          return "held";
        },
      },
      never,
      async (pulse) => {
        await clock.sleep(11_000, never);
        pulse.progress();
        await clock.sleep(5_000, never);
      },
    );
    expect(idle).toEqual([0, 5, 10, 4]);
  });

  test("R35 leaves work behind that hangs where no signal reaches it, once the claim is lost", async () => {
    const clock = newClock();
    const start = clock.now().getTime();
    let beats = 0;
    const work = withPulse(
      {
        clock,
        leaveBehindAfterMs: 30_000,
        heartbeat: async () => {
          beats += 1;
          if (beats === 2) throw new Error("claim lost");
          return "held";
        },
      },
      never,
      () => new Promise<never>(() => {}),
    );
    await expect(work).rejects.toThrow("claim lost");
    expect((clock.now().getTime() - start) / 1_000).toBe(35);
  });
});
