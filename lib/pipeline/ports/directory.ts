export type DirectoryUser = {
  userId: string;
  displayName: string;
  userPrincipalName: string;
  /** Lower case; UPN, mail and every smtp proxy address, never `otherMails`. */
  addresses: string[];
  isMember: boolean;
  isEnabled: boolean;
  hasMailbox: boolean;
};

export type DirectoryPage = {
  users: DirectoryUser[];
  removedUserIds: string[];
  deltaLink: string | undefined;
};

export interface DirectorySource {
  /** @throws Failure `directory-delta-expired` when the link is too old: start again without one */
  changes(deltaLink: string | undefined, signal: AbortSignal): AsyncIterable<DirectoryPage>;
}

export interface DirectoryStore {
  readDeltaLink(tenantId: string): Promise<string | undefined>;
  /** @returns its generation: another one that begins later takes its place */
  beginFullSync(tenantId: string): Promise<number>;
  /**
   * The delta link is kept with the last page only. That of a full synchronization (`generation`) also forgets whom it
   * did not name, unless a later one has begun: then that one's last page does both.
   */
  applyPage(tenantId: string, page: DirectoryPage, now: Date, generation?: number): Promise<void>;
}
