import type { FormState } from "#components/ui/form-state.ts";
import type { MappingKind } from "#lib/domain/mapping.ts";
import type { MappingDiff, MappingRow } from "#lib/domain/views.ts";
import type { Find, Read } from "./use-found.ts";

/** A row as typed: days as YYYY-MM-DD, empty without an end. */
export type RowChoice = { phone: string; address: string; validFrom: string; validTo: string };

/** `version` is what was shown in force, `line` that of the row; none for a new one. */
export type RowDeed = RowChoice & { version: number | null; line: number | null; isRemoval: boolean };

export type MappingDeeds = {
  turn: (mapping: MappingKind, isOn: boolean) => Promise<FormState>;
  putInForce: (version: number) => Promise<FormState>;
  discardFile: (version: number) => Promise<FormState>;
  rollBack: (version: number) => Promise<FormState>;
  changeRow: (deed: RowDeed) => Promise<FormState>;
  findRows: Find<MappingRow>;
  diff: (query: { from: number; to: number; cursor?: string }) => Promise<Read<MappingDiff>>;
};
