/** What a form's action answered. */
export type FormState =
  | { status: "idle" }
  /**
   * `warning`: done, and something about it is not as it should be. `saved` tells what stands there now from any change.
   * `undo` is added on the page, where what takes it back is known from the answer alone.
   */
  | {
      status: "done";
      message: string;
      warning?: string | undefined;
      saved?: string | undefined;
      undo?: (() => Promise<FormState>) | undefined;
    }
  /** What was asked for cannot be done; `field` is where it is shown, `offer` a value that would do for it. */
  | { status: "refused"; message: string; field: string | undefined; offer?: string | undefined }
  /** A fault of ours; the id finds it in the log. */
  | { status: "failed"; correlationId: string };

export type Done = Extract<FormState, { status: "done" }>;

export type FormAction = (previous: FormState, form: FormData) => Promise<FormState>;

export const IDLE: FormState = { status: "idle" };

/** The refusal that belongs to a field, for the line below it. */
export function refusalAt(state: FormState, field: string): string | undefined {
  return state.status === "refused" && state.field === field ? state.message : undefined;
}
