"use client";
import { Button } from "@fluentui/react-components";
import { useState } from "react";
import { paths } from "#lib/paths.ts";
import { signOut } from "./auth-requests.ts";

export function SignOutButton() {
  const [label, setLabel] = useState("Sign out");
  const leave = () => {
    setLabel("Signing out…");
    signOut(`${paths.signIn}?signed-out=1`).catch(() => setLabel("Sign out (try again)"));
  };
  return <Button onClick={leave}>{label}</Button>;
}
