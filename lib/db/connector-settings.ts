import { z } from "zod";
import { CONNECTOR_KINDS, type ConnectorKindId, findConnectorKind } from "#lib/domain/connector-kinds.ts";
import { isConsentGranted } from "#lib/domain/consent.ts";
import type { SetupProgress } from "#lib/domain/setup.ts";
import type { ConnectorSettings, ConsentState, RoleCheck } from "#lib/domain/views/connector.ts";
import type { MappingOrigin, MappingSummary, MappingVersionView } from "#lib/domain/views/mapping.ts";
import type { Tx } from "./client.ts";
import { hasSecret } from "./connector-secrets.ts";
import type { ConnectorRow } from "./connectors.ts";
import type { MappingVersion } from "./generated/client.ts";
import { readConsent } from "./tenants.ts";

/** Everything that was set up so far, of a draft or of a connector; that a password is there, never the password. */
export async function readSettings(tx: Tx, row: ConnectorRow): Promise<ConnectorSettings> {
  const consent = await readConsent(tx, row.tenantId);
  const hasPassword = await hasSecret(tx, { tenantId: row.tenantId, connectorId: row.id });
  return {
    connectorId: row.id,
    kind: kindOf(row),
    isDraft: row.state === "draft",
    name: row.name,
    username: row.sourceUsername,
    hasPassword,
    sftp: sftpOf(row),
    sharesAccountWith: await findSharerOfAccount(tx, row),
    defaultCountry: row.defaultCountry,
    isSourceValidated: row.sourceValidatedAt !== null,
    sourceAccount: sourceAccount.parse(row.sourceAccount),
    mapping: {
      isAutomatic: row.isAutomatic,
      isCustom: row.isCustom,
      custom: await findMappingSummary(tx, row),
      hasVersion: row.mappingVersionId !== null,
    },
    consent: {
      state: consent.state,
      checkedAt: consent.checkedAt?.toISOString() ?? null,
      detail: consent.detail,
    },
    roleCheck: {
      state: parseRoleCheck(row.roleCheckState),
      by: row.roleCheckedBy,
      at: row.roleCheckedAt?.toISOString() ?? null,
    },
    termsAcceptedAt: row.termsAcceptedAt?.toISOString() ?? null,
    schedule: {
      time: row.scheduleTime,
      zone: row.scheduleZone,
      nextRunAt: row.nextRunAt?.toISOString() ?? null,
    },
    firstImportDays: row.firstImportDays,
    progress: setupProgressOf(row, consent.state),
  };
}

/** The source counts as validated only while the password that was tried is kept, which the rows are written to say. */
export function setupProgressOf(row: ConnectorRow, consent: ConsentState): SetupProgress {
  return {
    areTermsAccepted: row.termsAcceptedAt !== null,
    isSourceValidated: row.sourceValidatedAt !== null,
    isMappingChosen: row.mappingChosenAt !== null,
    isConsentProven: isConsentGranted(consent),
    isRoleChecked: parseRoleCheck(row.roleCheckState) === "attested",
  };
}

/** A row's kind was checked when it was written; one that a newer program wrote shows as the first. */
export function kindOf(row: { kind: string }): ConnectorKindId {
  return (findConnectorKind(row.kind) ?? CONNECTOR_KINDS[0])?.id ?? "att-network";
}

export function summaryOfVersion(version: MappingVersion): MappingSummary {
  return {
    version: version.version,
    origin: parseOrigin(version.origin),
    basedOn: version.basedOn,
    fileName: version.fileName,
    acceptedRows: version.acceptedRows,
    refusedRows: version.refusedRows,
    resolvedRows: version.resolvedRows,
    uploadedBy: version.uploadedBy,
    uploadedAt: version.uploadedAt.toISOString(),
  };
}

function parseOrigin(text: string): MappingOrigin {
  return text === "map" || text === "edit" || text === "roll-back" ? text : "upload";
}

export function stateOfVersion(row: ConnectorRow, versionId: bigint): MappingVersionView["state"] {
  if (versionId === row.pendingMappingVersionId) return "uploaded";
  return row.isCustom && versionId === row.mappingVersionId ? "in-force" : "past";
}

/** The version that was uploaded and not chosen yet, else the one in force. */
export function currentVersionId(row: ConnectorRow): bigint | null {
  return row.pendingMappingVersionId ?? row.mappingVersionId;
}

/** A setup shows the file that it is about; a connector the version that decides, whatever was uploaded since. */
async function findMappingSummary(tx: Tx, row: ConnectorRow): Promise<MappingSummary | null> {
  const id = row.state === "draft" ? currentVersionId(row) : row.mappingVersionId;
  if (id === null) return null;
  const version = await tx.mappingVersion.findUnique({
    where: { tenantId_id: { tenantId: row.tenantId, id } },
  });
  return version && summaryOfVersion(version);
}

const sourceAccount = z.object({ company: z.string(), archivePlan: z.string() }).nullable().catch(null);

function parseRoleCheck(text: string): RoleCheck {
  return text === "attested" ? text : "unchecked";
}

function sftpOf(row: ConnectorRow): ConnectorSettings["sftp"] {
  if (row.sourceKind !== "sftp") return null;
  return {
    host: row.sftpHost,
    port: row.sftpPort,
    folder: row.sftpFolder,
    fingerprint: row.sftpFingerprint,
    login: row.sftpLogin === "key" ? "key" : "password",
  };
}

/** The name of the oldest other connector with the same user of the same source; drafts that nobody finishes do not count. */
async function findSharerOfAccount(tx: Tx, row: ConnectorRow): Promise<string | null> {
  if (row.sourceUsername === "") return null;
  const sharer = await tx.connector.findFirst({
    where: {
      tenantId: row.tenantId,
      id: { not: row.id },
      sourceKind: row.sourceKind,
      sourceUsername: { equals: row.sourceUsername, mode: "insensitive" },
      ...(row.sourceKind === "sftp" && { sftpHost: row.sftpHost, sftpFolder: row.sftpFolder }),
      state: { in: ["active", "paused"] },
    },
    orderBy: { createdAt: "asc" },
    select: { name: true },
  });
  return sharer?.name ?? null;
}
