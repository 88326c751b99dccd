import { type ConnectorRow, findLockedConnector, updateConnector } from "#lib/db/connectors.ts";
import { refuseOverlaps } from "#lib/db/mapping-overlaps.ts";
import type { OpenVersion } from "#lib/db/mapping-rows.ts";
import {
  deleteMappingVersions,
  deleteUnreadVersions,
  finishMappingVersion,
  insertMappingVersion,
  type MappingVersionRow,
} from "#lib/db/mapping-versions.ts";
import type { MappingPreview } from "#lib/domain/views/mapping.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { noRowAccepted, uploadReplaced } from "../shared/mapping-refusals.ts";
import { readPreview } from "../shared/read-preview.ts";
import { storeMappingFile } from "../shared/store-mapping-file.ts";
import { recordDeed } from "../shared/record-deed.ts";
import { refreshDirectory } from "../shared/refresh-directory.ts";
import { connectorNotFound } from "../shared/refusals.ts";
import { requireStep } from "../shared/require-step.ts";

export type MappingUpload = { connectorId: string; fileName: string; stream: AsyncIterable<Uint8Array> };

/**
 * Reads, checks and keeps a custom mapping as a version that is not in force yet: `chooseMapping` or `putMappingInForce` puts it there. The
 * last upload of a connector counts; of a file that cannot be used nothing is kept.
 * @throws Refusal `mapping-file-unreadable` | `mapping-file-too-long` | `mapping-file-without-rows` | `upload-replaced`; `not-found` | `step-not-reached`
 */
export async function previewMappingFile(
  context: ServiceContext,
  { connectorId, fileName, stream }: MappingUpload,
): Promise<MappingPreview> {
  authorize(context, "change-mapping");
  const { db, viewer, world } = context;
  const { defaultCountry, ...open } = await begin(context, connectorId, fileName);
  try {
    const stored = await storeMappingFile(db, open, world.readMappingFile(stream), defaultCountry);
    const overlapping = await refuseOverlaps(db, open);
    const counts = {
      acceptedRows: stored.acceptedRows - overlapping,
      refusedRows: stored.refusedRows + overlapping,
    };
    if (counts.acceptedRows === 0) throw noRowAccepted(counts.refusedRows, stored.firstProblem);
    await refreshDirectory(world, viewer.tenantId);
    const { version, baseId } = await finish(context, connectorId, open, counts);
    return await readPreview(db, version, stored.firstRules, baseId);
  } catch (error) {
    const { tenantId, versionId: id } = open;
    await db.tenant(tenantId, (tx) => deleteUnreadVersions(tx, { tenantId, connectorId, id }));
    throw error;
  }
}

async function begin(
  context: ServiceContext,
  connectorId: string,
  fileName: string,
): Promise<OpenVersion & { defaultCountry: string }> {
  const { tenantId, name } = context.viewer;
  return context.db.tenant(tenantId, async (tx) => {
    const connector = await findLockedConnector(tx, tenantId, connectorId);
    if (!connector) throw connectorNotFound();
    await requireStep(tx, connector, "user-mapping");
    await deleteUnreadVersions(tx, { tenantId, connectorId });
    const { defaultCountry } = connector;
    const versionId = await insertMappingVersion(tx, {
      tenantId,
      connectorId,
      fileName: plainFileName(fileName),
      defaultCountry,
      uploadedBy: name,
      uploadedAt: context.world.now(),
    });
    return { tenantId, versionId, defaultCountry };
  });
}

/** Takes the place of an earlier upload that nobody chose. */
async function finish(
  context: ServiceContext,
  connectorId: string,
  { tenantId, versionId }: OpenVersion,
  counts: { acceptedRows: number; refusedRows: number },
): Promise<{ version: MappingVersionRow; baseId: bigint | null }> {
  return context.db.tenant(tenantId, async (tx) => {
    const connector = await findLockedConnector(tx, tenantId, connectorId);
    if (!connector) throw connectorNotFound();
    const version = await finishMappingVersion(tx, { tenantId, id: versionId }, counts);
    if (!version) throw uploadReplaced();
    await updateConnector(tx, connector, { pendingMappingVersionId: versionId }, context.world.now());
    await deleteMappingVersions(tx, tenantId, neverChosen(connector));
    await recordDeed(tx, context, {
      action: "preview-mapping-file",
      targetKind: "connector",
      targetId: connectorId,
      after: { version: version.version, fileName: version.fileName, ...counts },
    });
    return { version, baseId: connector.mappingVersionId };
  });
}

function neverChosen({ pendingMappingVersionId: id }: ConnectorRow): bigint[] {
  return id === null ? [] : [id];
}

/** Browsers may send a path along. */
function plainFileName(fileName: string): string {
  const name = fileName.split(/[/\\]/).at(-1)?.trim() ?? "";
  return name === "" ? "mapping.csv" : name.slice(0, 255);
}
