import type { DirectoryStore, DirectoryUser } from "../ports/directory.ts";
import { type DirectoryRows, directoryOf, type Rows } from "./memory-rows.ts";

/** The tenants' directories in memory: what the database's store does, without the database. */
export function createMemoryDirectoryStore(rows: Rows): DirectoryStore {
  return {
    readDeltaLink: async (tenantId) => directoryOf(rows, tenantId).deltaLink,
    beginFullSync: async (tenantId) => {
      const directory = directoryOf(rows, tenantId);
      directory.generation += 1;
      directory.deltaLink = undefined;
      return directory.generation;
    },
    applyPage: async (tenantId, page, _now, fullSync) => {
      const directory = directoryOf(rows, tenantId);
      const { users, generation: latest } = directory;
      const generation = fullSync ?? latest;
      for (const userId of page.removedUserIds) users.delete(userId);
      for (const user of page.users) put(users, user, generation);
      const isFullSyncDue = directory.deltaLink === undefined && latest > 0;
      if (page.deltaLink === undefined || (isFullSyncDue && fullSync !== latest)) return;
      directory.deltaLink = page.deltaLink;
      if (fullSync === undefined) return;
      for (const user of users.values()) if (user.generation < generation) users.delete(user.userId);
    },
  };
}

function put(users: DirectoryRows["users"], user: DirectoryUser, generation: number): void {
  const known = users.get(user.userId)?.generation ?? 0;
  users.set(user.userId, { ...user, generation: Math.max(known, generation) });
}
