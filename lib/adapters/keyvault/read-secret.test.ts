import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createEntra } from "#lib/adapters/entra/entra.ts";
import { hastyClock } from "#lib/adapters/testing/hasty-clock.ts";
import { sandboxWorld } from "#lib/adapters/testing/sandbox-world.ts";
import { createHttp } from "#lib/http.ts";
import { APP, CONTOSO, FABRIKAM } from "#sandbox/world.ts";
import { readVaultSecret } from "./read-secret.ts";

const sandbox = sandboxWorld();
const http = createHttp({ connections: 4, headersTimeoutMs: 5000, bodyTimeoutMs: 5000 });
const MARKED = "k1:marked-key-of-the-vault";
const never = new AbortController().signal;
let firstVersion = "";

beforeAll(async () => {
  const saved = await sandbox.post("keyvault/secrets", { name: "envelope-keys", value: MARKED });
  firstVersion = (saved as { version: string }).version;
});
afterEach(() => sandbox.clearFaults());
afterAll(() => http.close());

const read = (
  path = "envelope-keys",
  tenantId: string = CONTOSO.id,
  clientSecret: string = APP.clientSecret,
) => {
  const entra = createEntra({
    authority: sandbox.entraUrl,
    clientId: APP.clientId,
    credential: { kind: "secret", secret: clientSecret },
    graphUrl: sandbox.graphUrl,
    consentRedirectUri: "https://portal.example/api/consent/callback",
    http,
    clock: hastyClock(),
    scope: "https://vault.azure.net/.default",
  });
  const tokenFor = (fresh: boolean) => entra.tokenFor(tenantId, { fresh });
  const address = new URL(`${sandbox.url}/keyvault/secrets/${path}`);
  return readVaultSecret({ http, clock: hastyClock(), tokenFor }, address, never);
};

describe("a secret of a key vault", () => {
  it("is read by its name, and by its version", async () => {
    expect(await read()).toBe(MARKED);
    expect(await read(`envelope-keys/${firstVersion}`)).toBe(MARKED);
  });

  it.each([
    ["throttles", { fault: "throttle", retryAfter: 1 }],
    ["is down", { fault: "unavailable" }],
    ["breaks off", { fault: "drop-before-commit" }],
  ])("is asked for again where the vault %s for a while", async (_, { fault, ...params }) => {
    await sandbox.fault(fault, { ...params, area: "keyvault", times: 2 });
    expect(await read()).toBe(MARKED);
  });

  it("is given up where the vault stays away, and says so", async () => {
    await sandbox.fault("drop-before-commit", { area: "keyvault", times: 100 });
    await expect(read()).rejects.toThrow("Key Vault does not answer");
    await sandbox.clearFaults();
    await sandbox.fault("unavailable", { area: "keyvault" });
    await expect(read()).rejects.toThrow("Key Vault answers 503");
  });

  it.each([
    ["that is not there", () => read("other"), "there is no such secret"],
    ["of another version", () => read("envelope-keys/0000"), "there is no such secret"],
    ["that the application may not read", () => read(undefined, FABRIKAM.id), "Key Vault Secrets User"],
    ["without a way to sign in", () => read(undefined, CONTOSO.id, "wrong"), "No token for Key Vault"],
  ])("%s is refused with a remedy, and without the value", async (_, reading, remedy) => {
    const error: unknown = await reading().catch((thrown: unknown) => thrown);
    expect(String(error)).toContain(remedy);
    expect(String(error)).not.toContain("marked");
  });
});
