const ONE_YEAR_SECONDS = 31_536_000;

/** A preference of this browser, sent back to the server with every request. */
export function rememberInCookie(name: string, value: string): void {
  const secure = window.location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${name}=${encodeURIComponent(value)}; Path=/; Max-Age=${ONE_YEAR_SECONDS}; SameSite=Lax${secure}`;
}
