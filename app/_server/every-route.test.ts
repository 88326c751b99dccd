import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

// Whoever adds a route or an action is held to the rules that all of them obey.

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const files = (pattern: string) =>
  globSync(pattern, { cwd: new URL("../..", import.meta.url).pathname }).toSorted();

/** For whoever has no session: signing in, the way back from Microsoft's consent page, health, and colours. */
const WITHOUT_SESSION = [
  "app/api/auth/[...nextauth]/route.ts",
  "app/api/consent/callback/route.ts",
  "app/api/health/route.ts",
  "app/themes.css/route.ts",
];
/** They prove it in another way: a token of next-auth, and a state that is used once. */
const WITH_PROOF = ["app/api/auth/[...nextauth]/route.ts", "app/api/consent/callback/route.ts"];
/** Verbs that write, though the route is a GET. */
const WRITING_GETS = ["app/api/consent/start/route.ts"];

const ROUTES = files("app/**/route.ts");
const ACTIONS = files("app/**/*.ts").filter((path) => read(path).startsWith('"use server"'));

const PAGES = files("app/(portal)/**/page.tsx");

test("pages, routes and actions were found", () => {
  expect(PAGES.length).toBeGreaterThan(10);
  expect(ROUTES.length).toBeGreaterThan(10);
  expect(ACTIONS.length).toBeGreaterThan(5);
});

test.each(PAGES)("%s asks for a viewer with a role by itself, whatever the frame around it asks", (path) => {
  expect(read(path)).toMatch(/await (serviceContext|requireViewer)\(\)/);
});

test.each(ROUTES.filter((path) => !WITHOUT_SESSION.includes(path)))("%s asks for a session", (path) => {
  const handlers = read(path).match(/^export (async )?function (GET|POST|PUT|PATCH|DELETE)\b/gm) ?? [];
  expect(handlers.length).toBeGreaterThan(0);
  expect(read(path).match(/return answer\(/g)?.length).toBe(handlers.length);
});

test.each(ROUTES.filter((path) => !WITH_PROOF.includes(path)))("%s lets no other site write", (path) => {
  const writes =
    read(path).match(/^export (async )?function (POST|PUT|PATCH|DELETE)\b/gm) ??
    (WRITING_GETS.includes(path) ? ["GET"] : []);
  expect(read(path).match(/requireSameOrigin\(request\)/g)?.length ?? 0).toBe(writes.length);
});

test.each(ACTIONS)("%s takes the viewer from the session in every action", (path) => {
  const functions = read(path)
    .split(/^(?=export async function |async function |function )/m)
    .slice(1);
  const asking = functions.filter((text) => text.includes("serviceContext()") && !text.startsWith("export"));
  // Directly, or through another function of the file.
  const ways = [
    "serviceContext",
    "requireViewer",
    ...asking.flatMap((text) => /function (\w+)/.exec(text)?.[1] ?? []),
  ];
  const actions = functions.filter((text) => text.startsWith("export"));
  expect(actions.length).toBeGreaterThan(0);
  for (const action of actions) {
    const [name = "", body = ""] = action.split(/\((.*)/s);
    expect(
      ways.some((way) => body.includes(`${way}(`)),
      name,
    ).toBe(true);
  }
});
