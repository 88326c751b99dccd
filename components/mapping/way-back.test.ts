import { describe, expect, test } from "vitest";
import type { FormState } from "#components/ui/form-state.ts";
import type { MappingSummary } from "#lib/domain/views.ts";
import { wayBack } from "./way-back.ts";

const SECOND: MappingSummary = {
  version: 2,
  origin: "upload",
  basedOn: null,
  fileName: "staff.csv",
  acceptedRows: 1,
  refusedRows: 0,
  resolvedRows: null,
  uploadedBy: "Ada",
  uploadedAt: "2026-11-22T02:30:00.000Z",
};

const done = (message: string): Promise<FormState> => Promise.resolve({ status: "done", message });
const deeds = {
  rollBack: (version: number) => done(`version ${version}`),
  turn: (mapping: string, isOn: boolean) => done(`${mapping} ${isOn ? "on" : "off"}`),
};

describe("the way back from another version in force", () => {
  test("leads to the version that decided before", async () => {
    const back = wayBack({ isAutomatic: true, isCustom: true, custom: SECOND, hasVersion: true }, deeds);
    expect(await back?.()).toMatchObject({ message: "version 2" });
  });

  test("switches the custom mapping off where none ever decided", async () => {
    const back = wayBack({ isAutomatic: true, isCustom: false, custom: null, hasVersion: false }, deeds);
    expect(await back?.()).toMatchObject({ message: "custom off" });
  });

  test("is not promised where a version was kept while the mapping was off", () => {
    expect(
      wayBack({ isAutomatic: true, isCustom: false, custom: SECOND, hasVersion: true }, deeds),
    ).toBeUndefined();
  });
});
