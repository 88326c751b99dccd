import { spawn, spawnSync } from "node:child_process";
import { closeSync, openSync } from "node:fs";

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

/** Files that stand for `<` and `>` of a shell. */
export type Redirection = { from?: string; to?: string };

/** @throws Error with the program's last lines when it fails */
export async function run(
  command: string,
  words: readonly string[],
  env: NodeJS.ProcessEnv,
  { from, to }: Redirection = {},
): Promise<string> {
  const input = from === undefined ? "ignore" : openSync(from, "r");
  const goal = to === undefined ? "pipe" : openSync(to, "w", 0o600);
  const child = spawn(command, words, { env, stdio: [input, goal, "pipe"] });
  for (const file of [input, goal]) if (typeof file === "number") closeSync(file);
  let output = "";
  let errors = "";
  child.stdout?.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code === 0) return output;
  const tail = (output + errors).trimEnd().split("\n").slice(-25).join("\n");
  throw new Error(`${command} ${words.join(" ")} ended with ${code}:\n${tail}`);
}
