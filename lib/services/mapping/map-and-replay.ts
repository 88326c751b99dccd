import type { Tx } from "#lib/db/client.ts";
import { findLockedConnector } from "#lib/db/connectors.ts";
import { countResolvedRows } from "#lib/db/mapping-resolved.ts";
import { findUnmapped } from "#lib/db/unmapped-items.ts";
import { Refusal } from "#lib/domain/failure.ts";
import type { MappingRule } from "#lib/domain/mapping-file.ts";
import { layOver } from "#lib/domain/mapping-rules.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { deriveVersion, findVersionInForce } from "../shared/derive-version.ts";
import { findOwnConnector } from "../shared/find-own-connector.ts";
import { hintRun } from "../shared/hint-run.ts";
import { readTypedRow, requireMailbox, type TypedRow } from "../shared/mapping-row.ts";
import { type QueuedReplay, queueReplay } from "../shared/queue-replay.ts";
import { recordDeed } from "../shared/record-deed.ts";
import { refreshDirectory } from "../shared/refresh-directory.ts";
import { refuseRunNow } from "../shared/refuse-run.ts";
import { connectorNotFound, nobodyUnmapped } from "../shared/refusals.ts";

export type MapRequest = Omit<TypedRow, "phone"> & { connectorId: string; unmappedId: string };

/** The replay, and the version of the custom mapping that has the row. */
export type MappedAndReplayed = QueuedReplay & { version: number };

/**
 * Map and replay: a number without a mailbox gets one, in a new version of the custom mapping, and its items are
 * imported from the vault, as of when they were sent. Rows that say otherwise of that time give way; all others are those
 * in force now, whatever was looked at.
 * @throws Refusal `mapping-row-refused` | `mailbox-not-found`, at a field; `not-found` | `nobody-unmapped` | `not-a-number` | `paused` | `run-active`
 */
export async function mapAndReplay(context: ServiceContext, request: MapRequest): Promise<MappedAndReplayed> {
  authorize(context, "change-mapping");
  authorize(context, "run");
  const { db, viewer, world } = context;
  const { tenantId } = viewer;
  const connectorId = (await findOwnConnector(context, request.connectorId)).id;
  const rule = await db.tenant(tenantId, (tx) => ruleOf(tx, { tenantId, id: connectorId }, request));
  await refreshDirectory(world, tenantId);
  await requireMailbox(db, tenantId, rule);
  const now = await world.readTime();
  const { versionId, ...done } = await db.tenant(tenantId, async (tx) => {
    const connector = await findLockedConnector(tx, tenantId, connectorId);
    if (!connector || connector.state === "draft") throw connectorNotFound();
    await refuseRunNow(tx, connector);
    const version = await deriveVersion(tx, context, connector, {
      origin: "map",
      base: await findVersionInForce(tx, connector),
      change: { phone: rule.phone, rulesOf: (old, line) => layOver(old, { ...rule, line }) },
    });
    const { phone: identity, validFrom, validTo, address } = rule;
    const replay = await queueReplay(tx, connector, { identity, validFrom, validTo }, now);
    await recordDeed(tx, context, {
      action: "map-and-replay",
      targetKind: "connector",
      targetId: connectorId,
      after: {
        number: identity,
        mailbox: address,
        validFrom: validFrom?.toISOString() ?? null,
        validTo: validTo?.toISOString() ?? null,
        version: version.version,
        items: replay.items,
        jobId: replay.run?.jobId ?? null,
      },
    });
    return { ...replay, version: version.version, versionId: version.id };
  });
  if (done.run) await hintRun(world, done.run.runId);
  await countResolvedRows(db, tenantId, versionId);
  return done;
}

async function ruleOf(
  tx: Tx,
  connector: { tenantId: string; id: string },
  { unmappedId, ...typed }: MapRequest,
): Promise<MappingRule> {
  const unmapped = await findUnmapped(tx, connector, unmappedId);
  if (!unmapped) throw nobodyUnmapped();
  if (unmapped.kind === "number") return readTypedRow({ ...typed, phone: unmapped.identity }, "");
  throw new Refusal(
    "not-a-number",
    "The custom mapping goes by mobile number, and this participant came without one. Give the user with this address a mailbox, then choose Replay.",
  );
}
