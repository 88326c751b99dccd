import { rmSync } from "node:fs";
import { join } from "node:path";

import { ROOT } from "../stack/root.ts";
import { removePostgres } from "../stack/postgres.ts";
import { runningStack } from "../stack/lock.ts";
import { say } from "../stack/say.ts";

/** Forgets everything that `npm start` keeps: database, queue, vault, sandbox, secrets, logs. */
export async function reset(): Promise<number> {
  const dataDir = join(ROOT, ".data");
  const pid = runningStack(dataDir);
  if (pid !== undefined) {
    say(`✗ The stack is running (process ${pid}). Stop it with Ctrl-C first, then reset.`);
    return 1;
  }
  removePostgres(ROOT, dataDir);
  rmSync(dataDir, { recursive: true, force: true });
  say("✓ The data is gone. `npm start` begins anew.");
  return Promise.resolve(0);
}
