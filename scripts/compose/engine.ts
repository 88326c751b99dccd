import { spawn, spawnSync } from "node:child_process";

/** How compose is called here: the plugin of the engine, or the older program of its own. */
export type Compose = { command: string; words: readonly string[] };

/** @returns undefined where no Docker engine answers, with what is missing */
export function findEngine(): { compose: Compose } | { missing: string } {
  if (!answers("docker", ["info"])) return { missing: "no Docker engine answers" };
  if (answers("docker", ["compose", "version"]))
    return { compose: { command: "docker", words: ["compose"] } };
  if (answers("docker-compose", ["version"])) return { compose: { command: "docker-compose", words: [] } };
  return { missing: "neither `docker compose` nor `docker-compose` is there" };
}

function answers(command: string, words: string[]): boolean {
  return spawnSync(command, words, { stdio: "ignore" }).status === 0;
}

/** @throws Error with the program's last lines when it fails */
export async function run(
  command: string,
  words: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<string> {
  const child = spawn(command, words, { env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  let errors = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code === 0) return output;
  const tail = (output + errors).trimEnd().split("\n").slice(-25).join("\n");
  throw new Error(`${command} ${words.join(" ")} ended with ${code}:\n${tail}`);
}
