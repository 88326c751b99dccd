import { globSync } from "node:fs";
import { expect, test } from "vitest";
import { CONNECTOR_TABS } from "#components/connector/connector-tabs.ts";
import { paths } from "#lib/paths.ts";
import {
  PAGES_OF_ORGANIZATION,
  pagesOfConnector,
  ROUTES_OF_ORGANIZATION,
  routesOfConnector,
} from "../../e2e/support/every-address.ts";

// The journeys of roles walk what there is: whoever adds a page, a tab or a route adds its address to them.

const files = (pattern: string) =>
  globSync(pattern, { cwd: new URL("../..", import.meta.url).pathname }).toSorted();

/** For whoever may not, or need not, sign in. */
const PAGES_WITHOUT_SESSION = ["app/consent-result/page.tsx", "app/no-role/page.tsx", "app/sign-in/page.tsx"];

const ROUTES_WITHOUT_SESSION = [
  "app/api/auth/[...nextauth]/route.ts",
  "app/api/consent/callback/route.ts",
  "app/api/health/route.ts",
  "app/themes.css/route.ts",
];

test("every page and route that needs a session is walked by the journeys of roles, and every tab", () => {
  const place = { connectorId: "c", runId: "r" };
  const pages = [...PAGES_OF_ORGANIZATION, ...pagesOfConnector(place)];
  const routes = [...ROUTES_OF_ORGANIZATION, ...routesOfConnector(place)];
  const every = files("app/**/page.tsx").filter((path) => !PAGES_WITHOUT_SESSION.includes(path));
  expect(new Set(pages.map((url) => fileOf(url, every)))).toEqual(new Set(every));
  const asked = files("app/**/route.ts").filter((path) => !ROUTES_WITHOUT_SESSION.includes(path));
  expect(new Set(routes.map((url) => fileOf(url, asked)))).toEqual(new Set(asked));
  for (const { id } of CONNECTOR_TABS.filter(({ id }) => id !== "overview"))
    expect(pages).toContain(paths.connector("c", id));
});

/** The file that answers an address: of those whose pattern fits, the one with the fewest placeholders. */
function fileOf(url: string, candidates: readonly string[]): string | undefined {
  const placeholders = (path: string) => path.split("[").length;
  return candidates
    .filter((path) => patternOf(path).test(url.split("?")[0] ?? ""))
    .toSorted((a, b) => placeholders(a) - placeholders(b))[0];
}

function patternOf(path: string): RegExp {
  const parts = path
    .split("/")
    .slice(1, -1)
    .filter((part) => !part.startsWith("("));
  return new RegExp(`^/${parts.map((part) => (part.startsWith("[") ? "[^/]+" : part)).join("/")}$`);
}
