import { describe, expect, test } from "vitest";

import { runStateOf, type RunSigns } from "./run-state.ts";

const signs = (change: Partial<RunSigns> = {}): RunSigns => ({
  state: "running",
  step: "stage",
  isHeld: false,
  isRetryPlanned: false,
  reason: null,
  lanes: { open: 0, held: 0, throttled: 0 },
  isRecent: false,
  ...change,
});

describe("a run is", () => {
  test.each<[string, Partial<RunSigns>, string]>([
    ["running while a worker holds it", { isHeld: true }, "running"],
    [
      "running while a worker is in one of its mailboxes",
      { step: "import", lanes: { open: 3, held: 1, throttled: 2 } },
      "running",
    ],
    ["running between two holds", { isRecent: true }, "running"],
    [
      "waiting when all its open mailboxes are throttled",
      { step: "import", lanes: { open: 2, held: 1, throttled: 2 } },
      "waiting",
    ],
    ["interrupted when nobody is at work on it", {}, "interrupted"],
    ["interrupted while its next try is planned", { isRetryPlanned: true, isRecent: true }, "interrupted"],
    [
      "waiting while its next try is planned for the end of a throttling",
      { isRetryPlanned: true, reason: "throttled" },
      "waiting",
    ],
    [
      "interrupted when its lanes lie idle",
      { step: "import", lanes: { open: 2, held: 0, throttled: 0 } },
      "interrupted",
    ],
    ["queued before that", { state: "queued" }, "queued"],
    ["completed after that, whatever else is seen", { state: "completed", isHeld: true }, "completed"],
    ["failed after that", { state: "failed", isRetryPlanned: true }, "failed"],
  ])("%s", (_rule, change, state) => {
    expect(runStateOf(signs(change))).toBe(state);
  });

  test("not waiting before it imports, and not when no lane is open", () => {
    expect(runStateOf(signs({ isHeld: true, lanes: { open: 1, held: 0, throttled: 1 } }))).toBe("running");
    expect(runStateOf(signs({ step: "import", isHeld: true }))).toBe("running");
  });
});
