import type { FormState } from "#components/ui/form-state.ts";
import type { MappingKind, MappingSeen, VersionChange } from "#lib/domain/mapping.ts";
import type { MappingDiff, MappingRow } from "#lib/domain/views/mapping.ts";
import type { Find, Read } from "./use-found.ts";

/** A row as typed: days as YYYY-MM-DD, empty without an end. */
export type RowChoice = { phone: string; address: string; validFrom: string; validTo: string };

/** `version` is what was shown in force, `line` that of the row; none for a new one. */
export type RowDeed = RowChoice & { version: number | null; line: number | null; isRemoval: boolean };

/** A version, and the one that was shown in force beside it; `null` where none was. */
export type VersionDeed = { version: number; inForce: number | null };

/** Deeds that bring another version in force; each answers with `Answer`. */
type VersionDeeds<Answer> = {
  putInForce: (deed: VersionDeed) => Promise<Answer>;
  rollBack: (deed: VersionDeed) => Promise<Answer>;
  changeRow: (deed: RowDeed) => Promise<Answer>;
};

type OtherDeeds = {
  turn: (mapping: MappingKind, isOn: boolean, seen: MappingSeen) => Promise<FormState>;
  /** `isOn`: whether the version decided, or was kept while the mapping was off. */
  withdraw: (deed: { version: number; isOn: boolean }) => Promise<FormState>;
  discardFile: (version: number) => Promise<FormState>;
  findRows: Find<MappingRow>;
  diff: (query: { from: number; to: number; cursor?: string }) => Promise<Read<MappingDiff>>;
};

export type VersionAnswer = { state: FormState; change?: VersionChange | undefined };

/** As the portal's actions answer. */
export type MappingActions = VersionDeeds<VersionAnswer> & OtherDeeds;

/** The same with their ways back, `undo`. */
export type MappingDeeds = VersionDeeds<FormState> & OtherDeeds;
