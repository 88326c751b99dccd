import { themeRules } from "#components/ui/theme-rules.ts";

export const dynamic = "force-static";

/** Asked for under a name that changes with its content, so that a browser keeps it for good. */
export function GET(): Response {
  return new Response(themeRules(), {
    headers: {
      "content-type": "text/css; charset=utf-8",
      "cache-control": "public, max-age=31536000, immutable",
    },
  });
}
