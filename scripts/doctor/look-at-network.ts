import type { Http } from "#lib/http.ts";

import { type Finding, mend, ok, troubleOf } from "./findings.ts";

const PATIENCE_MS = 15_000;

/** Any answer counts: the address is right, the way is open and, for https, the certificate is trusted. */
export async function examineAddress(
  http: Http,
  what: string,
  url: string,
  variable: string,
): Promise<Finding[]> {
  const { origin, pathname } = new URL(url);
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const answer = await http.exchange({ method: "GET", origin, path: pathname, headers: {}, signal });
    if (answer.kind === "answer") return [ok(what, "it answers")];
    return [unreachable(what, variable, troubleOf(answer.cause))];
  } catch (error) {
    return [unreachable(what, variable, troubleOf(error))];
  }
}

function unreachable(what: string, variable: string, trouble: string): Finding {
  return mend(
    what,
    `no answer (${trouble})`,
    `Check ${variable}, name resolution, the firewall's way out, and the certificates that this machine trusts.`,
  );
}
