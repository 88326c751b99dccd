/** What a page of deliveries is narrowed to, beside the run and the state. */
export type Narrowing = "user_id" | "reason";

/**
 * A keyset page of a run's deliveries in one state, by mailbox, sent time and id: $1 tenant, $2 run, $3 state, $4 limit.
 * `columns` are of `d` delivery, `i` item and `u` directory user.
 * @returns the text of the first page, and of those after ($5 user id, $6 sent time, $7 id); what they are narrowed to is
 * named by the values that follow, in the order of `narrowedTo`
 */
export function pageOfDeliveries(
  columns: string,
  narrowedTo: readonly Narrowing[] = [],
): { first: string; after: string } {
  const text = (after: string, place: number) => `
  WITH page AS MATERIALIZED (
    SELECT * FROM delivery d
    WHERE d.tenant_id = $1 AND d.run_id = $2 AND d.state = $3 ${after}
      ${narrowedTo.map((column, index) => `AND d.${column} = $${place + index}`).join(" ")}
    ORDER BY d.user_id, d.sent_at, d.id LIMIT $4
  )
  SELECT ${columns}
  FROM page d
  JOIN item i ON i.tenant_id = d.tenant_id AND i.id = d.item_id
  LEFT JOIN directory_user u ON u.tenant_id = d.tenant_id AND u.user_id = d.user_id
  ORDER BY d.user_id, d.sent_at, d.id`;
  return { first: text("", 5), after: text("AND (d.user_id, d.sent_at, d.id) > ($5, $6, $7)", 8) };
}
