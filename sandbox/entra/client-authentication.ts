import { createPublicKey, type KeyObject, X509Certificate } from "node:crypto";
import { jwtVerify, type JWTPayload } from "jose";
import { type Sandbox } from "../sandbox.ts";
import { APP } from "../world.ts";
import { type Authority } from "./tenants.ts";
import { invalidRequest, TokenProblem } from "./token-error.ts";

const ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/** Who the token request comes from: our registration, by secret (form or Basic) or by a signed assertion. */
export async function authenticateClient(
  sandbox: Sandbox,
  authority: Authority,
  form: URLSearchParams,
  authorization: string | undefined,
): Promise<void> {
  const basic = basicOf(authorization);
  const clientId = form.get("client_id") ?? basic?.id;
  if (clientId === undefined)
    throw invalidRequest(900144, "The request body must contain the following parameter: 'client_id'.");
  if (clientId !== APP.clientId) {
    throw new TokenProblem(
      400,
      "unauthorized_client",
      700016,
      `Application with identifier '${clientId}' was not found in the directory.`,
    );
  }
  const assertion = form.get("client_assertion");
  if (assertion !== null) return checkAssertion(sandbox, authority, form, assertion);
  const secret = form.get("client_secret") ?? basic?.secret;
  if (secret === undefined) {
    throw new TokenProblem(
      401,
      "invalid_client",
      7000216,
      "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.",
    );
  }
  if (secret !== APP.clientSecret) {
    throw new TokenProblem(
      401,
      "invalid_client",
      7000215,
      `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${clientId}'.`,
    );
  }
}

/** PS256 or RS256 by the registered certificate's key. Source: certificate credentials, assertion format. */
async function checkAssertion(
  sandbox: Sandbox,
  authority: Authority,
  form: URLSearchParams,
  assertion: string,
): Promise<void> {
  const pem = sandbox.options.clientCertificate;
  const failure = (why: string): TokenProblem =>
    new TokenProblem(401, "invalid_client", 700027, `Client assertion failed signature validation. ${why}`);
  if (form.get("client_assertion_type") !== ASSERTION_TYPE)
    throw failure("The assertion type is not supported.");
  if (pem === undefined) throw failure("The certificate is not registered on the application.");
  try {
    const { payload } = await jwtVerify(assertion, publicKeyOf(pem), {
      algorithms: ["PS256", "RS256"],
      issuer: APP.clientId,
      subject: APP.clientId,
      clockTolerance: 60,
      requiredClaims: ["aud", "exp", "jti"],
    });
    if (!isAudience(payload.aud, authority)) throw new Error("The audience is not this token endpoint.");
  } catch (error) {
    throw failure(error instanceof Error ? error.message : "The key was not found.");
  }
}

/** The token endpoint or the issuer of the authority that was asked, on whatever host the caller knows us by. */
function isAudience(audience: JWTPayload["aud"], authority: Authority): boolean {
  if (typeof audience !== "string") return false;
  return ["oauth2/v2.0/token", "v2.0"].some((end) => audience.endsWith(`/entra/${authority.path}/${end}`));
}

function publicKeyOf(pem: string): KeyObject {
  return pem.includes("BEGIN CERTIFICATE") ? new X509Certificate(pem).publicKey : createPublicKey(pem);
}

function basicOf(
  authorization: string | undefined,
): { readonly id: string; readonly secret: string } | undefined {
  if (authorization === undefined || !/^Basic /i.test(authorization)) return undefined;
  const [id = "", ...rest] = Buffer.from(authorization.slice(6), "base64").toString("utf8").split(":");
  return { id: decodeURIComponent(id), secret: decodeURIComponent(rest.join(":")) };
}
