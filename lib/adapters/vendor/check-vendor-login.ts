import { Failure } from "#lib/domain/failure.ts";
import type { VendorCredentials, VendorLoginCheck } from "#lib/services/context.ts";
import { createVendorClient, type VendorConfig } from "./client.ts";
import { accountBody } from "./wire.ts";

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
