import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { ROOT } from "../stack/root.ts";

const compose = readFileSync(join(ROOT, "docker-compose.yml"), "utf8").replaceAll(/^ *#.*\n/gm, "");
const [anchors = "", rest = ""] = compose.split(/^services:$/m);
const [services = "", ending = ""] = rest.split(/^networks:$/m);
const SECRETS = namesIn(ending.split(/^secrets:$/m)[1] ?? "", /^ {2}(\w+):/gm);

function namesIn(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, name]) => name ?? "");
}

/** A service's part of the file, with what it shares with others. */
function textOf(service: string): string {
  const [, text = ""] = services.split(new RegExp(`^ {2}${service}:$`, "m"));
  const own = text.split(/^ {2}\S/m)[0] ?? "";
  return own.includes("<<: *environment") ? own + anchors.split("x-environment")[1] : own;
}

/** Variables and what they are set to. */
function environmentOf(service: string): Map<string, string> {
  const lines = textOf(service).matchAll(/^ +([A-Z][A-Z0-9_]+): (.*)$/gm);
  return new Map([...lines].map(([, name = "", value = ""]) => [name, value]));
}

/** Who reads which of .env.example's variables, as its headings say. */
function readersOf(): [service: string, name: string][] {
  const example = readFileSync(join(ROOT, ".env.example"), "utf8");
  return example.split(/^# ── /m).flatMap((part) => {
    const [heading = ""] = part.split("\n");
    return namesIn(part, /^([A-Z0-9_]+)=/gm).flatMap((name) =>
      (ALONE[name] ?? readersBy(heading)).map((service): [string, string] => [service, name]),
    );
  });
}

function readersBy(heading: string): string[] {
  if (heading.includes("the sandbox")) return ["sandbox"];
  if (/^Worker|worker only/.test(heading)) return ["worker"];
  return heading.startsWith("Portal") ? ["portal"] : ["portal", "worker"];
}

/** Not as their heading says, and why. */
const ALONE: Record<string, string[]> = {
  // The owner's role is for the migration.
  DATABASE_ADMIN_URL: ["migrate"],
  // Portal only, as its line says.
  ENTRA_TENANT: ["portal"],
  // The portal has no way to the originals.
  AZURE_STORAGE_CONNECTION_STRING: ["worker"],
  STAGING_CONTAINER: ["worker"],
  // The container's own ports are fixed: PORTAL_BIND says where one is published, the other never is.
  PORT: [],
  OPERATIONS_PORT: [],
  // A folder of the machine, and faults: for `npm start`.
  SANDBOX_MAIL_DIR: [],
  SANDBOX_FAULTS: [],
};

describe("what .env.example names can be set in .env or secrets/ of the composed stack", () => {
  test("all of it is looked at", () => expect(readersOf().length).toBeGreaterThan(70));

  test.each(readersOf())("%s: %s", (service, name) => {
    const environment = environmentOf(service);
    const ways = [environment.get(name), environment.get(`${name}_FILE`)].filter((way) => way !== undefined);
    // Beside each other the two are refused.
    expect(ways).toHaveLength(1);
    expect(ways[0]).toMatch(new RegExp(`\\$\\{${name}:|^/run/secrets/\\w+$`));
  });

  test.each(["portal", "worker", "migrate"])("%s is given every secret that it reads", (service) => {
    const read = namesIn(textOf(service), /\/run\/secrets\/(\w+)/g);
    const [, list = ""] = textOf(service).split(/^ {4}secrets:/m);
    const granted = namesIn(list.split(/^ {4}\w/m)[0] ?? "", /(\w+)/g);
    expect(granted.toSorted()).toEqual(read.toSorted());
    for (const name of read) expect(SECRETS).toContain(name);
  });
});

test("every image is of a release", () => {
  const images = namesIn(services, /^ {4}image: (.+)$/gm).filter((image) => !image.startsWith("*"));
  expect(images.length).toBeGreaterThan(5);
  for (const image of images) expect(image).toMatch(/\{IMAGE_TAG:-local\}$|:\d+(?:\.\d+)*\}?$/);
});

describe("npm run init:env", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "init-env-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const initEnv = (...words: string[]) =>
    spawnSync(process.execPath, [join(ROOT, "scripts/init-env.mjs"), `--dir=${folder}`, ...words], {
      encoding: "utf8",
    });
  const secret = (name: string) => join(folder, "secrets", name);

  test("makes every file that the compose file names, for its owner's eyes", () => {
    expect(initEnv().status).toBe(0);
    expect(readdirSync(join(folder, "secrets")).toSorted()).toEqual(SECRETS.toSorted());
    expect(statSync(join(folder, "secrets")).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, ".env")).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(folder, ".env"), "utf8")).toMatch(
      /^COMPOSE_PROJECT_NAME=mobile-archive-connectors$/m,
    );
    expect(readFileSync(secret("redis_url"), "utf8")).toBe("redis://redis:6379");
  });

  test("leaves what is there as it is", () => {
    const keys = readFileSync(secret("envelope_keys"), "utf8");
    const again = initEnv();
    expect(again.status).toBe(1);
    expect(again.stderr).toContain("exists already");
    expect(readFileSync(secret("envelope_keys"), "utf8")).toBe(keys);
  });

  test("--missing adds what a newer version wants, and never a key or a password", () => {
    rmSync(secret("imap_master_password"));
    writeFileSync(secret("imap_master_password"), "marked");
    rmSync(secret("extra_ca_certificates"));
    rmSync(secret("envelope_keys"));
    const added = initEnv("--missing");
    expect(added.status).toBe(0);
    expect(added.stdout).toBe("Added to secrets/: extra_ca_certificates.\n");
    expect(readFileSync(secret("imap_master_password"), "utf8")).toBe("marked");
    expect(readdirSync(join(folder, "secrets"))).not.toContain("envelope_keys");
  });
});
