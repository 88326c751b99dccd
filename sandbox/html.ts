import { type Answer } from "./http/reply.ts";

/** Text that is HTML already. Everything else that goes into a page is escaped. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Content = Html | string | number | undefined | readonly Content[];

/** A template whose values are escaped, except `Html` and lists of it. */
export function html(parts: TemplateStringsArray, ...values: readonly Content[]): Html {
  return new Html(parts.map((part, at) => part + rendered(values[at])).join(""));
}

function rendered(value: Content): string {
  if (value === undefined) return "";
  if (value instanceof Html) return value.text;
  if (typeof value === "string" || typeof value === "number") return escaped(String(value));
  return value.map(rendered).join("");
}

export function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

/** Forms of the sign-in and consent pages end in a redirect to the portal, which `form-action` must allow. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; form-action 'self' http://127.0.0.1:* http://localhost:*; frame-ancestors 'none'; base-uri 'none'";

export function page(
  status: number,
  title: string,
  main: Html,
  headers: Record<string, string | readonly string[]> = {},
): Answer {
  const document = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style>
          ${new Html(STYLE)}
        </style>
      </head>
      <body>
        ${main}
      </body>
    </html> `;
  return {
    kind: "answer",
    status,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": POLICY,
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "cache-control": "no-store",
      ...headers,
    },
    body: document.text,
  };
}

const STYLE = `
:root { color-scheme: light dark; --ink: #1b1a19; --soft: #5c5a58; --paper: #fff; --ground: #f3f2f1; --line: #c8c6c4; --accent: #0f5ea8; --bad: #a4262c; }
@media (prefers-color-scheme: dark) { :root { --ink: #f3f2f1; --soft: #b9b6b3; --paper: #252423; --ground: #161514; --line: #4b4947; --accent: #82c7ff; --bad: #ff99a4; } }
* { box-sizing: border-box; }
body { margin: 0; font: 15px/1.5 "Segoe UI", system-ui, sans-serif; color: var(--ink); background: var(--ground); }
header.top { padding: .75rem 1.25rem; border-bottom: 1px solid var(--line); background: var(--paper); }
header.top p { margin: 0; color: var(--soft); }
header.top a { font-weight: 600; }
main { max-width: 66rem; margin: 1.25rem auto; padding: 0 1.25rem; }
main.card { max-width: 28rem; margin-top: 8vh; padding: 2rem; background: var(--paper); border: 1px solid var(--line); border-radius: 4px; }
main.card.wide { max-width: 34rem; }
h1 { font-size: 1.4rem; margin: 0 0 .75rem; } h2 { font-size: 1.1rem; margin: 1.5rem 0 .5rem; }
a { color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.scroll { overflow-x: auto; background: var(--paper); border: 1px solid var(--line); border-radius: 4px; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .4rem .75rem; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
tr:last-child td { border-bottom: 0; } th { font-weight: 600; white-space: nowrap; } td.n, th.n { text-align: right; white-space: nowrap; }
nav.path { margin-bottom: 1rem; color: var(--soft); } nav.path ol { list-style: none; display: flex; flex-wrap: wrap; gap: .4rem; padding: 0; margin: 0; } nav.path li + li::before { content: "/"; margin-right: .4rem; }
nav.pages { display: flex; gap: 1rem; margin-top: 1rem; }
label { display: block; font-weight: 600; margin: .75rem 0 .25rem; } input { width: 100%; padding: .5rem; font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--soft); border-radius: 2px; }
button { font: inherit; padding: .45rem 1.25rem; margin: 1rem .5rem 0 0; border: 1px solid var(--accent); border-radius: 2px; background: var(--paper); color: var(--accent); cursor: pointer; }
button.main { background: var(--accent); color: var(--paper); font-weight: 600; }
.bad { color: var(--bad); font-weight: 600; } .soft { color: var(--soft); } ul.hint { padding-left: 1.1rem; } code { overflow-wrap: anywhere; }
pre { margin: 0; padding: .75rem; white-space: pre-wrap; overflow-wrap: anywhere; }
`;
