import { readFileSync } from "node:fs";
import { optionsFromEnvironment } from "./options.ts";
import { startSandbox } from "./start-sandbox.ts";

/** The sandbox as a process: configured by SANDBOX_* variables, stopped by SIGTERM or SIGINT. */
const options = optionsFromEnvironment(process.env, (path) => readFileSync(path, "utf8"));
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const logsRequests = process.env["SANDBOX_LOG_REQUESTS"] === "1";
const sandbox = await startSandbox({ ...options, onRequest: logsRequests ? say : undefined });
say(`Sandbox ready at ${sandbox.url} (uploads at ${sandbox.uploadUrl})`);

const stop = (): void => {
  process.off("SIGTERM", stop);
  process.off("SIGINT", stop);
  void sandbox.close();
};
process.on("SIGTERM", stop);
process.on("SIGINT", stop);
