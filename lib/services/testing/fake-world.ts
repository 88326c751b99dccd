import { readMappingFile } from "#lib/adapters/csv/read-mapping-file.ts";
import { auditSeals } from "#lib/audit-seal.ts";
import { createEnvelope } from "#lib/envelope.ts";
import type { OpenChannel, SendResult } from "#lib/domain/alert-channel.ts";
import type { AlertMessage } from "#lib/domain/alert-message.ts";
import type { SftpAddress, SftpLogin } from "#lib/domain/source.ts";
import type { ConsentProof, SftpCheck, VendorCredentials, VendorLoginCheck, World } from "../context.ts";

export const COMPANY = { company: "Contoso Ltd", archivePlan: "AT&T Network to Microsoft 365" };

/** The outside world of the services' tests: says what it is told to say, and remembers what it was asked. */
export type FakeWorld = World & {
  clock: { now: Date };
  login: VendorLoginCheck;
  sftp: SftpCheck;
  proof: ConsentProof | Error;
  directory: Error | undefined;
  queue: Error | undefined;
  alert: SendResult;
  asked: {
    logins: VendorCredentials[];
    sftp: { address: SftpAddress; login: SftpLogin }[];
    proofs: [tenantId: string, probeUserId: string][];
    refreshes: number;
    alerts: { channel: OpenChannel; message: AlertMessage }[];
  };
  enqueued: string[];
};

const envelope = createEnvelope({ keys: new Map([["key-1", new Uint8Array(32)]]), currentKeyId: "key-1" });

export function createFakeWorld(): FakeWorld {
  const world: FakeWorld = {
    clock: { now: new Date("2026-11-22T12:00:00Z") },
    login: { ok: true, account: COMPANY },
    sftp: { ok: true, content: { deliveries: 3, newestDay: "2026-11-21" } },
    proof: { state: "granted", detail: "Both permissions." },
    directory: undefined,
    queue: undefined,
    alert: { ok: true, refused: [] },
    asked: { logins: [], sftp: [], proofs: [], refreshes: 0, alerts: [] },
    enqueued: [],
    now: () => new Date(world.clock.now),
    readTime: () => Promise.resolve(new Date(world.clock.now)),
    checkVendorLogin(credentials) {
      world.asked.logins.push(credentials);
      return Promise.resolve(world.login);
    },
    checkSftp(address, login) {
      world.asked.sftp.push({ address, login });
      return Promise.resolve(world.sftp);
    },
    // Bound to its context as the envelope is, so that a secret out of place does not open.
    sealSecret: (plaintext, context) =>
      Promise.resolve({
        keyId: "key-1",
        wrappedKey: Buffer.from(context),
        ciphertext: reversed(Buffer.from(plaintext)),
      }),
    openSecret(sealed, context) {
      if (Buffer.from(sealed.wrappedKey).toString() !== context) return Promise.reject(new Error("moved"));
      return Promise.resolve(reversed(sealed.ciphertext).toString());
    },
    ...auditSeals(envelope),
    adminConsentUrl: (tenantId, state) =>
      `https://entra.example/${tenantId}/v2.0/adminconsent?state=${state}`,
    proveConsent(tenantId, probeUserId) {
      world.asked.proofs.push([tenantId, probeUserId]);
      return world.proof instanceof Error ? Promise.reject(world.proof) : Promise.resolve(world.proof);
    },
    refreshDirectory() {
      world.asked.refreshes += 1;
      return world.directory ? Promise.reject(world.directory) : Promise.resolve();
    },
    readMappingFile,
    portalUrl: "https://portal.contoso.example",
    isPlainWebhookAllowed: false,
    sendAlert(channel, message) {
      world.asked.alerts.push({ channel, message });
      return Promise.resolve(world.alert);
    },
    enqueueRun(runId) {
      if (world.queue) return Promise.reject(world.queue);
      world.enqueued.push(runId);
      return Promise.resolve();
    },
  };
  return world;
}

function reversed(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.toReversed());
}
