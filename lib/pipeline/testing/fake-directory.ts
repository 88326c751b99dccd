import { Failure } from "#lib/domain/failure.ts";

import type { DirectorySource, DirectoryUser } from "../ports/directory.ts";

const PAGE_SIZE = 3;

/** The tenant's directory: all users in pages, or nothing new since the last time. */
export class FakeDirectory implements DirectorySource {
  users: DirectoryUser[];
  hasExpired = false;

  constructor(users: readonly DirectoryUser[]) {
    this.users = [...users];
  }

  async *changes(deltaLink: string | undefined) {
    if (deltaLink !== undefined && this.hasExpired) {
      this.hasExpired = false;
      throw new Failure("directory-delta-expired", { kind: "transient", scope: "connector" });
    }
    const changed = deltaLink === undefined ? this.users : [];
    for (let start = 0; start + PAGE_SIZE < changed.length; start += PAGE_SIZE) {
      yield { users: changed.slice(start, start + PAGE_SIZE), removedUserIds: [], deltaLink: undefined };
    }
    const last = changed.slice(Math.max(0, Math.ceil(changed.length / PAGE_SIZE) - 1) * PAGE_SIZE);
    yield { users: last, removedUserIds: [], deltaLink: "delta-1" };
  }
}

/** A member with a licence, unless told otherwise. */
export function user(userId: string, change: Partial<DirectoryUser> = {}): DirectoryUser {
  const address = `${userId}@contoso.example`;
  return {
    userId,
    displayName: userId,
    userPrincipalName: address,
    addresses: [address],
    isMember: true,
    isEnabled: true,
    hasMailbox: true,
    ...change,
  };
}
