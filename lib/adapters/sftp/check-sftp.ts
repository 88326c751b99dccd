import { Failure } from "#lib/domain/failure.ts";
import type { SftpContent } from "#lib/domain/source.ts";
import type { SftpCheck } from "#lib/services/context.ts";
import { readFingerprint, type SftpConfig } from "./connect.ts";
import { dayOfDelivery } from "./delivery-days.ts";
import { createSftpSession } from "./session.ts";

/** An admin waits for the answer. */
const PATIENCE_MS = 45_000;

/**
 * Tries the delivery once: connects, checks the host key, signs in, reads the folder. Without a pinned fingerprint it
 * only tells the one that the server presents, and sends no credentials.
 */
export async function checkSftp(config: SftpConfig): Promise<SftpCheck> {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  try {
    if (config.fingerprint === "") {
      const presented = await readFingerprint(config, patience);
      return { ok: false, code: "sftp-host-key-unconfirmed", presented };
    }
    return { ok: true, content: await readContent(config, patience) };
  } catch (error) {
    if (patience.aborted) return { ok: false, code: "sftp-unreachable", presented: undefined };
    if (!(error instanceof Failure)) throw error;
    const isOther = error.code === "sftp-host-key-changed";
    const presented = isOther ? await readFingerprint(config, patience).catch(() => undefined) : undefined;
    return { ok: false, code: error.code, presented };
  }
}

async function readContent(config: SftpConfig, signal: AbortSignal): Promise<SftpContent> {
  const session = createSftpSession(config);
  try {
    const days = (await session.listFiles(signal)).flatMap(({ name }) => dayOfDelivery(name) ?? []);
    return { deliveries: days.length, newestDay: days.toSorted().at(-1) ?? null };
  } finally {
    session.close();
  }
}
