import { createHash } from "node:crypto";
import type { Scope } from "#lib/db/scope.ts";
import { Refusal } from "#lib/domain/failure.ts";

/** Tells one scope from any other: by its rule, and by who is listed and how. */
export function scopeVersionOf({ kind, listed }: Scope): string {
  const lines = listed.map(({ userId, address }) => JSON.stringify([userId, address])).toSorted();
  return createHash("sha256")
    .update(JSON.stringify([kind, lines]), "utf8")
    .digest("base64url");
}

/** Another admin's change is not to be overwritten by who has not seen it. @throws Refusal `scope-changed` */
export function requireScopeSeen(scope: Scope, version: string): void {
  if (scopeVersionOf(scope) === version) return;
  throw new Refusal(
    "scope-changed",
    "The scope was changed after you had opened it, so nothing was saved. Bring your changes into the scope as it is now, look at it, and save again.",
  );
}

/** @throws Refusal `scope-changed` where the scope is no longer what was saved then */
export function requireScopeSaved(scope: Scope | undefined, version: string): Scope {
  if (scope && scopeVersionOf(scope) === version) return scope;
  throw new Refusal(
    "scope-changed",
    "The scope was changed again since then, and the later change stays: nothing was saved. Choose Change scope to see who is listed now, and change it there.",
  );
}
