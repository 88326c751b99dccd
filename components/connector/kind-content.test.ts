import { describe, expect, test } from "vitest";
import { CONNECTOR_KINDS } from "#lib/domain/connector-kinds.ts";
import { prerequisitesOf, summaryOf } from "./kind-content.ts";

const [att] = CONNECTOR_KINDS;
const whatsapp = CONNECTOR_KINDS.find(({ id }) => id === "whatsapp");

describe("a kind in words", () => {
  test("is told in one sentence that keeps abbreviations", () => {
    expect(att && summaryOf(att)).toBe("Import and archive SMS and MMS from the AT&T mobile network.");
  });

  test("asks for the carrier's paperwork only where there is a carrier", () => {
    const ids = (kind: typeof att) => (kind ? prerequisitesOf(kind).map(({ id }) => id) : []);
    expect(ids(att)).toContain("billing");
    expect(ids(whatsapp)).not.toContain("billing");
    expect(ids(whatsapp)).toContain("app");
  });

  test("never repeats an item of the checklist", () => {
    for (const kind of CONNECTOR_KINDS) {
      const ids = prerequisitesOf(kind).map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
    }
  });
});
