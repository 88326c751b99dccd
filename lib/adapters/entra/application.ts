import type { EntraApplication, EntraCredential } from "./config.ts";

/** The variables of the environment that name our registration. */
type ApplicationSettings = {
  ENTRA_AUTHORITY: string;
  ENTRA_CLIENT_ID: string;
  ENTRA_CLIENT_SECRET?: string | undefined;
  ENTRA_CLIENT_CERTIFICATE?: string | undefined;
  ENTRA_CLIENT_PRIVATE_KEY?: string | undefined;
};

/** A certificate is preferred to a secret where both are given. @throws Error that says which variables are missing */
export function entraApplicationOf(settings: ApplicationSettings): EntraApplication {
  return {
    authority: settings.ENTRA_AUTHORITY,
    clientId: settings.ENTRA_CLIENT_ID,
    credential: credentialOf(settings),
  };
}

function credentialOf(settings: ApplicationSettings): EntraCredential {
  const { ENTRA_CLIENT_CERTIFICATE: certificate, ENTRA_CLIENT_PRIVATE_KEY: privateKey } = settings;
  if (certificate !== undefined && privateKey !== undefined)
    return { kind: "certificate", certificate, privateKey };
  if (settings.ENTRA_CLIENT_SECRET !== undefined)
    return { kind: "secret", secret: settings.ENTRA_CLIENT_SECRET };
  throw new Error("Set ENTRA_CLIENT_SECRET, or ENTRA_CLIENT_CERTIFICATE and ENTRA_CLIENT_PRIVATE_KEY.");
}
