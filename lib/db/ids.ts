const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Ids come out of addresses: one that no row can have is a miss, not a fault of the database. */
export function isUuid(id: string): boolean {
  return UUID.test(id);
}

const ROW_ID = /^\d{1,18}$/;

/** The same of the numbers that rows have. */
export function isRowId(id: string): boolean {
  return ROW_ID.test(id);
}
