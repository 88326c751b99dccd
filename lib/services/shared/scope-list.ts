import { listAddressMatches } from "#lib/db/directory-users.ts";
import type { ListedMailbox } from "#lib/db/scope.ts";
import type { SmtpAddress } from "#lib/domain/address.ts";
import { Refusal } from "#lib/domain/failure.ts";
import { fewOf, MAX_LISTED, parseTypedList, type ScopeKind } from "#lib/domain/scope.ts";
import type { ServiceContext } from "../context.ts";
import { refreshDirectory } from "./refresh-directory.ts";

type Listed = Exclude<ScopeKind, "everybody">;

/** What was typed, each address once. @throws Refusal at `addresses` for an empty, unreadable or overlong list */
export function readScopeList(kind: Listed, typed: string): SmtpAddress[] {
  const { addresses, unreadable } = parseTypedList(typed);
  if (unreadable.length > 0) {
    throw refusal(
      "scope-unreadable",
      `Not an e-mail address: ${fewOf(unreadable)}. Correct it, or take it out; nothing was saved.`,
    );
  }
  if (addresses.length === 0) throw refusal("scope-empty", EMPTY[kind]);
  if (addresses.length <= MAX_LISTED) return addresses;
  const count = addresses.length.toLocaleString("en");
  const most = MAX_LISTED.toLocaleString("en");
  throw refusal(
    "scope-too-long",
    `The list has ${count} addresses; up to ${most} are allowed. Shorten it, or choose the opposite rule and list the others.`,
  );
}

/**
 * The users whom the addresses mean, each once; whoever has several of them keeps the first. One that is listed already
 * means whom it meant when it was entered (decision 25), whomever it leads to now, unless that user is entered by another
 * address. Any other must lead to a member, by the question that the mapping asks: one match, and no guest.
 * @throws Refusal at `addresses`, naming a few that lead elsewhere
 */
export async function requireMembers(
  { db, viewer, world }: ServiceContext,
  addresses: readonly SmtpAddress[],
  listed: readonly ListedMailbox[],
): Promise<ListedMailbox[]> {
  const { tenantId } = viewer;
  const known = new Map(listed.map(({ userId, address }) => [address, userId]));
  const unknown = addresses.filter((address) => !known.has(address));
  if (unknown.length > 0) await refreshDirectory(world, tenantId);
  const matches = await listAddressMatches(db, tenantId, unknown.length > 0 ? addresses : []);
  const entered = new Set(
    unknown.flatMap((address) => matches.get(address) ?? []).map(({ userId }) => userId),
  );
  const members = new Map<string, ListedMailbox>();
  const elsewhere: Record<Elsewhere, string[]> = { nobody: [], several: [], guest: [] };
  for (const address of addresses) {
    const userId = known.get(address);
    const isKept = userId !== undefined && !entered.has(userId);
    const [only, second] = isKept ? [{ userId, isMember: true }] : (matches.get(address) ?? []);
    if (!only) elsewhere.nobody.push(address);
    else if (second) elsewhere.several.push(address);
    else if (!only.isMember) elsewhere.guest.push(address);
    else if (!members.has(only.userId)) members.set(only.userId, { userId: only.userId, address });
  }
  refuseElsewhere(elsewhere);
  return [...members.values()];
}

type Elsewhere = "nobody" | "several" | "guest";

function refuseElsewhere({ nobody, several, guest }: Record<Elsewhere, string[]>): void {
  const sentences = [
    nobody.length > 0 && `No user of your organization has the address ${fewOf(nobody)}.`,
    several.length > 0 && `More than one user has the address ${fewOf(several)}.`,
    guest.length > 0 && `A guest, who has no mailbox here, has the address ${fewOf(guest)}.`,
  ].filter((sentence) => sentence !== false);
  if (sentences.length === 0) return;
  throw refusal(
    "scope-not-members",
    `${sentences.join(" ")} Correct it, or take it out; nothing was saved. A user who was made today is known after the next import.`,
  );
}

const EMPTY: Record<Listed, string> = {
  only: "Nobody would be archived: the list is empty. Enter an address, or choose everybody who is mapped.",
  except: "Nobody would be left out: the list is empty. Enter an address, or choose everybody who is mapped.",
};

function refusal(code: string, message: string): Refusal {
  return new Refusal(code, message, "addresses");
}
