"use client";
import { LinkButton } from "#components/ui/link-button.tsx";
import { paths } from "#lib/paths.ts";

/** Reasons that an admin mends on the Settings tab, and what the way there is called. */
const REMEDIES: Record<string, string> = {
  "vendor-login-refused": "Change credentials",
  "vendor-account-locked": "Change credentials",
  "vendor-pin-required": "Change credentials",
  "sftp-host-forbidden": "Change credentials",
  "sftp-host-key-changed": "Change credentials",
  "sftp-key-unreadable": "Change credentials",
  "sftp-login-refused": "Change credentials",
  "sftp-folder-missing": "Change credentials",
  "consent-missing": "Grant admin consent",
};

/** The way to where a reason is mended, for those that are mended here. */
export function RemedyLink({ connectorId, code }: { connectorId: string; code: string }) {
  const label = REMEDIES[code];
  if (label === undefined) return null;
  return <LinkButton href={paths.connector(connectorId, "settings")}>{label}</LinkButton>;
}
