import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { parsePhoneNumber, parseSmtpAddress } from "./address.ts";
import {
  type CustomMatch,
  type DirectoryMatch,
  type MappingCandidate,
  resolveParticipant,
} from "./mapping.ts";

const BOTH = { isAutomatic: true, isCustom: true };
const ALICE = parseSmtpAddress("alice@contoso.example")!;
const member = (userId: string, change: Partial<DirectoryMatch> = {}): DirectoryMatch => ({
  userId,
  isMember: true,
  isEnabled: true,
  hasMailbox: true,
  ...change,
});
const custom = (...matches: DirectoryMatch[]): CustomMatch => ({
  address: ALICE,
  version: 3,
  line: 17,
  matches,
});
const candidate = (change: Partial<MappingCandidate> = {}): MappingCandidate => ({
  phone: parsePhoneNumber("+12125550101"),
  address: ALICE,
  hasUnreadableNumber: false,
  custom: undefined,
  emailMatches: [],
  belongsToOrganization: false,
  leftOut: [],
  ...change,
});

describe("the order of mapping", () => {
  test("custom mapping by number comes first, and says which line of which version", () => {
    const both = candidate({ custom: custom(member("by-number")), emailMatches: [member("by-email")] });
    expect(resolveParticipant(both, BOTH)).toEqual({
      kind: "mailbox",
      userId: "by-number",
      via: "custom",
      version: 3,
      line: 17,
    });
  });

  test.each([
    ["nobody", []],
    ["a user without a mailbox", [member("dave", { hasMailbox: false })]],
    ["a guest", [member("guest", { isMember: false })]],
    ["a disabled account", [member("gone", { isEnabled: false })]],
    ["two users", [member("one"), member("two")]],
  ])("where the number leads to %s, the e-mail address decides", (_whom, matches) => {
    const both = candidate({ custom: custom(...matches), emailMatches: [member("by-email")] });
    expect(resolveParticipant(both, BOTH)).toEqual({ kind: "mailbox", userId: "by-email", via: "email" });
  });

  test("with automatic mapping off, the e-mail address decides nothing", () => {
    const byEmail = candidate({ emailMatches: [member("by-email")], belongsToOrganization: true });
    const resolution = resolveParticipant(byEmail, { isAutomatic: false, isCustom: true });
    expect(resolution).toEqual({ kind: "unmapped", reason: "no-mailbox-found" });
  });

  test("with custom mapping off, the number decides nothing", () => {
    const byNumber = candidate({ custom: custom(member("by-number")), emailMatches: [member("by-email")] });
    const resolution = resolveParticipant(byNumber, { isAutomatic: true, isCustom: false });
    expect(resolution).toEqual({ kind: "mailbox", userId: "by-email", via: "email" });
  });
});

describe("a participant without a mailbox", () => {
  test("from outside is external: expected", () => {
    expect(resolveParticipant(candidate(), BOTH)).toEqual({ kind: "external" });
  });

  test("who is a guest, known to the directory but of another organization, is external too", () => {
    const guest = candidate({ emailMatches: [member("guest", { isMember: false })] });
    expect(resolveParticipant(guest, BOTH)).toEqual({ kind: "external" });
  });

  test.each<[string, Partial<MappingCandidate>, string]>([
    ["of the organization, of whom nothing is known", { belongsToOrganization: true }, "no-mailbox-found"],
    [
      "whose address leads to two users",
      { emailMatches: [member("one"), member("two")] },
      "several-users-match",
    ],
    [
      "at an address of the organization that leads to a guest",
      { emailMatches: [member("guest", { isMember: false })], belongsToOrganization: true },
      "guest-user",
    ],
    ["whose account is disabled", { emailMatches: [member("gone", { isEnabled: false })] }, "user-disabled"],
    ["without a licence", { emailMatches: [member("dave", { hasMailbox: false })] }, "user-without-mailbox"],
    ["whose number cannot be read", { phone: undefined, hasUnreadableNumber: true }, "number-unreadable"],
    [
      "who is mapped to a user without a licence",
      { custom: custom(member("dave", { hasMailbox: false })), belongsToOrganization: true },
      "user-without-mailbox",
    ],
    [
      "who is mapped to an address of nobody",
      { custom: custom(), belongsToOrganization: true },
      "no-mailbox-found",
    ],
  ])("%s is unmapped, with the reason", (_who, change, reason) => {
    expect(resolveParticipant(candidate(change), BOTH)).toEqual({ kind: "unmapped", reason });
  });
});

