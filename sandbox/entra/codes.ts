import { createHash, randomBytes } from "node:crypto";
import { invalidGrant } from "./token-error.ts";

const CODE_MS = 10 * 60 * 1000;

/** What a code stands for. */
export interface CodeRequest {
  readonly username: string;
  readonly authorityPath: string;
  readonly redirectUri: string;
  readonly scope: string;
  readonly nonce: string | undefined;
  readonly codeChallenge: string | undefined;
}

/** Authorization codes and refresh tokens, in memory: a restart ends them. */
export class Codes {
  readonly #codes = new Map<string, { readonly request: CodeRequest; readonly expiresMs: number }>();
  readonly #redeemed = new Set<string>();
  readonly #refresh = new Map<string, CodeRequest>();

  issue(request: CodeRequest, nowMs: number): string {
    const code = `1.${randomBytes(48).toString("base64url")}`;
    this.#codes.set(code, { request, expiresMs: nowMs + CODE_MS });
    return code;
  }

  /** Source: RFC 7636 §4.6 for the verifier; a code is good once. */
  redeem(code: string, redirectUri: string | null, verifier: string | null, nowMs: number): CodeRequest {
    if (this.#redeemed.has(code))
      throw invalidGrant(
        54005,
        "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.",
      );
    const found = this.#codes.get(code);
    if (found === undefined) throw invalidGrant(9002313, "Invalid request. Request is malformed or invalid.");
    if (found.expiresMs < nowMs)
      throw invalidGrant(
        70008,
        "The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.",
      );
    if (redirectUri !== found.request.redirectUri)
      throw invalidGrant(
        50011,
        "The redirect URI specified in the request does not match the one of the authorization request.",
      );
    checkVerifier(found.request.codeChallenge, verifier);
    this.#codes.delete(code);
    this.#redeemed.add(code);
    return found.request;
  }

  issueRefreshToken(request: CodeRequest): string {
    const token = `0.${randomBytes(48).toString("base64url")}`;
    this.#refresh.set(token, request);
    return token;
  }

  redeemRefreshToken(token: string): CodeRequest {
    const request = this.#refresh.get(token);
    if (request === undefined) throw invalidGrant(700082, "The refresh token has expired due to inactivity.");
    return request;
  }
}

function checkVerifier(challenge: string | undefined, verifier: string | null): void {
  if (challenge === undefined) return;
  if (verifier === null)
    throw invalidGrant(
      50148,
      "The code_verifier does not match the code_challenge supplied in the authorization request for PKCE.",
    );
  const computed = createHash("sha256").update(verifier, "ascii").digest("base64url");
  if (computed !== challenge)
    throw invalidGrant(
      501481,
      "The Code_Verifier does not match the code_challenge supplied in the authorization request.",
    );
}
