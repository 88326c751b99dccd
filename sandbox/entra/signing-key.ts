import {
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  jwtVerify,
  SignJWT,
  type CryptoKey,
  type JWK,
  type JWTPayload,
} from "jose";
import { type Database } from "../store/database.ts";
import { asRecord } from "../http/guards.ts";

/** The RSA key behind every token of the sandbox. It lives in the data file, so tokens outlive a restart. */
export interface SigningKey {
  /** As published at the keys endpoint. */
  readonly publicJwk: JWK;
  sign(claims: JWTPayload): Promise<string>;
  /** The claims of a token that we signed and that has not expired; undefined otherwise. */
  verify(token: string, audience: string): Promise<JWTPayload | undefined>;
}

let generated: Promise<JWK> | undefined;

export async function loadSigningKey(db: Database): Promise<SigningKey> {
  const stored = db.setting("signing-key");
  const jwk = stored === undefined ? await newKey() : asRecord(JSON.parse(stored));
  if (stored === undefined) db.saveSetting("signing-key", JSON.stringify(jwk));
  const { kty, n, e } = asRecord(jwk);
  const publicPart: JWK = { kty: String(kty), n: String(n), e: String(e) };
  const kid = await calculateJwkThumbprint(publicPart);
  const [privateKey, publicKey] = [await keyFrom({ ...jwk, kty: "RSA" }), await keyFrom(publicPart)];
  return {
    publicJwk: { ...publicPart, kid, use: "sig", alg: "RS256" },
    sign: (claims) =>
      new SignJWT(claims).setProtectedHeader({ alg: "RS256", typ: "JWT", kid }).sign(privateKey),
    async verify(token, audience) {
      try {
        return (await jwtVerify(token, publicKey, { audience, algorithms: ["RS256"] })).payload;
      } catch {
        return undefined;
      }
    },
  };
}

/** One key a process is enough: making one takes a tenth of a second. */
async function newKey(): Promise<JWK> {
  generated ??= generateKeyPair("RS256", { extractable: true }).then((pair) => exportJWK(pair.privateKey));
  return generated;
}

async function keyFrom(jwk: JWK): Promise<CryptoKey> {
  const key = await importJWK(jwk, "RS256");
  if (key instanceof Uint8Array) throw new Error("the signing key is not an RSA key");
  return key;
}
