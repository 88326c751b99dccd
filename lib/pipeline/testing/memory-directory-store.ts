import type { DirectoryStore } from "../ports.ts";
import { directoryOf, type Rows } from "./memory-rows.ts";

/** The tenants' directories in memory: what the database's store does, without the database. */
export function createMemoryDirectoryStore(rows: Rows): DirectoryStore {
  return {
    readDeltaLink: async (tenantId) => directoryOf(rows, tenantId).deltaLink,
    beginFullSync: async (tenantId) => {
      const directory = directoryOf(rows, tenantId);
      directory.generation += 1;
      directory.deltaLink = undefined;
    },
    applyPage: async (tenantId, page) => {
      const directory = directoryOf(rows, tenantId);
      const { users, generation } = directory;
      for (const userId of page.removedUserIds) users.delete(userId);
      for (const user of page.users) users.set(user.userId, { ...user, generation });
      if (page.deltaLink === undefined) return;
      const isFullSync = directory.deltaLink === undefined;
      directory.deltaLink = page.deltaLink;
      if (!isFullSync) return;
      for (const user of users.values()) if (user.generation < generation) users.delete(user.userId);
    },
  };
}
