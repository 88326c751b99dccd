/** Where a message is: UIDs mean something within one folder and one UIDVALIDITY. Source: RFC 9051 §2.3.1.1. */
export type MessagePlace = { uidValidity: bigint; uid: number; path: string };

export function messageIdOf({ uidValidity, uid, path }: MessagePlace): string {
  return `${uidValidity}:${uid}:${path}`;
}

export function parseMessageId(messageId: string): MessagePlace | undefined {
  const [, uidValidity, uid, path] = /^(\d{1,20}):(\d{1,10}):(.+)$/s.exec(messageId) ?? [];
  if (uidValidity === undefined || path === undefined) return undefined;
  return { uidValidity: BigInt(uidValidity), uid: Number(uid), path };
}

export function folderIdOf(uidValidity: bigint, path: string): string {
  return `${uidValidity}:${path}`;
}

/** The folder's path on the server, prefix included. */
export function pathOf(folderId: string): string {
  return folderId.replace(/^\d+:/, "");
}
