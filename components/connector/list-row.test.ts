import { describe, expect, test } from "vitest";
import type { ConnectorSummary } from "#lib/domain/views/connector.ts";
import type { ListQuery } from "./list-query.ts";
import { listSearch } from "./list-query.ts";
import { listRows } from "./list-row.ts";

const connector = (name: string, changes: Partial<ConnectorSummary> = {}): ConnectorSummary => ({
  connectorId: name,
  name,
  kind: "att-network",
  state: "healthy",
  isPaused: false,
  actionRequired: null,
  unmappedParticipants: 0,
  watermark: null,
  isOverdue: false,
  missedItems: null,
  lastRun: null,
  nextRunAt: null,
  createdAt: "2026-11-22T00:00:00Z",
  ...changes,
});

const answer = {
  connectors: [
    connector("Zurich", { state: "action-required" }),
    connector("berlin"),
    connector("Austin", { kind: "verizon-network" }),
  ],
  drafts: [
    {
      connectorId: "d",
      name: "",
      kind: "bell-network" as const,
      step: "login" as const,
      updatedAt: "2026-11-22T00:00:00Z",
    },
  ],
  hasDeleted: false,
  health: { workersAlive: 1, lastJobAt: null, jobsAtWork: 0, waitingSince: null },
};

const all: ListQuery = {
  search: "",
  state: undefined,
  kind: undefined,
  open: undefined,
  sort: { column: "name", direction: "ascending" },
};
const namesOf = (query: Partial<ListQuery>) => listRows(answer, { ...all, ...query }).map(({ name }) => name);

describe("the list of connectors", () => {
  test("is sorted by name without regard to case, setups not finished among them", () => {
    expect(namesOf({})).toEqual(["Austin", "berlin", "New Bell Network connector", "Zurich"]);
  });

  test("has numbers in names in their order", () => {
    const connectors = ["Site 10", "site 2", "Site 1", "Ärzte"].map((name) => connector(name));
    const names = listRows({ ...answer, connectors, drafts: [] }, all).map(({ name }) => name);
    expect(names).toEqual(["Ärzte", "Site 1", "site 2", "Site 10"]);
  });

  test("finds words of the name and of the kind, in any order", () => {
    expect(namesOf({ search: "network AUST" })).toEqual(["Austin"]);
    expect(namesOf({ search: "verizon" })).toEqual(["Austin"]);
  });

  test("is narrowed to a state, or to setups not finished", () => {
    expect(namesOf({ state: "action-required" })).toEqual(["Zurich"]);
    expect(namesOf({ state: "draft" })).toEqual(["New Bell Network connector"]);
  });

  test("is narrowed to a kind, setups not finished included", () => {
    expect(namesOf({ kind: "verizon-network" })).toEqual(["Austin"]);
    expect(namesOf({ kind: "bell-network" })).toEqual(["New Bell Network connector"]);
    expect(namesOf({ kind: "verizon-network", state: "draft" })).toEqual([]);
  });

  test("sorts states by urgency", () => {
    expect(namesOf({ sort: { column: "state", direction: "ascending" } })[0]).toBe("Zurich");
  });

  test("keeps only what differs from the default in its address", () => {
    expect(listSearch(all)).toBe("");
    expect(listSearch({ ...all, search: "a b", state: "draft" })).toBe("?q=a+b&state=draft");
    expect(listSearch({ ...all, search: "ada@contoso.example" })).toBe("");
    expect(listSearch({ ...all, kind: "bell-network", open: "1" })).toBe("?kind=bell-network&open=1");
  });
});
