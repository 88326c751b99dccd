/** Reply addresses of our registration: both callbacks, on any port of this machine. */
const PATHS = ["/api/auth/callback/entra", "/api/consent/callback"];

export function isRegisteredRedirect(uri: string | null): uri is string {
  if (!isLocalUrl(uri)) return false;
  const url = new URL(uri);
  return PATHS.some((path) => url.pathname.endsWith(path)) && url.search === "" && url.hash === "";
}

export function isLocalUrl(uri: string | null): uri is string {
  if (uri === null || !URL.canParse(uri)) return false;
  const url = new URL(uri);
  return (
    ["http:", "https:"].includes(url.protocol) &&
    (url.hostname === "127.0.0.1" || url.hostname === "localhost")
  );
}

/** The address with parameters, written as Entra writes them: `+` for a space. Undefined ones are left out. */
export function withQuery(uri: string, parameters: Readonly<Record<string, string | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) query.set(name, value);
  return `${uri}?${query.toString()}`;
}
