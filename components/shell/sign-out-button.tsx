"use client";
import { Button } from "@fluentui/react-components";
import { useSignOut } from "./use-sign-out.ts";

export function SignOutButton() {
  const { label, leave } = useSignOut();
  return <Button onClick={leave}>{label}</Button>;
}
