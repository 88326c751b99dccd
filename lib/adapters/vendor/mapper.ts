import { Failure, type FailureCode } from "#lib/domain/failure.ts";
import type { ListedPage } from "#lib/pipeline/ports/vendor-source.ts";
import type { PageBody } from "./wire.ts";

export function listedPageOf(body: PageBody): ListedPage {
  return {
    items: body.items.map(({ id, archivedAt, sizeBytes }) => ({
      sourceItemId: id,
      archivedAt: new Date(archivedAt),
      sizeBytes: sizeBytes ?? undefined,
    })),
    nextCursor: body.nextCursor || undefined,
  };
}

type Refusal = { status: number; code: string; retryAfterMs: number | undefined };

/** What an answer that is not 200 means. Source: docs/vendor-protocol.md, "Errors". */
export function failureOf(request: "sign-in" | "list" | "download", refusal: Refusal): Failure {
  const { status, code, retryAfterMs } = refusal;
  if (status === 429 || status >= 500) {
    const wish = retryAfterMs !== undefined && { retryAfterMs };
    return new Failure("vendor-unreachable", { kind: "transient", scope: "connector", ...wish });
  }
  if (code === "account_locked") return final("vendor-account-locked");
  if (code === "pin_required") return final("vendor-pin-required");
  if (status === 401 && request === "sign-in") return final("vendor-login-refused");
  if (status === 401) return new Failure("vendor-session-expired", { kind: "transient", scope: "connector" });
  // Whatever is wrong with one item is no reason to keep back all others; 403 speaks of the account.
  if (request === "download" && status >= 400 && status !== 403) {
    return new Failure("vendor-item-missing", { kind: "permanent" });
  }
  return unreadableAnswer();
}

/** Neither an answer nor a refusal of the agreed form: somebody has to look at it. */
export function unreadableAnswer(): Failure {
  return final("vendor-answer-unreadable");
}

export function unreachable(cause: unknown): Failure {
  return new Failure("vendor-unreachable", { kind: "transient", scope: "connector", cause });
}

function final(code: FailureCode): Failure {
  return new Failure(code, { kind: "permanent", scope: "connector" });
}
