import { entraApplicationOf } from "#lib/adapters/entra/application.ts";
import { createEntra, type Entra } from "#lib/adapters/entra/entra.ts";
import type { Db } from "#lib/db/client.ts";
import { listTenantFacts, type TenantFacts } from "#lib/db/examine-database.ts";
import { Failure } from "#lib/domain/failure.ts";
import type { WorkerEnv } from "#lib/env.ts";
import type { Http } from "#lib/http.ts";
import { systemClock } from "#lib/system-clock.ts";

import { type Finding, mend, ok, troubleOf } from "./findings.ts";

/** For every tenant with connectors: Entra gives the application a token, and the token or a mailbox shows the consent. */
export async function examineConsent(env: WorkerEnv, db: Db, http: Http): Promise<Finding[]> {
  const what = "Sign-in of the application";
  let entra: Entra;
  try {
    entra = createEntra({
      ...entraApplicationOf(env),
      http,
      graphUrl: env.GRAPH_URL,
      consentRedirectUri: env.GRAPH_URL,
      clock: systemClock,
    });
  } catch {
    return [
      mend(what, "it has neither a secret nor a certificate", "See ENTRA_CLIENT_SECRET in .env.example."),
    ];
  }
  const tenants = await listTenantFacts(db).catch(() => []);
  const findings: Finding[] = [];
  for (const tenant of tenants.filter(({ hasConnectors }) => hasConnectors))
    findings.push(await examineTenant(entra, tenant));
  return findings.length > 0 ? findings : [ok("Consent", "no tenant has a connector yet")];
}

async function examineTenant(entra: Entra, { tenantId, probeUserId }: TenantFacts): Promise<Finding> {
  const what = `Consent of tenant ${tenantId}`;
  try {
    const { state, detail } = await entra.proveConsent(tenantId, probeUserId ?? "nobody");
    if (state === "granted" || state === "granted-scoped") return ok(what, detail ?? state);
    return mend(
      what,
      detail ?? state,
      "Let a global admin of that organization grant it: the wizard's page Admin consent has the link.",
    );
  } catch (error) {
    return mend(
      what,
      error instanceof Failure
        ? `Microsoft said no (${error.code})`
        : `it could not be asked (${troubleOf(error)})`,
      "Check ENTRA_CLIENT_ID, and that its secret or certificate has not expired.",
    );
  }
}
