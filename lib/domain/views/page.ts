// What the services hand to pages and to GET routes, in all files of this folder, is plain JSON.

/** An instant as ISO 8601 in UTC. */
export type Instant = string;

/** Keyset page: `next` goes back into the query, null at the end. */
export type Page<Row> = { rows: Row[]; next: string | null };
