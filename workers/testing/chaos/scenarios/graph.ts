import type { Scenario } from "../scenario.ts";

const CREATE = { request: "graph.messages.create" };

/** R23, R24: throttling is never a failure, and the screen says until when it lasts. */
export const throttled: Scenario = {
  name: "429 storms, Retry-After in seconds, as a date and absent",
  async meanwhile(stage) {
    const { sandbox } = stage.world;
    await sandbox.fault("throttle", { ...CREATE, times: 30, probability: 0.2, retryAfter: 1 });
    await sandbox.fault("throttle", { ...CREATE, times: 5, probability: 0.1, retryAfter: "absent" });
    await sandbox.fault("throttle", { times: 5, probability: 0.05, retryAfter: "http-date", seconds: 2 });
    await stage.reached("settled", 60);
    // Longer than it takes until the last lane has been told.
    await sandbox.fault("throttle", { ...CREATE, retryAfter: 20 });
    await stage.screen.shows(
      "that the run waits, and until when",
      ({ runs }) => runs.at(-1)?.state === "waiting" && runs.at(-1)?.waitingUntil !== null,
      60,
    );
    await sandbox.clearFaults();
  },
};

/** An outage of the other side loses nothing. */
export const unavailable: Scenario = {
  name: "503 with empty bodies, and slow answers",
  async meanwhile({ world: { sandbox } }) {
    await sandbox.fault("unavailable", { times: 60, probability: 0.1 });
    await sandbox.fault("slow", { times: 30, probability: 0.05, ms: 3_000 });
  },
};

/** R21: the makers of duplicates. */
export const lostAnswers: Scenario = {
  name: "answers lost before and after the message was created",
  async meanwhile({ world: { sandbox } }) {
    await sandbox.fault("commit-then-drop", { times: 30, probability: 0.15 });
    await sandbox.fault("server-error-after-commit", { times: 30, probability: 0.15 });
    await sandbox.fault("drop-before-commit", { ...CREATE, times: 20, probability: 0.1 });
  },
};

/** R25. */
export const expiredTokens: Scenario = {
  name: "tokens that expire in the middle of everything",
  async meanwhile(stage) {
    for (const settled of [20, 60, 120]) {
      await stage.reached("settled", settled);
      await stage.world.sandbox.fault("token-expired");
    }
  },
};

/** The run fails, says so, and the next one has the rest. */
export const consentWithdrawn: Scenario = {
  name: "consent withdrawn mid-run, and given again",
  async meanwhile(stage) {
    const { sandbox } = stage.world;
    await stage.slowDown();
    await stage.reached("settled", 60);
    await sandbox.post("consent", { tenant: "contoso", granted: false });
    await sandbox.fault("token-expired");
    await stage.screen.shows("the failed run", ({ runs }) => runs.at(-1)?.state === "failed", 60);
    await sandbox.post("consent", { tenant: "contoso", granted: true });
  },
  afterwards: (stage) => stage.startRun(),
};
