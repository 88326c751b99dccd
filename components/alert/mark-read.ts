import type { FormState } from "#components/ui/form-state.ts";

/** What was answered, and which had been unread until then. */
export type Marked = { state: FormState; marked: string[] };

export type Marking = {
  /** Marks these alerts as read by the viewer, or all of them. */
  read: (alertIds: string[] | undefined) => Promise<Marked>;
  unread: (alertIds: string[]) => Promise<FormState>;
};
