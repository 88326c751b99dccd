import type { MappingKind } from "#lib/domain/mapping.ts";
import type { MappingSummary, MappingVersionView } from "#lib/domain/views/mapping.ts";
import type { StatusTone } from "#components/ui/status.tsx";

/** What made the version. */
export function originOf({ origin, basedOn, fileName }: MappingSummary): string {
  switch (origin) {
    case "upload":
      return fileName;
    case "map":
      return basedOn === null ? "First number mapped by hand" : `Version ${basedOn}, and one number mapped`;
    case "edit":
      return basedOn === null ? "First row added by hand" : `Version ${basedOn}, and one row changed`;
    case "roll-back":
      return `Rolled back to version ${basedOn ?? ""}`;
  }
}

export const VERSION_STATES: Record<MappingVersionView["state"], { name: string; tone: StatusTone }> = {
  "in-force": { name: "In force", tone: "good" },
  uploaded: { name: "Uploaded, not in use", tone: "waiting" },
  past: { name: "Earlier", tone: "ended" },
};

export const MAPPING_NAMES: Record<MappingKind, string> = {
  custom: "Custom mapping",
  automatic: "Automatic user mapping",
};

/** `hasVersion`: one of the custom mapping is in force, or kept while it is off. */
export type MappingState = { isAutomatic: boolean; isCustom: boolean; hasVersion: boolean };

/** `true`, or why a mapping cannot be switched now. */
export function switchVerdict(kind: MappingKind, mapping: MappingState): true | string {
  const { isAutomatic, isCustom, hasVersion } = mapping;
  if (kind === "custom" && !isCustom && !hasVersion) {
    return "No version is in force or kept. Upload a file below and put it in force, or roll back to an earlier version.";
  }
  const isOther = kind === "custom" ? isAutomatic : isCustom;
  const isOn = kind === "custom" ? isCustom : isAutomatic;
  return isOn && !isOther
    ? "Without it no message would find its mailbox. Switch the other one on first."
    : true;
}

/** What the next run does otherwise, in the question before a mapping is switched. */
export function effectOfSwitch(kind: MappingKind, { isAutomatic, isCustom }: MappingState): string {
  const isOn = kind === "custom" ? isCustom : isAutomatic;
  return `${EFFECTS[kind][isOn ? "off" : "on"]} This holds from the next run on; what has been imported stays where it is, and it can be switched back at any time.`;
}

const EFFECTS: Record<MappingKind, Record<"on" | "off", string>> = {
  custom: {
    on: "The version that was in force last decides again, by mobile number. It is asked before the participant's e-mail address.",
    off: "Mobile numbers decide nothing any more: only the e-mail address that TeleMessage sends along leads to a mailbox. Whoever has a number in the mapping and no such address becomes unmapped. The version is kept, until you choose Withdraw.",
  },
  automatic: {
    on: "Where the custom mapping gives no valid Microsoft 365 user, the e-mail address that TeleMessage sends along decides.",
    off: "Only the custom mapping decides, by mobile number. Whoever stands in no row of it becomes unmapped, or external, even where TeleMessage sends their address along.",
  },
};
