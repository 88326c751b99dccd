import { Failure } from "#lib/domain/failure.ts";

import type { PipelineDeps } from "./ports/deps.ts";

type DirectoryDeps = Pick<PipelineDeps, "clock" | "directory" | "directoryStore">;

/**
 * Brings the tenant's directory up to date: the changes since the last time, or all of it the first time and whenever
 * the kept position has expired. A synchronization that is broken off begins again from the position kept. `onPage` hears
 * that it comes further.
 */
export async function syncDirectory(
  deps: DirectoryDeps,
  tenantId: string,
  signal: AbortSignal,
  onPage: () => void = () => undefined,
): Promise<void> {
  const deltaLink = await deps.directoryStore.readDeltaLink(tenantId);
  if (deltaLink !== undefined) {
    try {
      return await applyChanges(deps, tenantId, { deltaLink, signal, onPage });
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== "directory-delta-expired") throw error;
    }
  }
  const generation = await deps.directoryStore.beginFullSync(tenantId);
  await applyChanges(deps, tenantId, { generation, signal, onPage });
}

type Reading = { deltaLink?: string; generation?: number; signal: AbortSignal; onPage: () => void };

async function applyChanges(
  deps: DirectoryDeps,
  tenantId: string,
  { deltaLink, generation, signal, onPage }: Reading,
): Promise<void> {
  for await (const page of deps.directory.changes(deltaLink, signal)) {
    await deps.directoryStore.applyPage(tenantId, page, deps.clock.now(), generation);
    onPage();
  }
}
