import { describe, expect, test } from "vitest";
import { CONNECTOR_KINDS, type ConnectorKind } from "#lib/domain/connector-kinds.ts";
import {
  categoryOf,
  contentOf,
  KIND_CATEGORIES,
  knownIssueOf,
  overviewOf,
  prerequisitesOf,
  summaryOf,
  workingsOf,
} from "./kind-content.ts";

const idsOf = (kind: ConnectorKind) => prerequisitesOf(kind).map(({ id }) => id);

describe("a kind in words", () => {
  test("has content that is written as one thing", () => {
    expect(CONNECTOR_KINDS.map(contentOf)).toEqual(
      expect.arrayContaining([
        "SMS and voice calls",
        "Chats, attachments, files, deleted messages and calls",
        "WeChat and WeCom chats, calls, attachments and recalled messages",
      ]),
    );
  });

  test("is told in one sentence of its own, which keeps abbreviations", () => {
    expect(CONNECTOR_KINDS.map(summaryOf)).toEqual([
      "Import and archive SMS and MMS from the AT&T mobile network.",
      "Import and archive SMS and MMS from the Verizon mobile network.",
      "Import and archive SMS and MMS from the Bell mobile network.",
      "Import and archive SMS and MMS from the Rogers mobile network.",
      "Import and archive SMS from the TELUS mobile network.",
      "Import and archive SMS and voice calls from the O2 mobile network.",
      "Import and archive SMS, MMS, voice calls and call logs from Android phones.",
      "Import and archive SMS, MMS, chats, voice recordings and call logs from enterprise numbers.",
      "Import and archive chats, attachments, files, deleted messages and calls from WhatsApp.",
      "Import and archive chats, attachments, files, deleted messages and calls from Signal.",
      "Import and archive chats, attachments, files, deleted messages and calls from Telegram.",
      "Import and archive WeChat and WeCom chats, calls, attachments and recalled messages.",
    ]);
  });

  test.each([
    ["description", overviewOf],
    ["account of how it works", workingsOf],
    ["checklist", prerequisitesOf],
    ["known issue", knownIssueOf],
  ])("has a %s that no other kind has", (_part, textOf: (kind: ConnectorKind) => unknown) => {
    const texts = CONNECTOR_KINDS.map((kind) => JSON.stringify(textOf(kind)));
    expect(new Set(texts).size).toBe(12);
  });

  test.each(CONNECTOR_KINDS.map((kind) => [kind.name, kind] as const))(
    "of %s names its own folder, source and archive",
    (name, kind) => {
      const [carrierOrApp = ""] = /^(.+?)(?= Network$| Archiver$)/.exec(name) ?? [];
      const [overview = ""] = overviewOf(kind);
      expect(overview).toContain(
        kind.needsCarrierPaperwork
          ? `your organization's ${name} archive at TeleMessage`
          : `your organization's ${carrierOrApp} archive at TeleMessage`,
      );
      expect(overview).not.toContain("Archiver archive");
      expect(JSON.stringify(workingsOf(kind))).toContain(`the folder “${kind.folderName}”`);
      expect(knownIssueOf(kind)).toMatch(/larger than 10 MB.* is not imported from .+\. The message is/);
      const others = CONNECTOR_KINDS.filter(({ id }) => id !== kind.id).map((other) => other.folderName);
      const everything = JSON.stringify([overviewOf, workingsOf, prerequisitesOf].map((text) => text(kind)));
      for (const other of others) expect(everything).not.toContain(other);
    },
  );

  test("asks for what its category needs, and for nothing twice", () => {
    const needed = { carrier: ["phones", "billing"], app: ["app"], service: ["wecom"] };
    for (const kind of CONNECTOR_KINDS) {
      const own = needed[categoryOf(kind)];
      expect(idsOf(kind)).toEqual(["order", "users", ...own, "role", "consent"]);
    }
  });

  test("stands in one of the gallery's categories, and none of them is empty", () => {
    const inEach = KIND_CATEGORIES.map(({ id }) => CONNECTOR_KINDS.filter((kind) => categoryOf(kind) === id));
    expect(inEach.map((kinds) => kinds.length)).toEqual([6, 5, 1]);
  });
});
