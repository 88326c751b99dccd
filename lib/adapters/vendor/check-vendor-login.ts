import { Failure } from "#lib/domain/failure.ts";
import { createVendorClient, type VendorConfig, type VendorCredentials } from "./client.ts";
import { accountBody } from "./wire.ts";

/** What TeleMessage said when a login was tried. */
export type VendorLoginCheck =
  | { ok: true; account: { company: string; archivePlan: string } }
  | { ok: false; code: (typeof LOGIN_REFUSALS)[number] | "vendor-unreachable" };

const LOGIN_REFUSALS = ["vendor-login-refused", "vendor-account-locked", "vendor-pin-required"] as const;

/** Tries a login once, and reads what account it opens. */
export async function checkVendorLogin(
  config: VendorConfig,
  credentials: VendorCredentials,
): Promise<VendorLoginCheck> {
  const client = createVendorClient(config);
  const { signal } = new AbortController();
  try {
    const { token } = await client.signIn(credentials, signal);
    return { ok: true, account: await client.read("account", accountBody, token, signal) };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { ok: false, code: LOGIN_REFUSALS.find((code) => code === error.code) ?? "vendor-unreachable" };
  }
}
