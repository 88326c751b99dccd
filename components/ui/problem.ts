/** An answer of ours that is no success: RFC 9457, or what stands in for it where nobody answered. */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly status: number;
  readonly detail: string;
  readonly correlationId: string | undefined;

  constructor(status: number, title: string, detail: string, correlationId?: string) {
    super(title);
    this.status = status;
    this.detail = detail;
    this.correlationId = correlationId;
  }
}

/** Fetches JSON of ours. @throws Problem */
export async function fetchJson<Body>(url: string, signal?: AbortSignal): Promise<Body> {
  const response = await fetch(url, {
    headers: { accept: "application/json" },
    ...(signal && { signal }),
  }).catch((cause: unknown) => {
    if (signal?.aborted) throw cause;
    throw new Problem(0, "The portal does not answer", "Check your connection. The page keeps trying.");
  });
  if (response.ok) return response.json();
  throw problemOf(response.status, await response.text());
}

/** The problem in an answer's text, whatever a proxy in between made of it. */
export function problemOf(status: number, text: string): Problem {
  const fields = new Map<string, unknown>(Object.entries(parse(text)));
  const read = (name: string) => {
    const value = fields.get(name);
    return typeof value === "string" ? value : undefined;
  };
  return new Problem(
    status,
    read("title") ?? "The portal could not answer",
    read("detail") ?? `It answered with the status ${status}.`,
    read("correlationId"),
  );
}

function parse(text: string): object {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === "object" && body !== null ? body : {};
  } catch {
    return {};
  }
}
