"use client";
import { lazy } from "react";
import { Later } from "#components/ui/later.tsx";
import { paths } from "#lib/paths.ts";
import { signOut } from "./auth-requests.ts";
import { useIdle } from "./use-idle.ts";

// Hardly ever seen.
const IdleDialog = lazy(() => import("./idle-dialog.tsx").then((module) => ({ default: module.IdleDialog })));

/** Asks whether somebody is still there, and signs them out when nobody answers. */
export function IdleWatch() {
  const { isWarning, stay } = useIdle(() => leave(true));
  return (
    <Later isWanted={isWarning}>
      <IdleDialog isOpen={isWarning} onStay={stay} onLeave={() => leave(false)} />
    </Later>
  );
}

function leave(isIdle: boolean): void {
  const from = window.location.pathname + window.location.search;
  const query = new URLSearchParams(isIdle ? { error: "Idle", from } : { "signed-out": "1" });
  const then = `${paths.signIn}?${query}`;
  signOut(then).catch(() => window.location.assign(then));
}
