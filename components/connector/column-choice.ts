/** Columns of the Connectors tab that a viewer may leave out; name, selection and actions are always there. */
export const OPTIONAL_COLUMNS = [
  { id: "kind", title: "Kind", isUsual: true },
  { id: "state", title: "State", isUsual: true },
  { id: "lastImport", title: "Last import", isUsual: true },
  { id: "nextRun", title: "Next run", isUsual: true },
  { id: "attention", title: "Needs attention", isUsual: true },
  { id: "watermark", title: "Imported up to", isUsual: false },
  { id: "created", title: "Created", isUsual: false },
] as const;

export type OptionalColumn = (typeof OPTIONAL_COLUMNS)[number]["id"];

/** Remembered in the browser, so that the server renders the same columns at once. */
export const COLUMNS_COOKIE = "mac-connector-columns";

const NONE = "none";

export function formatColumnChoice(columns: readonly OptionalColumn[]): string {
  return columns.length === 0 ? NONE : columns.join(".");
}

/** A cookie's text, in the order of the table; the usual ones where nothing was chosen that is known. */
export function parseColumnChoice(text: string | undefined): OptionalColumn[] {
  if (text === NONE) return [];
  const chosen = (text ?? "").split(".");
  const known = OPTIONAL_COLUMNS.filter(({ id }) => chosen.includes(id));
  return (known.length > 0 ? known : OPTIONAL_COLUMNS.filter(({ isUsual }) => isUsual)).map(({ id }) => id);
}
