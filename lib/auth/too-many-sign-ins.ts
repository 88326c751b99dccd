/** What a route of next-auth answers with instead: a page to a browser that goes there, a problem to a script of ours. */
export function tooManySignIns(request: Request, waitMs: number): Response {
  const waitSeconds = Math.ceil(waitMs / 1000);
  const headers = { "retry-after": String(waitSeconds), "cache-control": "no-store" };
  if (request.headers.get("sec-fetch-dest") === "document")
    return new Response(page(Math.ceil(waitSeconds / 60)), {
      status: 429,
      headers: { ...headers, "content-type": "text/html; charset=utf-8" },
    });
  const problem = {
    type: "about:blank",
    status: 429,
    code: "too-many-sign-ins",
    title: "Too many sign-ins",
    detail: `Try again after ${waitSeconds} seconds.`,
  };
  return Response.json(problem, {
    status: 429,
    headers: { ...headers, "content-type": "application/problem+json" },
  });
}

/** Plain words, as Next.js can render no page with this status. */
function page(minutes: number): string {
  const wait = minutes === 1 ? "a minute" : `${minutes} minutes`;
  return `<!doctype html>
<html lang="en" data-theme="system">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Too many sign-ins | Mobile Archive Connectors</title>
<link rel="stylesheet" href="/themes.css">
<link rel="stylesheet" href="/plain-page.css">
</head>
<body>
<main>
<p class="brand">Mobile Archive Connectors</p>
<h1>Too many sign-ins</h1>
<p>There were more sign-ins from your network, or with your account, than anybody needs. This protects everybody's
accounts; imports are not affected, and whoever is signed in stays so.</p>
<p><strong>Wait ${wait}, then sign in again.</strong> If you did not try so often, tell whoever operates this
installation.</p>
<p><a href="/sign-in">Back to the sign-in</a></p>
</main>
</body>
</html>
`;
}
