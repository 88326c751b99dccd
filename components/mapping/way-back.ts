import type { FormState } from "#components/ui/form-state.ts";
import type { ConnectorSettings } from "#lib/domain/views.ts";
import type { MappingDeeds } from "./mapping-deeds.ts";

/**
 * What takes back that another version comes into force: the version that decides now decides again, or the custom mapping
 * is off again where there never was one. Undefined where a version is kept while it is off, which nothing brings back.
 */
export function wayBack(
  { isCustom, custom, hasVersion }: ConnectorSettings["mapping"],
  deeds: Pick<MappingDeeds, "rollBack" | "turn">,
): (() => Promise<FormState>) | undefined {
  if (isCustom && custom) return () => deeds.rollBack(custom.version);
  return hasVersion ? undefined : () => deeds.turn("custom", false);
}
