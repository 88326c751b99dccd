import { html, type Html } from "../html.ts";
import { asRecord, isRecord, stringIn, type JsonRecord } from "../http/guards.ts";
import { type Answer } from "../http/reply.ts";
import { attachmentGraphId, type StoredAttachment } from "../store/attachments.ts";
import { type StoredMessage } from "../store/messages.ts";
import { propertiesOf } from "../graph/message-view.ts";
import { link, table, viewerPage, type Crumb } from "./frame.ts";

export interface MessageSummary {
  readonly id: string;
  readonly received: string;
  readonly from: string;
  readonly subject: string;
  readonly flags: string;
}

export function summaryOf(message: StoredMessage): MessageSummary {
  const entity = asRecord(JSON.parse(message.entity));
  const subject = stringIn(entity, "subject") ?? "";
  const flags = [message.isDraft ? "draft" : "", entity["hasAttachments"] === true ? "attachments" : ""];
  return {
    id: encodeURIComponent(stringIn(entity, "id") ?? ""),
    received: (stringIn(entity, "receivedDateTime") ?? "").replace("T", " ").replace("Z", ""),
    from: personText(entity["from"]),
    subject: subject === "" ? "(no subject)" : subject,
    flags: flags.filter((flag) => flag !== "").join(", "),
  };
}

export function messagePage(
  message: StoredMessage,
  attachments: readonly StoredAttachment[],
  path: readonly Crumb[],
  address: string,
): Answer {
  const entity = asRecord(JSON.parse(message.entity));
  const summary = summaryOf(message);
  const content = html` ${table("Message", [{ label: "Property" }, { label: "Value" }], propertyRows(entity, summary))}
    <h2>Body</h2>
    ${bodySource(entity, address)}
    <h2>Attachments</h2>
    ${table(
      "Attachments",
      [{ label: "Name" }, { label: "Type" }, { label: "Bytes", numeric: true }, { label: "SHA-256" }],
      attachments.map((one) => attachmentRow(one, address)),
    )}
    <h2>Extended properties</h2>
    ${table(
      "Extended properties",
      [{ label: "Id" }, { label: "Value" }],
      propertiesOf(message).map((one) => [html`<code>${one.id}</code>`, html`<code>${one.value}</code>`]),
    )}
    <h2>Internet message headers</h2>
    ${table("Internet message headers", [{ label: "Name" }, { label: "Value" }], headerRows(message))}`;
  return viewerPage(summary.subject, path, content);
}

function propertyRows(entity: JsonRecord, summary: MessageSummary): (readonly (Html | string)[])[] {
  const person = (key: string): string => personText(entity[key]);
  const people = (key: string): string => listOf(entity[key]).map(personText).join("; ");
  return [
    ["From", summary.from],
    ["Sender", person("sender")],
    ["To", people("toRecipients")],
    ["Cc", people("ccRecipients")],
    ["Sent (UTC)", stringIn(entity, "sentDateTime") ?? ""],
    ["Received (UTC)", stringIn(entity, "receivedDateTime") ?? ""],
    ["Created (UTC)", stringIn(entity, "createdDateTime") ?? ""],
    ["Draft", entity["isDraft"] === true ? "yes" : "no"],
    ["Read", entity["isRead"] === true ? "yes" : "no"],
    ["Importance", stringIn(entity, "importance") ?? ""],
    ["Categories", listOf(entity["categories"]).map(String).join(", ")],
    ["Internet message id", html`<code>${stringIn(entity, "internetMessageId") ?? ""}</code>`],
    ["Id", html`<code>${stringIn(entity, "id") ?? ""}</code>`],
  ];
}

/** The source of the body; HTML can also be opened on a page of its own, which may do nothing. */
function bodySource(entity: JsonRecord, address: string): Html {
  const body = asRecord(entity["body"]);
  const open =
    stringIn(body, "contentType") === "html"
      ? html`<p>${link(`${address}/body`, "Open as a page")}</p>`
      : undefined;
  return html`${open}
    <pre class="scroll" tabindex="0" role="region" aria-label="Source of the body">
${stringIn(body, "content") ?? ""}</pre>`;
}

/** The body as its own document, without script, forms, origin or anything from elsewhere. */
export function bodyPage(message: StoredMessage): Answer {
  const body = asRecord(asRecord(JSON.parse(message.entity))["body"]);
  const isHtml = stringIn(body, "contentType") === "html";
  return {
    kind: "answer",
    status: 200,
    headers: {
      "content-type": `text/${isHtml ? "html" : "plain"}; charset=utf-8`,
      "content-security-policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:",
      "x-content-type-options": "nosniff",
    },
    body: stringIn(body, "content") ?? "",
  };
}

function attachmentRow(one: StoredAttachment, address: string): (Html | string | number)[] {
  const href = `${address}/attachments/${encodeURIComponent(attachmentGraphId(one.id))}`;
  const type = one.inline ? `${one.contentType}, inline` : one.contentType;
  return [link(href, one.name), type, one.sizeBytes, html`<code>${one.hash}</code>`];
}

function headerRows(message: StoredMessage): string[][] {
  const headers: unknown = message.headers === "" ? [] : JSON.parse(message.headers);
  return listOf(headers).map((header) => [
    String(asRecord(header)["name"]),
    String(asRecord(header)["value"]),
  ]);
}

function personText(value: unknown): string {
  const address = isRecord(value) ? asRecord(value["emailAddress"]) : {};
  const [name, mail] = [stringIn(address, "name") ?? "", stringIn(address, "address") ?? ""];
  return name === mail || name === "" ? mail : `${name} <${mail}>`;
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
