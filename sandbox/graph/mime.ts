import PostalMime, { type Address, type Email } from "postal-mime";
import { type JsonRecord } from "../http/guards.ts";
import { type Reply } from "../http/reply.ts";
import { createMessageInDrafts, storeMessage } from "./create-message.ts";
import { folderOf } from "./folders.ts";
import { badRequest } from "./problem.ts";
import { bodyOf, mailboxOf, type GraphRequest } from "./request.ts";

const BASE64 = /^[A-Za-z0-9+/\r\n]*={0,2}[\r\n]*$/;

/** `POST /users/{id}/messages`: JSON, or base64 of MIME as text/plain. MIME always makes a draft. */
export async function createMessage(request: GraphRequest): Promise<Reply> {
  const mailbox = mailboxOf(request);
  if (!isMime(request)) return createMessageInDrafts(request, mailbox, bodyOf(request));
  return createMessageInDrafts(request, mailbox, messageOf(await parsedMime(request)));
}

/** `POST /beta/…/importMime`: not a draft, and the time of the message is the one of its Date header. */
export async function importMime(request: GraphRequest): Promise<Reply> {
  const mailbox = mailboxOf(request);
  const folder = folderOf(request, mailbox);
  if (!isMime(request))
    throw badRequest("importMime takes base64 of MIME content as text/plain.", "UnableToDeserializePostBody");
  const email = await parsedMime(request);
  const date = new Date(email.date ?? "");
  const when = (Number.isNaN(date.getTime()) ? new Date(request.sandbox.options.now()) : date).toISOString();
  const singleValueExtendedProperties = [
    { id: "Integer 0x0E07", value: "1" },
    { id: "SystemTime 0x0039", value: when },
    { id: "SystemTime 0x0E06", value: when },
  ];
  return storeMessage(
    request,
    mailbox,
    folder,
    { ...messageOf(email), singleValueExtendedProperties },
    "mailFolders",
  );
}

export function isMime(request: GraphRequest): boolean {
  return request.call.headers["content-type"]?.startsWith("text/plain") === true;
}

async function parsedMime(request: GraphRequest): Promise<Email> {
  const text = request.call.body.toString("latin1");
  if (text === "" || !BASE64.test(text))
    throw badRequest("Invalid base64 string for MIME content.", "ErrorMimeContentInvalidBase64String");
  return PostalMime.parse(Buffer.from(text, "base64"), { attachmentEncoding: "base64" });
}

function messageOf(email: Email): JsonRecord {
  const from = recipientOf(email.from);
  return {
    subject: email.subject ?? "",
    body:
      email.html === undefined
        ? { contentType: "text", content: email.text ?? "" }
        : { contentType: "html", content: email.html },
    ...(from === undefined ? {} : { from, sender: from }),
    toRecipients: recipientsOf(email.to),
    ccRecipients: recipientsOf(email.cc),
    ...(email.messageId === undefined ? {} : { internetMessageId: email.messageId }),
    attachments: email.attachments.map((attachment) => ({
      "@odata.type": "#microsoft.graph.fileAttachment",
      name: attachment.filename ?? "attachment",
      contentType: attachment.mimeType,
      isInline: attachment.disposition === "inline",
      contentBytes: typeof attachment.content === "string" ? attachment.content : "",
    })),
  };
}

function recipientsOf(addresses: Address[] | undefined): JsonRecord[] {
  return (addresses ?? []).map(recipientOf).filter((recipient) => recipient !== undefined);
}

function recipientOf(address: Address | undefined): JsonRecord | undefined {
  if (address?.address === undefined) return undefined;
  return {
    emailAddress: { name: address.name === "" ? address.address : address.name, address: address.address },
  };
}
