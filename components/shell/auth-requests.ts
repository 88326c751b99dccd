// The three requests of next-auth that a browser makes, each with its token against forgery.

/**
 * Goes to Microsoft's sign-in page, and comes back to `returnTo`. @throws Error when the portal does not answer
 * @returns the minutes to wait when there were too many sign-ins from here
 */
export async function startSignIn(returnTo: string): Promise<number | undefined> {
  const response = await post("/api/auth/signin/entra", { callbackUrl: returnTo });
  if (response.status === 429) return Math.ceil(Number(response.headers.get("retry-after") ?? 60) / 60);
  window.location.assign(field(await readJson(response), "url"));
  return undefined;
}

/** Forgets the session of this browser, and shows `then`. @throws Error when the portal does not answer */
export async function signOut(then: string): Promise<void> {
  await readJson(await post("/api/auth/signout", { callbackUrl: then }));
  // A full load, so that nothing of the former viewer stays in memory.
  window.location.assign(then);
}

/**
 * Tells that somebody is at the keyboard, so that the session goes on. @returns whether there still is one
 * @throws Error when the portal does not answer
 */
export async function keepSession(): Promise<boolean> {
  const body = JSON.stringify({ csrfToken: await csrfTokenOf() });
  const headers = { "content-type": "application/json" };
  const answer = await readJson(await fetch("/api/auth/session", { method: "POST", headers, body }));
  return new Map(Object.entries(answer ?? {})).get("viewer") !== undefined;
}

async function csrfTokenOf(): Promise<string> {
  return field(await readJson(await fetch("/api/auth/csrf")), "csrfToken");
}

async function post(path: string, fields: Record<string, string>): Promise<Response> {
  const csrfToken = await csrfTokenOf();
  const body = new URLSearchParams({ ...fields, csrfToken, json: "true" });
  return fetch(path, { method: "POST", body });
}

async function readJson(response: Response): Promise<unknown> {
  if (!response.ok) throw new Error(`the portal answered ${response.status}`);
  return response.json();
}

function field(answer: unknown, name: string): string {
  const value = new Map(Object.entries(answer ?? {})).get(name);
  if (typeof value === "string") return value;
  throw new Error(`the answer has no ${name}`);
}
