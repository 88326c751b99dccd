/** A string literal of OData: quoted, with its own quotes doubled. To be encoded with the expression it stands in. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
