import type { ConnectorRow } from "#lib/db/connectors.ts";
import type { Tx } from "#lib/db/client.ts";
import { type ListedMailbox, replaceScope, type Scope } from "#lib/db/scope.ts";
import { type ScopeKind, someOf } from "#lib/domain/scope.ts";
import type { ServiceContext } from "../context.ts";
import { recordDeed } from "./record-deed.ts";
import { scopeVersionOf } from "./scope-version.ts";

/** What holds now: the rule, how many mailboxes are listed, and the version to take it back by. */
export type SavedScope = { kind: ScopeKind; listed: number; version: string };

/** As many of those who came and of those who went are in the audit log by their address. */
const MAX_NAMED = 50;

/** The scope as it is to be, with its audit row. Another address for the same user is a change as well. */
export async function saveScope(
  tx: Tx,
  context: ServiceContext,
  connector: ConnectorRow,
  { before, after }: { before: Scope; after: Scope },
): Promise<SavedScope> {
  const added = without(after.listed, before.listed);
  const removed = without(before.listed, after.listed);
  const renamed = otherwise(after.listed, before.listed);
  const isSame = scopeVersionOf(before) === scopeVersionOf(after);
  const saved = isSame ? before : after;
  if (!isSame) {
    await replaceScope(tx, connector, { before, after }, context.world.now());
    await recordDeed(tx, context, {
      action: "change-scope",
      targetKind: "connector",
      targetId: connector.id,
      before: { scope: before.kind, listed: before.listed.length },
      after: {
        scope: after.kind,
        listed: after.listed.length,
        added: added.length,
        removed: removed.length,
        ...(added.length > 0 && { addedMailboxes: namesOf(added) }),
        ...(removed.length > 0 && { removedMailboxes: namesOf(removed) }),
        ...(renamed.length > 0 && { renamedMailboxes: namesOf(renamed) }),
      },
    });
  }
  return { kind: saved.kind, listed: saved.listed.length, version: scopeVersionOf(saved) };
}

function without(listed: readonly ListedMailbox[], others: readonly ListedMailbox[]): ListedMailbox[] {
  const known = new Set(others.map(({ userId }) => userId));
  return listed.filter(({ userId }) => !known.has(userId));
}

/** Those who are on both lists, under another address. */
function otherwise(listed: readonly ListedMailbox[], others: readonly ListedMailbox[]): ListedMailbox[] {
  const known = new Map(others.map(({ userId, address }) => [userId, address]));
  return listed.filter(({ userId, address }) => known.has(userId) && known.get(userId) !== address);
}

function namesOf(listed: readonly ListedMailbox[]): string {
  return someOf(
    listed.map(({ address }) => address),
    MAX_NAMED,
  );
}
