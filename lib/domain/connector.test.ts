import { describe, expect, test } from "vitest";

import {
  CONNECTOR_STATES,
  type ConnectorState,
  connectorCan,
  isAllowed,
  ROLES,
  rolesFor,
} from "./connector.ts";
import { CONNECTOR_KINDS, findConnectorKind } from "./connector-kinds.ts";

const connector = (state: ConnectorState, isPaused = false) => ({ state, isPaused });

describe("a connector can", () => {
  test.each([
    ["run", "healthy"],
    ["run", "action-required"],
    ["run", "waiting-to-start"],
    ["pause", "healthy"],
    ["pause", "running"],
  ] as const)("%s when it is %s", (action, state) => {
    expect(connectorCan(action, connector(state))).toBe(true);
  });

  test.each([
    ["run", connector("running"), "An import is already running."],
    ["run", connector("retrying"), "An import is already running."],
    ["run", connector("paused", true), "The connector is paused. Resume it first."],
    ["pause", connector("paused", true), "The connector is already paused."],
    ["resume", connector("healthy"), "The connector is not paused."],
  ] as const)("not %s when it is %o, and the button says why", (action, at, sentence) => {
    expect(connectorCan(action, at)).toBe(sentence);
  });

  test("be resumed when it is paused, also while its last run still drains", () => {
    expect(connectorCan("resume", connector("running", true))).toBe(true);
  });

  test("be run in no state while it is paused", () => {
    for (const state of CONNECTOR_STATES) expect(connectorCan("run", connector(state, true))).not.toBe(true);
  });
});

describe("a role", () => {
  test("is asked for by whoever lacks it, the least that is enough first", () => {
    expect(rolesFor("create")).toBe("the role Connector.Admin");
    expect(rolesFor("pause")).toBe("the role Connector.Operator or Connector.Admin");
    expect(rolesFor("read-audit")).toBe("the role Auditor or Connector.Admin");
  });

  test.each([
    ["Connector.Admin", "create", true],
    ["Connector.Admin", "read-audit", true],
    ["Connector.Operator", "run", true],
    ["Connector.Operator", "change-mapping", true],
    ["Connector.Operator", "change-settings", false],
    ["Connector.Operator", "create", false],
    ["Connector.Operator", "read-audit", false],
    ["Connector.Reader", "look", true],
    ["Connector.Reader", "run", false],
    ["Auditor", "read-audit", true],
    ["Auditor", "run", false],
  ] as const)("%s allows %s: %s", (role, action, expected) => {
    expect(isAllowed([role], action)).toBe(expected);
  });

  test("every role may look, and none is needed to be refused", () => {
    for (const role of ROLES) expect(isAllowed([role], "look")).toBe(true);
    expect(isAllowed([], "look")).toBe(false);
  });

  test("several roles allow what any of them does", () => {
    expect(isAllowed(["Connector.Reader", "Auditor"], "read-audit")).toBe(true);
  });
});

describe("the twelve connector kinds", () => {
  test("have ids, names and message classes of their own", () => {
    expect(CONNECTOR_KINDS).toHaveLength(12);
    for (const property of ["id", "name", "folderName", "messageClass"] as const) {
      expect(new Set(CONNECTOR_KINDS.map((kind) => kind[property])).size).toBe(12);
    }
  });

  test("begin with AT&T Network, whose folder is spelled as Microsoft does", () => {
    expect(CONNECTOR_KINDS[0]).toMatchObject({
      id: "att-network",
      name: "AT&T Network",
      folderName: "AT&T SMS/MMS Network Archiver",
      messageClass: "ATTNetwork",
    });
  });

  test("have ids that stand in a path as they are, and message classes of letters alone", () => {
    for (const kind of CONNECTOR_KINDS) {
      expect(kind.id).toBe(encodeURIComponent(kind.id));
      expect(kind.messageClass).toMatch(/^[A-Za-z0-9]+$/);
      expect(findConnectorKind(kind.id)).toBe(kind);
    }
    expect(findConnectorKind("at&t")).toBeUndefined();
  });
});
