import type { FormState } from "#components/ui/form-state.ts";

/** Marks these alerts as read by the viewer, or all of them. */
export type MarkRead = (alertIds: string[] | undefined) => Promise<FormState>;
