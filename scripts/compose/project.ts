import { spawnSync } from "node:child_process";
import { appendFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { waitUntil } from "../stack/child.ts";
import { freePort } from "../stack/ports.ts";
import { ROOT } from "../stack/root.ts";
import { type Compose, type Redirection, run } from "./engine.ts";

const NAME = "mac-compose-test";

const PSQL =
  'PGPASSWORD="$(cat "$POSTGRES_PASSWORD_FILE")" psql -qtAX -h 127.0.0.1 -U postgres -d mobile_archive -c "$1"';

/** The composed stack of the test: its own project, images, volumes, secrets and ports. */
export type Project = {
  portalUrl: string;
  sandboxUrl: string;
  /** Where browsers and containers alike know it. */
  sandboxBrowserUrl: string;
  compose(...words: string[]): Promise<string>;
  /** The same with a file at its beginning or end, for what is no text. */
  piped(redirection: Redirection, ...words: string[]): Promise<string>;
  /** Holds .env and secrets/, and whatever else the test leaves. */
  folder: string;
  /** Images of another build from now on. */
  useTag(tag: string): void;
  /** Ids of the service's running containers; with `--all` also of those that have ended. */
  containers(service: string, all?: "--all"): Promise<string[]>;
  inspect(container: string): Promise<Inspection>;
  /** One value as the database's owner reads it, in the database's own spelling. */
  sql(statement: string): Promise<string>;
  healthy(service: string, count: number): Promise<void>;
  secrets(): string[];
};

/** What `docker inspect` says, as far as it is looked at. */
export type Inspection = {
  Name: string;
  State: { Status: string; Health?: { Status: string } };
  Config: { User: string; Env: string[] };
  HostConfig: {
    ReadonlyRootfs: boolean;
    CapDrop: string[] | null;
    CapAdd: string[] | null;
    SecurityOpt: string[] | null;
    Memory: number;
    NanoCpus?: number;
    CpuQuota?: number;
    Ulimits?: { Name: string; Hard: number; Soft: number }[] | null;
    PidsLimit: number | null;
    RestartPolicy: { Name: string };
    PortBindings: Record<string, { HostIp: string }[]> | null;
  };
  NetworkSettings: { Networks: Record<string, unknown> };
};

export async function makeProject(compose: Compose, settings: Record<string, string>): Promise<Project> {
  const folder = join(ROOT, ".data/compose");
  rmSync(folder, { recursive: true, force: true });
  const made = spawnSync(
    process.execPath,
    [join(ROOT, "scripts/init-env.mjs"), "--sandbox", `--dir=${folder}`],
    {
      encoding: "utf8",
    },
  );
  if (made.status !== 0) throw new Error(made.stderr);
  const envFile = join(folder, ".env");
  const portalPort = await freePort(0);
  const sandboxPort = await freePort(0);
  const text = readFileSync(envFile, "utf8")
    .replaceAll(":7004/", `:${sandboxPort}/`)
    .replace(/^NEXTAUTH_URL=.*$/m, `NEXTAUTH_URL=http://localhost:${portalPort}`);
  const lines = {
    PORTAL_BIND: `127.0.0.1:${portalPort}`,
    SANDBOX_PORT: String(sandboxPort),
    IMAGE_PREFIX: NAME,
    ...settings,
  };
  // What stands twice counts by its last place.
  writeFileSync(envFile, text);
  appendFileSync(
    envFile,
    Object.entries(lines)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(""),
  );
  let tag = "one";
  const env = () => ({
    ...process.env,
    IMAGE_TAG: tag,
    DOCKER_BUILDKIT: process.env["DOCKER_BUILDKIT"] ?? "",
  });
  const words = [...compose.words, "-p", NAME, "--env-file", envFile, "-f", join(ROOT, "docker-compose.yml")];
  const piped = (redirection: Redirection, ...rest: string[]) =>
    run(compose.command, [...words, ...rest], env(), redirection);
  const call = (...rest: string[]) => piped({}, ...rest);
  const containers = async (service: string, all?: "--all") =>
    (await call("ps", "-q", ...(all ? [all] : []), service)).split("\n").filter((line) => line !== "");
  const inspect = async (container: string): Promise<Inspection> => {
    const [first] = JSON.parse(await run("docker", ["inspect", container], env())) as Inspection[];
    if (!first) throw new Error(`${container} is gone`);
    return first;
  };
  return {
    portalUrl: `http://localhost:${portalPort}`,
    sandboxUrl: `http://127.0.0.1:${sandboxPort}`,
    sandboxBrowserUrl: `http://sandbox.localhost:${sandboxPort}`,
    compose: call,
    piped,
    folder,
    useTag(next) {
      tag = next;
    },
    containers,
    inspect,
    sql: async (statement) =>
      (await call("exec", "-T", "postgres", "sh", "-c", PSQL, "sh", statement)).trim(),
    healthy: (service, count) =>
      waitUntil(
        `${service} (${count})`,
        async () => {
          const states = await Promise.all((await containers(service)).map(inspect));
          return (
            states.length === count &&
            states.every(({ State }) => State.Status === "running" && State.Health?.Status === "healthy")
          );
        },
        180,
      ),
    secrets: () => {
      const secretsFolder = join(folder, "secrets");
      return readdirSync(secretsFolder)
        .map((file) => readFileSync(join(secretsFolder, file), "utf8"))
        .filter((secret) => secret !== "");
    },
  };
}
