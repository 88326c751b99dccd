/**
 * Where a viewer goes after signing in: a path of ours and nothing else, as a browser would read it. Browsers take `\` for
 * `/` and drop tabs and line breaks, so `/\t/elsewhere.example` would lead away.
 * @returns `undefined` for anything else
 */
export function returnPathOf(text: string): string | undefined {
  const base = "https://portal.invalid";
  if (!text.startsWith("/") || !URL.canParse(text, base)) return undefined;
  const { origin, pathname, search } = new URL(text, base);
  return origin === base && !pathname.startsWith("//") ? pathname + search : undefined;
}
