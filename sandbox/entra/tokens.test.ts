import { ConfidentialClientApplication, type Configuration, ServerError } from "@azure/msal-node";
import { createHash, generateKeyPairSync } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { APP, CONTOSO, FABRIKAM } from "../world.ts";
import { startSandbox, type RunningSandbox } from "../start-sandbox.ts";

const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
const scopes = ["https://graph.microsoft.com/.default"];
let sandbox: RunningSandbox;

beforeAll(async () => {
  const clientCertificate = pair.publicKey.export({ type: "spki", format: "pem" }).toString();
  sandbox = await startSandbox({ items: 0, consented: ["contoso"], clientCertificate });
});
afterAll(() => sandbox.close());

/** msal-node refuses an http authority: an https one that is never contacted, with metadata that points here. */
function msal(auth: Partial<Configuration["auth"]>, tenantId = CONTOSO.id): ConfidentialClientApplication {
  const base = `${sandbox.url}/entra/${tenantId}`;
  return new ConfidentialClientApplication({
    auth: {
      clientId: APP.clientId,
      authority: `https://entra.sandbox.local/entra/${tenantId}`,
      knownAuthorities: ["entra.sandbox.local"],
      authorityMetadata: JSON.stringify({
        issuer: `${base}/v2.0`,
        authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
        token_endpoint: `${base}/oauth2/v2.0/token`,
        jwks_uri: `${base}/discovery/v2.0/keys`,
      }),
      ...auth,
    },
  });
}

const claimsOf = (token: string | undefined): Record<string, unknown> =>
  JSON.parse(Buffer.from(token?.split(".")[1] ?? "", "base64url").toString());

async function refusal(application: ConfidentialClientApplication, wanted = scopes): Promise<ServerError> {
  const error: unknown = await application
    .acquireTokenByClientCredential({ scopes: wanted })
    .catch((thrown: unknown) => thrown);
  if (error instanceof ServerError) return error;
  throw new Error(`expected a ServerError, got ${String(error)}`);
}

describe("app-only tokens for msal-node", () => {
  it("by secret: a v1 token with the granted roles", async () => {
    const result = await msal({ clientSecret: APP.clientSecret }).acquireTokenByClientCredential({ scopes });
    expect(claimsOf(result?.accessToken)).toMatchObject({
      aud: "https://graph.microsoft.com",
      iss: `https://sts.windows.net/${CONTOSO.id}/`,
      tid: CONTOSO.id,
      appid: APP.clientId,
      idtyp: "app",
      ver: "1.0",
      roles: ["Mail.ReadWrite", "User.Read.All", "MailboxSettings.Read"],
    });
  });

  it("by certificate: an assertion signed with PS256", async () => {
    const privateKey = pair.privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    const thumbprintSha256 = createHash("sha256").update("any").digest("hex");
    const result = await msal({
      clientCertificate: { thumbprintSha256, privateKey },
    }).acquireTokenByClientCredential({ scopes });
    expect(claimsOf(result?.accessToken)["tid"]).toBe(CONTOSO.id);
  });

  it("not by another key: AADSTS700027", async () => {
    const privateKey = generateKeyPairSync("rsa", { modulusLength: 2048 })
      .privateKey.export({ type: "pkcs8", format: "pem" })
      .toString();
    const error = await refusal(
      msal({ clientCertificate: { thumbprintSha256: "00".repeat(32), privateKey } }),
    );
    expect(error).toMatchObject({ errorCode: "invalid_client", errorNo: 700027 });
  });

  it("not by a wrong secret: AADSTS7000215 with 401", async () => {
    const error = await refusal(msal({ clientSecret: "wrong" }));
    expect(error).toMatchObject({ errorCode: "invalid_client", status: 401 });
    expect(String(error.errorNo)).toBe("7000215");
  });

  it("without roles where nobody has consented", async () => {
    const result = await msal({ clientSecret: APP.clientSecret }, FABRIKAM.id).acquireTokenByClientCredential(
      { scopes },
    );
    expect(claimsOf(result?.accessToken)).not.toHaveProperty("roles");
  });

  it.each([
    ["an unknown application", msal_({ clientId: "11111111-1111-4111-8111-111111111111" }), "700016"],
    ["an unknown tenant", msal_({}, "22222222-2222-4222-8222-222222222222"), "90002"],
  ])("not for %s", async (_, application, code) => {
    expect(String((await refusal(application())).errorNo)).toBe(code);
  });

  it("not for another resource, and not for any organization", async () => {
    const post = async (path: string, scope: string): Promise<unknown> => {
      const body = new URLSearchParams({
        client_id: APP.clientId,
        client_secret: APP.clientSecret,
        grant_type: "client_credentials",
        scope,
      });
      const answer: unknown = await (
        await fetch(`${sandbox.url}/entra/${path}/oauth2/v2.0/token`, { method: "POST", body })
      ).json();
      return answer;
    };
    expect(await post(CONTOSO.id, "https://outlook.office365.com/.default")).toMatchObject({
      error: "invalid_scope",
    });
    expect(await post("organizations", scopes[0] ?? "")).toMatchObject({
      error_codes: [50059],
      correlation_id: expect.any(String),
    });
  });
});

/** Made when the test runs: the sandbox's address is not known before. */
function msal_(auth: Partial<Configuration["auth"]>, tenantId?: string): () => ConfidentialClientApplication {
  return () => msal({ clientSecret: APP.clientSecret, ...auth }, tenantId);
}
