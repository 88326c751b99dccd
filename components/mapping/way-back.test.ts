import { describe, expect, test } from "vitest";
import type { FormState } from "#components/ui/form-state.ts";
import { undoable } from "./way-back.ts";

const done = (message: string): FormState => ({ status: "done", message });
const actions = {
  rollBack: (deed: object) => Promise.resolve({ state: done(`roll back ${JSON.stringify(deed)}`) }),
  withdraw: (deed: object) => Promise.resolve(done(`withdraw ${JSON.stringify(deed)}`)),
};

const backOf = (replaced: number | "kept-off" | null) => {
  const answer = undoable({ state: done("In force"), change: { version: 6, replaced } }, actions);
  return answer.status === "done" ? answer.undo : undefined;
};

describe("the way back from another version in force", () => {
  test("leads to the version that it replaced, as long as what was made is in force", async () => {
    expect(await backOf(5)?.()).toEqual(done('roll back {"version":5,"inForce":6}'));
  });

  test("withdraws that very version where none decided before", async () => {
    expect(await backOf(null)?.()).toEqual(done('withdraw {"version":6,"isOn":true}'));
  });

  test("is not promised where a version was kept while the mapping was off", () => {
    expect(backOf("kept-off")).toBeUndefined();
  });

  test("is not there for what was refused", () => {
    const state: FormState = { status: "refused", message: "Changed", field: undefined };
    expect(undoable({ state }, actions)).toBe(state);
  });
});
