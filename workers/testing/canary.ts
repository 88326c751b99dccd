import { BlobServiceClient } from "@azure/storage-blob";

import type { TestDatabase } from "#lib/db/testing/test-database.ts";
import { emlOf } from "#sandbox/telemessage/eml.ts";

/** What nobody would write by chance: planted in texts, subjects, names, addresses and files, to be searched for later. */
const MARK = "zq7xcanary";
export const NUMBER = "14155550177";

const STRANGER = { display: `${MARK}name ${NUMBER}`, address: `${MARK}@outside.example` };

/** Mails with marks at every place that a mail has, sound ones and broken ones; each reaches `mailbox` if it can. */
export function markedMails(mailbox: string, count: number): Buffer[] {
  const employee = { display: "Employee Mobile", address: mailbox };
  const media = [{ name: `${MARK}file.png`, contentType: "image/png", bytes: Buffer.from(`${MARK}media`) }];
  const mailOf = (n: number, parts: Partial<Parameters<typeof emlOf>[0]> = {}) =>
    emlOf({
      type: "SMS",
      direction: "In",
      subject: `${MARK}subject ${n}`,
      from: STRANGER,
      to: [employee],
      date: new Date(Date.now() - 3_600_000 - n).toUTCString(),
      messageId: `<${MARK}-${n}@vendor.example>`,
      text: `${MARK}text ${n}`,
      media: [],
      ...parts,
    });
  const sound = Array.from({ length: count }, (_, n) => mailOf(n));
  return [
    ...sound,
    mailOf(1001, { type: "MMS", media }),
    mailOf(1002, { date: `${MARK}date` }),
    mailOf(1003, { to: [STRANGER] }),
    mailOf(1004, { from: undefined, to: [] }),
    Buffer.from(`${MARK}nothing that could be read: \u0000\u0001 <${STRANGER.address}`),
    Buffer.from(
      `From: ${MARK}\r\nContent-Type: multipart/mixed; boundary="${MARK}"\r\n\r\n--${MARK}\r\nContent-Transfer-Encoding: base64\r\n\r\n${MARK}!!!`,
    ),
  ];
}

/** A text in the forms that it takes on its way: as it is, in bytes as PostgreSQL shows them, and in base64. */
export function formsOf(text: string): string[] {
  const bytes = Buffer.from(text);
  // At each of the three places where it may begin within a group, without the characters that its neighbours share.
  const base64 = [0, 1, 2].map((before) =>
    Buffer.concat([Buffer.alloc(before), bytes])
      .toString("base64")
      .replaceAll("=", "")
      .slice(before === 0 ? 0 : before + 1, -2),
  );
  return [text, bytes.toString("hex"), ...base64];
}

export const MARKS = formsOf(MARK);

/** Which of `forms` stand in `text`, whatever the case of what is no base64. */
export function found(text: string, forms: readonly string[]): string[] {
  const lower = text.toLowerCase();
  return forms.filter((form, at) => (at < 2 ? lower.includes(form.toLowerCase()) : text.includes(form)));
}

/** The tables in which a row holds one of `forms`. */
export async function tablesWith(admin: TestDatabase["admin"], forms: readonly string[]): Promise<string[]> {
  const { rows } = await admin.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') ORDER BY 1`,
  );
  const hits: string[] = [];
  for (const { name } of rows) {
    const { rowCount } = await admin.query(
      `SELECT 1 FROM "${name}" t, unnest($1::text[]) form WHERE position(lower(form) IN lower(t::text)) > 0 LIMIT 1`,
      [forms],
    );
    if (rowCount) hits.push(name);
  }
  return hits;
}

/** What is said about a blob beside its bytes. */
export type StoredBlob = { name: string; bytes: Buffer; labels: Record<string, string>; head: string };

/** Every blob of a container, as it is stored. */
export async function blobsOf(connectionString: string, container: string): Promise<StoredBlob[]> {
  const client = BlobServiceClient.fromConnectionString(connectionString).getContainerClient(container);
  const blobs: StoredBlob[] = [];
  for await (const { name } of client.listBlobsFlat()) {
    const blob = client.getBlobClient(name);
    const properties = await blob.getProperties();
    blobs.push({
      name,
      bytes: await blob.downloadToBuffer(),
      labels: { ...properties.metadata, ...(await blob.getTags()).tags },
      head: JSON.stringify(properties._response.headers.rawHeaders()),
    });
  }
  return blobs;
}
