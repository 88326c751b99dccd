/** What the address says of the audit log: `?action=…&q=…&from=…&to=…&after=…`; days as YYYY-MM-DD in UTC. */
export type AuditQuery = {
  action?: string | undefined;
  search: string;
  from?: string | undefined;
  to?: string | undefined;
  after?: string | undefined;
};

/** The address's end; what is as by default is left out. */
export function auditSearch(query: AuditQuery): string {
  const parameters = new URLSearchParams();
  for (const name of ["action", "from", "to", "after"] as const) {
    const value = query[name];
    if (value !== undefined && value !== "") parameters.set(name, value);
  }
  if (query.search.trim() !== "") parameters.set("q", query.search.trim());
  const text = parameters.toString();
  return text === "" ? "" : `?${text}`;
}
