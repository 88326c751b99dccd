import type { PhoneNumber, SmtpAddress } from "./address.ts";

/** A directory entry that an address led to. */
export type DirectoryMatch = {
  userId: string;
  isMember: boolean;
  isEnabled: boolean;
  hasMailbox: boolean;
};

/** The row of the custom mapping that holds for a number at the item's time, with what its address leads to. */
export type CustomMatch = { address: SmtpAddress; version: number; line: number; matches: DirectoryMatch[] };

/** Everything that decides where one participant's copy goes, looked up in bulk beforehand. */
export type MappingCandidate = {
  phone: PhoneNumber | undefined;
  address: SmtpAddress | undefined;
  hasUnreadableNumber: boolean;
  custom: CustomMatch | undefined;
  /** What the participant's own e-mail address leads to. */
  emailMatches: DirectoryMatch[];
  /** The address's domain belongs to the tenant, or the number stands in a mapping. */
  belongsToOrganization: boolean;
  /** Of the users whom the row and the address lead to: those outside of the connector's scope. */
  leftOut: readonly string[];
};

/** How participants find their mailboxes: by the uploaded file, or by the address that TeleMessage sends along. */
export type MappingKind = "custom" | "automatic";

export type MappingSettings = { isAutomatic: boolean; isCustom: boolean };

/** Which mappings decide as somebody saw it; `version` was in force, or kept while the custom one is off. */
export type MappingSeen = MappingSettings & { version: number | null };

/**
 * A version came into force in place of another one, or of none; `kept-off`: of one that was kept while the custom mapping
 * was off.
 */
export type VersionChange = { version: number; replaced: number | "kept-off" | null };

export type UnmappedReason =
  | "no-mailbox-found"
  | "number-unreadable"
  | "several-users-match"
  | "guest-user"
  | "user-disabled"
  | "user-without-mailbox";

/** The mailbox that somebody has, and by what it was found. */
type Found =
  | { userId: string; via: "custom"; version: number; line: number }
  | { userId: string; via: "email" };

/** `left-out`: there is a mailbox, and the connector's scope does not have it archived. */
export type Resolution =
  | ({ kind: "mailbox" } & Found)
  | ({ kind: "left-out" } & Found)
  | { kind: "unmapped"; reason: UnmappedReason }
  | { kind: "external" };

/**
 * Custom mapping by number first; if it gives no valid Microsoft 365 user, the participant's e-mail address; else no
 * mailbox. Source: connector documentation, overview step 4. The scope decides last: nobody gets another mailbox because
 * theirs is left out.
 */
export function resolveParticipant(candidate: MappingCandidate, settings: MappingSettings): Resolution {
  const custom = settings.isCustom ? candidate.custom : undefined;
  const byNumber = validUser(custom?.matches ?? []);
  if (custom && byNumber.kind === "valid") {
    const { version, line } = custom;
    return within(candidate, { userId: byNumber.userId, via: "custom", version, line });
  }
  const byEmail = validUser(settings.isAutomatic ? candidate.emailMatches : []);
  if (byEmail.kind === "valid") return within(candidate, { userId: byEmail.userId, via: "email" });
  if (isOutsider(candidate, byEmail)) return { kind: "external" };
  return { kind: "unmapped", reason: unmappedReason(candidate, byNumber, byEmail) };
}

function within({ leftOut }: MappingCandidate, found: Found): Resolution {
  return { kind: leftOut.includes(found.userId) ? "left-out" : "mailbox", ...found };
}

/** A guest is a partner whom the directory knows: somebody of another organization, like any other correspondent. */
function isOutsider(candidate: MappingCandidate, byEmail: Validity): boolean {
  const isMember =
    byEmail.kind !== "none" && !(byEmail.kind === "invalid" && byEmail.reason === "guest-user");
  return !isMember && !candidate.belongsToOrganization && !candidate.hasUnreadableNumber;
}

type Validity =
  | { kind: "valid"; userId: string }
  | { kind: "none" }
  | { kind: "invalid"; reason: UnmappedReason };

/** Exactly one member of the directory, enabled, with a mailbox; guests and ambiguous addresses never count. */
function validUser(matches: readonly DirectoryMatch[]): Validity {
  const [only, second] = matches;
  if (!only) return { kind: "none" };
  if (second) return { kind: "invalid", reason: "several-users-match" };
  if (!only.isMember) return { kind: "invalid", reason: "guest-user" };
  if (!only.isEnabled) return { kind: "invalid", reason: "user-disabled" };
  if (!only.hasMailbox) return { kind: "invalid", reason: "user-without-mailbox" };
  return { kind: "valid", userId: only.userId };
}

function unmappedReason(candidate: MappingCandidate, byNumber: Validity, byEmail: Validity): UnmappedReason {
  if (byNumber.kind === "invalid") return byNumber.reason;
  if (byEmail.kind === "invalid") return byEmail.reason;
  return candidate.hasUnreadableNumber ? "number-unreadable" : "no-mailbox-found";
}
