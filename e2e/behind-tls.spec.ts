import { readFileSync } from "node:fs";
import { expect, type Response } from "@playwright/test";
import { paths } from "#lib/paths.ts";
import { signIn, signOut } from "./support/sign-in.ts";
import { SECURE_PORTAL, startTlsProxy } from "./support/tls-proxy.ts";
import { test } from "./support/test.ts";

let proxy: Awaited<ReturnType<typeof startTlsProxy>>;
test.beforeAll(async () => {
  proxy = await startTlsProxy(SECURE_PORTAL.at, SECURE_PORTAL.target);
});
test.afterAll(() => proxy.close());
test.use({ baseURL: SECURE_PORTAL.at.origin, ignoreHTTPSErrors: true });

/** One `Set-Cookie`, its attributes in lower case. */
function cookieOf(line: string): { name: string; attributes: string[] } {
  const [pair = "", ...attributes] = line.split(";").map((part) => part.trim());
  return { name: pair.split("=")[0] ?? "", attributes: attributes.map((each) => each.toLowerCase()) };
}

test("Behind TLS every cookie is for https alone, and no answer tells of what it was made with", async ({
  page,
  context,
}) => {
  const answers: Response[] = [];
  page.on("response", (answer) => {
    if (answer.url().startsWith(SECURE_PORTAL.at.origin)) answers.push(answer);
  });
  await page.goto(paths.connectors);
  await signIn(page, "auditor");
  await expect(page).toHaveURL(SECURE_PORTAL.at.origin + paths.connectors);
  const kept = await context.cookies(SECURE_PORTAL.at.origin);
  await signOut(page, "Audrey Auditor");

  expect(kept.map(({ name }) => name)).toContain("__Secure-next-auth.session-token");
  expect(kept.map(({ name }) => name)).toContain("__Host-next-auth.csrf-token");
  expect(kept.filter(({ secure, sameSite }) => !secure || sameSite === "None")).toEqual([]);

  const seen = new Set<string>();
  for (const answer of answers) {
    for (const { name, value } of await answer.headersArray()) {
      expect(name, answer.url()).not.toMatch(/^(server|x-powered-by|x-nextjs-.*version.*)$/i);
      if (name.toLowerCase() !== "set-cookie") continue;
      const { name: cookie, attributes } = cookieOf(value);
      seen.add(cookie);
      expect(cookie, "its prefix binds it to https").toMatch(/^__(Secure|Host)-/);
      expect(attributes, cookie).toEqual(expect.arrayContaining(["secure", "httponly", "path=/"]));
      expect(attributes, cookie).toContain("samesite=lax");
    }
    const { "strict-transport-security": hsts } = await answer.allHeaders();
    expect(hsts, answer.url()).toMatch(/^max-age=\d{8,}/);
  }
  for (const what of ["session-token", "csrf-token", "state", "nonce", "pkce.code_verifier"])
    expect([...seen].join(" ")).toContain(what);
});

test("No script that is given to somebody without a session names the version of Next.js", async ({
  page,
}) => {
  const about = readFileSync("node_modules/next/package.json", "utf8");
  const [, version = "its version is not told"] = /^ {2}"version": "([\d.]+)"/m.exec(about) ?? [];
  expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  const scripts: Promise<string>[] = [];
  page.on("response", (answer) => {
    if (answer.request().resourceType() === "script") scripts.push(answer.text());
  });
  await page.goto(paths.signIn, { waitUntil: "networkidle" });
  const texts = await Promise.all(scripts);
  expect(texts.join("\n"), "the one that did").toContain("window.next={version:");
  expect(texts.filter((text) => text.includes(version))).toEqual([]);
});
