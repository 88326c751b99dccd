import { expect, test } from "vitest";
import { Refusal } from "#lib/domain/failure.ts";
import { onAll } from "./on-all.ts";

test("what is refused for one keeps nobody else from being done", async () => {
  const done: string[] = [];
  const result = await onAll(["a", "b", "c"], async (id) => {
    if (id === "b") throw new Refusal("already-paused", "The connector is already paused.");
    done.push(await Promise.resolve(id));
  });
  expect(done).toEqual(["a", "c"]);
  expect(result).toEqual({ done: 2, refusals: ["The connector is already paused."] });
});

test.each([new Refusal("not-allowed", "Your role does not allow this."), new Error("a bug")])(
  "%s ends it at the first",
  async (fault) => {
    const asked: string[] = [];
    const deed = onAll(["a", "b"], (id) => {
      asked.push(id);
      return Promise.reject(fault);
    });
    await expect(deed).rejects.toBe(fault);
    expect(asked).toEqual(["a"]);
  },
);
