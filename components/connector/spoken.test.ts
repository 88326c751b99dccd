import { expect, test } from "vitest";
import { changedOf, sentenceOf, type Spoken } from "./spoken.ts";

const connector = (n: number, state: Spoken["state"]): Spoken => ({
  connectorId: String(n),
  name: `Phones ${n}`,
  state,
  lastRun: null,
});

test("of many connectors only those are told that changed their state, or came", () => {
  const before = [1, 2, 3].map((n) => connector(n, "action-required"));
  const now = [connector(1, "action-required"), connector(2, "healthy"), connector(3, "action-required")];
  expect(sentenceOf(changedOf(before, now), "en")).toBe("Phones 2: Healthy");
  expect(changedOf(before, [...before, connector(4, "waiting-to-start")]).map(({ name }) => name)).toEqual([
    "Phones 4",
  ]);
  expect(sentenceOf(changedOf(before, before), "en")).toBe("");
});

test("of more than anybody follows by ear the first are told, and how many more there are", () => {
  const all = Array.from({ length: 200 }, (_each, n) => connector(n, "paused"));
  expect(sentenceOf(all, "en")).toBe("Phones 0: Paused. Phones 1: Paused. Phones 2: Paused. And 197 more");
});
