/** As much of a browser as sign-in needs: cookies, forms, and redirects that are looked at rather than followed. */
export interface TestBrowser {
  get(url: string, signal?: AbortSignal): Promise<Page>;
  post(url: string, fields: Record<string, string>): Promise<Page>;
  /** Posts the page's form with the fields given, to the address that the form names. */
  submit(page: Page, fields: Record<string, string>): Promise<Page>;
}

export interface Page {
  readonly status: number;
  readonly html: string;
  /** Where the answer redirects to, undefined for a page. */
  readonly location: URL | undefined;
  readonly url: string;
}

export function newBrowser(): TestBrowser {
  const cookies = new Map<string, string>();
  const visit = async (url: string, init: RequestInit): Promise<Page> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(url, { ...init, redirect: "manual", headers: { cookie } });
    for (const line of response.headers.getSetCookie()) keepCookie(cookies, line);
    const location = response.headers.get("location");
    const page = { status: response.status, html: await response.text(), url };
    return { ...page, location: location === null ? undefined : new URL(location, url) };
  };
  const post = (url: string, fields: Record<string, string>) =>
    visit(url, { method: "POST", body: new URLSearchParams(fields) });
  return {
    get: (url, signal) => visit(url, signal === undefined ? {} : { signal }),
    post,
    submit(page, fields) {
      const action = /<form method="post" action="([^"]*)"/.exec(page.html)?.[1]?.replaceAll("&amp;", "&");
      if (action === undefined) throw new Error("the page has no form");
      return post(new URL(action, page.url).href, fields);
    },
  };
}

function keepCookie(cookies: Map<string, string>, line: string): void {
  const [pair = ""] = line.split(";");
  const at = pair.indexOf("=");
  const value = pair.slice(at + 1);
  if (value === "") cookies.delete(pair.slice(0, at));
  else cookies.set(pair.slice(0, at), value);
}
