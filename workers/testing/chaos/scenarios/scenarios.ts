import type { Scenario } from "../scenario.ts";

import { consentWithdrawn, expiredTokens, lostAnswers, throttled, unavailable } from "./graph.ts";
import { kills, nobodyAtWork, stalledWorker } from "./processes.ts";
import { diskFull, postgresRestarted, redisLost, vaultAway } from "./servers.ts";
import { pagesChange, vendorTroubles } from "./vendor.ts";

/** What all others are compared with. */
export const quiet: Scenario = { name: "a quiet run", meanwhile: async () => undefined };

export const KILLS = kills;

export const SCENARIOS: readonly Scenario[] = [
  kills,
  stalledWorker,
  nobodyAtWork,
  redisLost,
  postgresRestarted,
  vaultAway,
  diskFull,
  vendorTroubles,
  pagesChange,
  throttled,
  unavailable,
  lostAnswers,
  expiredTokens,
  consentWithdrawn,
];
