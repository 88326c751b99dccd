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

test.each(ROUTES.filter((path) => !WITHOUT_SESSION.includes(path)))("%s asks for a right", (path) => {
  for (const { name, body } of handlersOf(path))
    expect(verbsOf(path, body).length > 0 || body.includes("authorize(context, "), name).toBe(true);
});

test.each(ROUTES.filter((path) => !WITH_PROOF.includes(path)))("%s lets no other site write", (path) => {
  for (const { name, body } of handlersOf(path))
    expect(body.includes("requireSameOrigin(request)"), name).toBe(
      name !== "GET" || !verbsOf(path, body).every(readsOnly),
    );
});

test("routes that write by a GET are known from their verbs", () => {
  const writing = ROUTES.filter((path) =>
    handlersOf(path).some(({ name, body }) => name === "GET" && !verbsOf(path, body).every(readsOnly)),
  );
  expect(writing).toEqual([
    "app/api/connectors/[id]/consent/route.ts",
    "app/api/consent/callback/route.ts",
    "app/api/consent/start/route.ts",
  ]);
});

/** The handlers of a route's file, each with its text. */
function handlersOf(path: string): { name: string; body: string }[] {
  const [, ...parts] = read(path).split(/^export (?:async )?function (?=[A-Z]+\b)/m);
  return parts.map((body) => ({ name: /^[A-Z]+/.exec(body)?.[0] ?? "", body }));
}

/** Files of the verbs that a text calls, by itself or through a reader of `app` beside its page. */
function verbsOf(path: string, body: string): string[] {
  const imports = read(path).matchAll(/import \{([^}]+)\} from "#((?:lib\/services|app\/\()[^"]+)";/g);
  return [...imports].flatMap(([, names = "", file = ""]) => {
    if (!names.split(",").some((name) => new RegExp(`\\b${name.trim()}\\(`).test(body))) return [];
    return file.startsWith("app/") ? verbsOf(file, read(file)) : file.endsWith("/context.ts") ? [] : [file];
  });
}

/** A verb's name tells its cost, and the right that it asks for what it is about. */
function readsOnly(verb: string): boolean {
  const rights = [...read(verb).matchAll(/authorize\(context, "([a-z-]+)"\)/g)].map(
    ([, right = ""]) => right,
  );
  const isReader = /\/(?:get|list|find|export|explain|diff|has)-[a-z-]+\.ts$/.test(verb);
  return isReader && rights.length > 0 && rights.every((right) => ["look", "read-audit"].includes(right));
}

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
