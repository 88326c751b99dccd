"use client";
import { useState } from "react";
import { paths } from "#lib/paths.ts";
import { signOut } from "./auth-requests.ts";

/** The way out, and what its button says of it. */
export function useSignOut(): { label: string; leave: () => void } {
  const [label, setLabel] = useState("Sign out");
  const leave = () => {
    setLabel("Signing out…");
    signOut(paths.signedOut).catch(() => setLabel("Sign out (try again)"));
  };
  return { label, leave };
}
