import type { OpenChannel, SendResult } from "#lib/domain/alert-channel.ts";
import type { AlertMessage } from "#lib/domain/alert-message.ts";
import { isAllowed, rolesFor, type ConnectorAction } from "#lib/domain/connector.ts";
import { type FailureCode, Refusal } from "#lib/domain/failure.ts";
import type { MappingProblem, MappingRow } from "#lib/domain/mapping-file.ts";
import type { SftpAddress, SftpContent, SftpLogin } from "#lib/domain/source.ts";
import type { ConnectorSettings, ConsentState } from "#lib/domain/views/connector.ts";
import type { Viewer } from "#lib/domain/views/people.ts";
import type { Db } from "#lib/db/client.ts";
import type { SealedText } from "#lib/envelope.ts";

/** Credentials as typed into the wizard; they live in memory until they are sealed. */
export type VendorCredentials = { username: string; password: string };

/** What TeleMessage said when a login was tried. */
export type VendorLoginCheck =
  | { ok: true; account: NonNullable<ConnectorSettings["sourceAccount"]> }
  | {
      ok: false;
      code: "vendor-login-refused" | "vendor-account-locked" | "vendor-pin-required" | "vendor-unreachable";
    };

/** What became of trying an SFTP delivery. `presented` is the host key's fingerprint, where it is not the pinned one. */
export type SftpCheck =
  | { ok: true; content: SftpContent }
  | { ok: false; code: FailureCode | "sftp-host-key-unconfirmed"; presented: string | undefined };

/** What is known of an organization's consent, with one sentence for the admin. */
export type ConsentProof = { state: ConsentState; detail: string | null };

/** A custom mapping file as it streams in: some thousand rows at a time, and lines that are no rows at all. */
export type MappingFilePart =
  | { kind: "rows"; rows: MappingRow[]; problems: MappingProblem[] }
  /** Nothing follows: the file as a whole cannot be read. */
  | { kind: "unreadable"; why: UnreadableFile };

export type UnreadableFile = "empty" | "workbook" | "binary" | "header-ambiguous";

/** Seals an entry of the audit log under the current key. */
export type SealAudit = (bytes: Uint8Array) => { keyId: string; seal: Uint8Array };

/** Everything that a verb may reach besides the database: handed in by the composition root. */
export interface World {
  now(): Date;
  /** The database's clock, by which alone windows are cut and schedules are planned. */
  readTime(): Promise<Date>;
  checkVendorLogin(credentials: VendorCredentials): Promise<VendorLoginCheck>;
  checkSftp(address: SftpAddress, login: SftpLogin): Promise<SftpCheck>;
  /** `context` is authenticated with the secret: it cannot be moved to another row. */
  sealSecret(plaintext: string, context: string): Promise<SealedText>;
  openSecret(sealed: SealedText, context: string): Promise<string>;
  sealAudit: SealAudit;
  /** The seal that the key gives these bytes; `undefined` when the key is not configured. */
  auditSealOf(keyId: string, bytes: Uint8Array): Uint8Array | undefined;
  /** Microsoft's page where a global admin consents, and comes back with `state`. */
  adminConsentUrl(tenantId: string, state: string): string;
  /** Roles in a fresh app-only token, or a probe of the mailbox. Never trusts the redirect. */
  proveConsent(tenantId: string, probeUserId: string): Promise<ConsentProof>;
  /** Reads the directory's changes into the database, if it was not done within the last minutes. */
  refreshDirectory(tenantId: string): Promise<void>;
  /** Finds encoding, delimiter and header by itself; never more than some thousand rows in memory. */
  readMappingFile(stream: AsyncIterable<Uint8Array>): AsyncIterable<MappingFilePart>;
  /** Where browsers know the portal: scheme, host and port. */
  portalUrl: string;
  /** Whether a webhook may be plain HTTP: in a private network where the operator allows it. */
  isPlainWebhookAllowed: boolean;
  /** One try, within bounded time; never throws for what the other side does. */
  sendAlert(channel: OpenChannel, message: AlertMessage): Promise<SendResult>;
  /** A hint to the workers; when it is lost, their sweep finds the row. */
  enqueueRun(runId: string): Promise<void>;
}

/** Who asks, from the verified session, and the world. The first argument of every verb. */
export type ServiceContext = { viewer: Viewer; sourceAddress: string; db: Db; world: World };

/** @throws Refusal when none of the viewer's roles allows the action */
export function authorize(context: ServiceContext, action: ConnectorAction): void {
  if (isAllowed(context.viewer.roles, action)) return;
  throw new Refusal("not-allowed", `Your role does not allow this. Ask for ${rolesFor(action)}.`);
}
