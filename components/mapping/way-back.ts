import type { FormState } from "#components/ui/form-state.ts";
import type { MappingActions, MappingDeeds, VersionAnswer } from "./mapping-deeds.ts";

type BackActions = Pick<MappingActions, "rollBack" | "withdraw">;

/** The deeds of the User mapping tab, each with what takes back exactly what it did. */
export function withWayBack(actions: MappingActions): MappingDeeds {
  return {
    ...actions,
    putInForce: async (deed) => undoable(await actions.putInForce(deed), actions),
    rollBack: async (deed) => undoable(await actions.rollBack(deed), actions),
    changeRow: async (deed) => undoable(await actions.changeRow(deed), actions),
  };
}

/**
 * The answer of a deed that brought a version in force, and its way back: the version that decided before decides again,
 * or the mapping is withdrawn where there was none. Both are refused once something else is in force than was made here. No
 * way leads back to a version that was kept while the mapping was off.
 */
export function undoable({ state, change }: VersionAnswer, actions: BackActions): FormState {
  if (state.status !== "done" || !change || change.replaced === "kept-off") return state;
  const { version: made, replaced } = change;
  return {
    ...state,
    undo:
      replaced === null
        ? () => actions.withdraw({ version: made, isOn: true })
        : async () => (await actions.rollBack({ version: replaced, inForce: made })).state,
  };
}
