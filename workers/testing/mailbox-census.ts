const IMPORT_KEY = "String {6f0c3a52-7c1e-4d0b-9a53-2f0d4b7c1e10} Name SmsImportKey";

/** Every message of every mailbox as the sandbox holds it, counted there and not in the product's rows. */
export type Census = {
  messages: number;
  /** `user id/import key`, one for each message. */
  copies: string[];
  drafts: number;
};

export async function takeCensus(sandboxUrl: string): Promise<Census> {
  const { mailboxes } = await get<{ mailboxes: { userId: string }[] }>(`${sandboxUrl}/control/mailboxes`);
  const copies: string[] = [];
  let drafts = 0;
  for (const { userId } of mailboxes) {
    const query = new URLSearchParams({ user: userId, importKeyProperty: IMPORT_KEY });
    const { messages } = await get<{ messages: { importKey: string; isDraft: boolean }[] }>(
      `${sandboxUrl}/control/messages?${query}`,
    );
    for (const message of messages) copies.push(`${userId}/${message.importKey}`);
    drafts += messages.filter((message) => message.isDraft).length;
  }
  return { messages: copies.length, copies: copies.toSorted(), drafts };
}

async function get<T>(url: string): Promise<T> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  return (await answer.json()) as T;
}
