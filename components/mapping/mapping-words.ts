import type { MappingSummary, MappingVersionView } from "#lib/domain/views.ts";
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
