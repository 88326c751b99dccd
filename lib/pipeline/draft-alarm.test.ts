import { describe, expect, test } from "vitest";

import { Failure } from "#lib/domain/failure.ts";

import { createDraftAlarm } from "./draft-alarm.ts";
import { JumpingClock } from "./testing/jumping-clock.ts";

function setUp() {
  const alarm = createDraftAlarm(new JumpingClock(new Date(0)));
  const answers: PromiseWithResolvers<string>[] = [];
  /** A create of some lane of the run, which is answered later. */
  const create = (runId = "run-1") =>
    alarm
      .guard(runId, () => {
        const answer = Promise.withResolvers<string>();
        answers.push(answer);
        return answer.promise;
      })
      .catch((error: Failure) => error.code);
  return { alarm, answers, create };
}
const idle = () => new Promise((resolve) => void setImmediate(() => setImmediate(resolve)));
const draft = new Failure("message-created-as-draft", { kind: "permanent", scope: "connector" });

describe("the first message of a run", () => {
  test("is created alone, over all lanes; when it is no draft, the others follow", async () => {
    const { answers, create } = setUp();
    const creates = Array.from({ length: 50 }, () => create());
    await idle();
    expect(answers).toHaveLength(1);
    answers[0]?.resolve("message-1");
    await idle();
    expect(answers).toHaveLength(50);
    answers.forEach((answer, index) => answer.resolve(`message-${index + 1}`));
    expect(new Set(await Promise.all(creates)).size).toBe(50);
  });

  test("that becomes a draft is the only one of its run, and another run tries for itself", async () => {
    const { answers, create } = setUp();
    const creates = Array.from({ length: 50 }, () => create());
    await idle();
    answers[0]?.reject(draft);
    expect(new Set(await Promise.all(creates))).toEqual(new Set(["message-created-as-draft"]));
    expect(await create()).toBe("message-created-as-draft");
    expect(answers).toHaveLength(1);
    void create("run-2");
    expect(answers).toHaveLength(2);
  });

  test("that fails otherwise, or was not sent, proves nothing: the next one goes alone", async () => {
    const { alarm, answers, create } = setUp();
    void create();
    void create();
    void create();
    answers[0]?.reject(new Failure("throttled", { kind: "transient" }));
    await idle();
    expect(answers).toHaveLength(2);
    answers[1]?.resolve("message-2");
    await idle();
    expect(answers).toHaveLength(3);
    expect(await alarm.guard("run-2", () => Promise.resolve(undefined))).toBeUndefined();
    void create("run-2");
    void create("run-2");
    await idle();
    expect(answers).toHaveLength(4);
  });
});
