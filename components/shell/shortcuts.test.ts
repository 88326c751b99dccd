import { describe, expect, test } from "vitest";
import { ROLES } from "#lib/domain/connector.ts";
import { paths } from "#lib/paths.ts";
import { connectorOfPath, matchOf, shortcutsOf } from "./shortcuts.ts";

const all = shortcutsOf(["Connector.Admin"]);
const titleOf = (...pressed: string[]) => {
  const match = matchOf(pressed, all);
  return match.kind === "whole" ? match.shortcut.title : match.kind;
};

describe("keyboard shortcuts", () => {
  test("are told from their beginning, and from keys that mean nothing", () => {
    expect(titleOf("g")).toBe("beginning");
    expect(titleOf("g", "c")).toBe("Connectors");
    expect(titleOf("g", "x")).toBe("nothing");
    expect(titleOf("c")).toBe("nothing");
    expect(titleOf("?")).toBe("This help");
  });

  test("are never the beginning of another one, so that none has to wait", () => {
    for (const { keys } of all) {
      const longer = all.filter((other) => other.keys.length > keys.length);
      expect(longer.some((other) => keys.every((key, nth) => other.keys[nth] === key))).toBe(false);
    }
    expect(new Set(all.map(({ keys }) => keys.join(" "))).size).toBe(all.length);
  });

  test.each(ROLES)("lead %s to no page that the role does not show", (role) => {
    const isShown = shortcutsOf([role]).some(({ title }) => title === "Audit log");
    expect(isShown).toBe(role === "Connector.Admin" || role === "Auditor");
  });

  test("know the connector of its page and of its runs' pages", () => {
    const id = "0192f0c2-0000-4000-8000-00000000000a";
    expect(connectorOfPath(paths.connector(id))).toBe(id);
    expect(connectorOfPath(paths.run(id, id))).toBe(id);
    expect(connectorOfPath(paths.connectors)).toBeUndefined();
    expect(connectorOfPath(paths.deletedConnectors)).toBeUndefined();
  });
});