describe("a mailbox outside of the connector's scope", () => {
  const both = { custom: custom(member("by-number")), emailMatches: [member("by-email")] };

  test("is left out, and the trace knows which and by what it was found", () => {
    const resolution = resolveParticipant(candidate({ ...both, leftOut: ["by-number"] }), BOTH);
    expect(resolution).toEqual({
      kind: "left-out",
      userId: "by-number",
      via: "custom",
      version: 3,
      line: 17,
    });
    const byEmail = candidate({ emailMatches: [member("by-email")], leftOut: ["by-email"] });
    expect(resolveParticipant(byEmail, BOTH)).toEqual({ kind: "left-out", userId: "by-email", via: "email" });
  });

  test("of somebody else takes nothing from whoever is within", () => {
    const resolution = resolveParticipant(candidate({ ...both, leftOut: ["by-email"] }), BOTH);
    expect(resolution).toMatchObject({ kind: "mailbox", userId: "by-number" });
  });

  test("that is no valid one is unmapped all the same", () => {
    const disabled = candidate({ emailMatches: [member("gone", { isEnabled: false })], leftOut: ["gone"] });
    expect(resolveParticipant(disabled, BOTH)).toEqual({ kind: "unmapped", reason: "user-disabled" });
  });
});

describe("whoever takes part", () => {
  const match = fc.record({
    userId: fc.constantFrom("a", "b", "c"),
    isMember: fc.boolean(),
    isEnabled: fc.boolean(),
    hasMailbox: fc.boolean(),
  });
  const anyone = fc.record({
    phone: fc.constantFrom(undefined, parsePhoneNumber("+12125550101")),
    address: fc.constantFrom(undefined, ALICE),
    hasUnreadableNumber: fc.boolean(),
    custom: fc.option(
      fc.array(match, { maxLength: 3 }).map((matches) => custom(...matches)),
      { nil: undefined },
    ),
    emailMatches: fc.array(match, { maxLength: 3 }),
    belongsToOrganization: fc.boolean(),
    leftOut: fc.subarray(["a", "b", "c"]),
  });
  const settings = fc.record({ isAutomatic: fc.boolean(), isCustom: fc.boolean() });

  test("nobody outside of the scope gets a copy, and the scope changes nothing else", () => {
    fc.assert(
      fc.property(anyone, settings, (who, chosen) => {
        const { kind, ...found } = resolveParticipant(who, chosen);
        const { kind: without, ...same } = resolveParticipant({ ...who, leftOut: [] }, chosen);
        expect(found).toEqual(same);
        const isOutside = "userId" in found && who.leftOut.includes(found.userId);
        expect(kind).toBe(isOutside ? "left-out" : without);
      }),
    );
  });

  test("a copy only ever goes to the one enabled member with a mailbox that the number or the address leads to", () => {
    fc.assert(
      fc.property(anyone, settings, (who, chosen) => {
        const resolution = resolveParticipant(who, chosen);
        fc.pre(resolution.kind === "mailbox");
        expect(resolution.via === "custom" ? chosen.isCustom : chosen.isAutomatic).toBe(true);
        const matches = resolution.via === "custom" ? who.custom?.matches : who.emailMatches;
        expect(matches).toEqual([member(resolution.userId)]);
      }),
    );
  });

  test("nobody of the organization is taken for an outsider, and an unreadable number never is", () => {
    fc.assert(
      fc.property(anyone, settings, (who, chosen) => {
        const resolution = resolveParticipant(who, chosen);
        fc.pre(who.belongsToOrganization || who.hasUnreadableNumber);
        expect(resolution.kind).not.toBe("external");
      }),
    );
  });

  test("with both kinds of mapping off, no copy goes anywhere", () => {
    fc.assert(
      fc.property(anyone, (who) => {
        expect(resolveParticipant(who, { isAutomatic: false, isCustom: false }).kind).not.toBe("mailbox");
      }),
    );
  });
});
