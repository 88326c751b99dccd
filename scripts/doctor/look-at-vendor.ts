import { checkSftp } from "#lib/adapters/sftp/check-sftp.ts";
import { checkVendorLogin } from "#lib/adapters/vendor/check-vendor-login.ts";
import type { Db } from "#lib/db/client.ts";
import { listTenantFacts } from "#lib/db/examine-database.ts";
import type { SealedCredentials } from "#lib/db/vendor-credentials.ts";
import { reasonOf } from "#lib/domain/reasons.ts";
import { readSftpLogin } from "#lib/domain/source.ts";
import { createEnvelope, type Envelope, parseEnvelopeKeys } from "#lib/envelope.ts";
import type { WorkerEnv } from "#lib/env.ts";
import type { Http } from "#lib/http.ts";
import { systemClock } from "#lib/system-clock.ts";

import { type Finding, mend, ok, troubleOf } from "./findings.ts";
import { openSecret } from "./open-secret.ts";

/** Every connector in use signs in once where it fetches. Secrets that no key opens are told of elsewhere. */
export async function examineVendorLogins(env: WorkerEnv, db: Db, http: Http): Promise<Finding[]> {
  let envelope: Envelope;
  try {
    envelope = createEnvelope(parseEnvelopeKeys(env.ENVELOPE_KEYS, env.ENVELOPE_CURRENT_KEY));
  } catch {
    return [];
  }
  const tenants = await listTenantFacts(db).catch(() => []);
  const findings: Finding[] = [];
  for (const { tenantId, credentials } of tenants)
    for (const each of credentials) {
      const secret = openSecret(envelope, tenantId, each);
      if (secret !== undefined) findings.push(await examineLogin(env, http, each, secret));
    }
  return findings;
}

async function examineLogin(
  env: WorkerEnv,
  http: Http,
  credentials: SealedCredentials,
  secret: string,
): Promise<Finding> {
  const what = `Login of connector ${credentials.connectorId}`;
  try {
    const check = await tryLogin(env, http, credentials, secret);
    if (check.ok) return ok(what, credentials.sftp ? "the SFTP delivery was read" : "TeleMessage let it in");
    const { sentence, remedy } = reasonOf(check.code);
    return mend(what, sentence, remedy);
  } catch (error) {
    return mend(
      what,
      `it could not be tried (${troubleOf(error)})`,
      "Validate it in the connector's settings.",
    );
  }
}

function tryLogin(env: WorkerEnv, http: Http, { sftp, username }: SealedCredentials, secret: string) {
  if (!sftp)
    return checkVendorLogin(
      { http, clock: systemClock, url: env.TELEMESSAGE_URL },
      { username, password: secret },
    );
  const login = readSftpLogin(secret);
  return checkSftp({ ...sftp, username, login, isPrivateAllowed: env.SFTP_ALLOW_PRIVATE });
}
