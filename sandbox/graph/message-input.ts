import { isRecord, isStringArray, stringIn, type JsonRecord } from "../http/guards.ts";
import { normalizePropertyId, valueProblem, type ExtendedProperty } from "../store/extended-properties.ts";
import { badRequest } from "./problem.ts";

/** Properties of a message. Source: CSDL v1.0, type `message`, with those that it inherits. */
export const MESSAGE_PROPERTIES: ReadonlySet<string> = new Set([
  "id",
  "categories",
  "changeKey",
  "createdDateTime",
  "lastModifiedDateTime",
  "bccRecipients",
  "body",
  "bodyPreview",
  "ccRecipients",
  "conversationId",
  "conversationIndex",
  "flag",
  "from",
  "hasAttachments",
  "importance",
  "inferenceClassification",
  "internetMessageHeaders",
  "internetMessageId",
  "isDeliveryReceiptRequested",
  "isDraft",
  "isRead",
  "isReadReceiptRequested",
  "parentFolderId",
  "receivedDateTime",
  "replyTo",
  "sender",
  "sentDateTime",
  "subject",
  "toRecipients",
  "uniqueBody",
  "webLink",
  "attachments",
  "extensions",
  "multiValueExtendedProperties",
  "singleValueExtendedProperties",
]);

export interface Recipient {
  readonly emailAddress: { readonly name: string; readonly address: string };
}

const RECIPIENT = new Set(["emailAddress"]);
const EMAIL_ADDRESS = new Set(["name", "address"]);
const HEADER = /^x-/i;
/** Source: field reports; the documentation names the `x-` rule only. */
const MAX_HEADERS = 5;
const MAX_HEADER_CHARS = 995;

export function recipientsIn(body: JsonRecord, key: string): Recipient[] {
  const value = body[key];
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw wrongType(key);
  return value.map((one) => recipientOf(one, key));
}

export function recipientIn(body: JsonRecord, key: string): Recipient | undefined {
  const value = body[key];
  return value === undefined || value === null ? undefined : recipientOf(value, key);
}

function recipientOf(value: unknown, key: string): Recipient {
  if (!isRecord(value) || !isRecord(value["emailAddress"])) throw wrongType(key);
  onlyKnown(value, RECIPIENT, "microsoft.graph.recipient");
  const address = value["emailAddress"];
  onlyKnown(address, EMAIL_ADDRESS, "microsoft.graph.emailAddress");
  const mail = optionalText(address, "address") ?? "";
  return { emailAddress: { name: optionalText(address, "name") ?? mail, address: mail } };
}

export function bodyIn(body: JsonRecord): {
  readonly contentType: "text" | "html";
  readonly content: string;
} {
  const value = body["body"];
  if (value === undefined || value === null) return { contentType: "text", content: "" };
  if (!isRecord(value)) throw wrongType("body");
  onlyKnown(value, new Set(["contentType", "content"]), "microsoft.graph.itemBody");
  const type = (optionalText(value, "contentType") ?? "text").toLowerCase();
  if (type !== "text" && type !== "html") {
    throw badRequest(
      `Cannot convert the literal '${type}' to the expected type 'microsoft.graph.bodyType'.`,
      "RequestBodyRead",
    );
  }
  return { contentType: type, content: optionalText(value, "content") ?? "" };
}

export function booleanIn(body: JsonRecord, key: string): boolean | undefined {
  const value = body[key];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "boolean") throw wrongType(key);
  return value;
}

export function textIn(body: JsonRecord, key: string): string | undefined {
  return optionalText(body, key);
}

export function choiceIn<T extends string>(
  body: JsonRecord,
  key: string,
  choices: readonly T[],
): T | undefined {
  const value = optionalText(body, key)?.toLowerCase();
  if (value === undefined) return undefined;
  const known = choices.find((choice) => choice.toLowerCase() === value);
  if (known === undefined) throw badRequest(`Requested value '${value}' was not found.`, "RequestBodyRead");
  return known;
}

export function categoriesIn(body: JsonRecord): string[] | undefined {
  const value = body["categories"];
  if (value === undefined) return undefined;
  if (!isStringArray(value)) throw wrongType("categories");
  return value;
}

/** Source: Graph message resource, internetMessageHeaders: custom headers only, named `x-…`, at creation only. */
export function headersIn(body: JsonRecord): { readonly name: string; readonly value: string }[] {
  const value = body["internetMessageHeaders"];
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw wrongType("internetMessageHeaders");
  if (value.length > MAX_HEADERS) {
    throw badRequest(
      `Maximum number of headers in one message should be less than or equal to ${MAX_HEADERS}.`,
      "InvalidInternetMessageHeaderCollection",
    );
  }
  return value.map((header) => {
    const name = isRecord(header) ? (stringIn(header, "name") ?? "") : "";
    const text = isRecord(header) ? (stringIn(header, "value") ?? "") : "";
    if (!HEADER.test(name)) {
      throw badRequest(
        `The internet message header name '${name}' should start with 'x-' or 'X-'.`,
        "InvalidInternetMessageHeader",
      );
    }
    if (text.length > MAX_HEADER_CHARS)
      throw badRequest(`The value of header '${name}' is too long.`, "InvalidInternetMessageHeader");
    return { name, value: text };
  });
}

/** Values are always JSON strings, of integers too. Source: CSDL, singleValueLegacyExtendedProperty. */
export function propertiesIn(body: JsonRecord): ExtendedProperty[] {
  const value = body["singleValueExtendedProperties"];
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw wrongType("singleValueExtendedProperties");
  return value.map((entry) => {
    if (!isRecord(entry)) throw wrongType("singleValueExtendedProperties");
    onlyKnown(entry, new Set(["id", "value"]), "microsoft.graph.singleValueLegacyExtendedProperty");
    const [given, text] = [entry["id"], entry["value"]];
    if (typeof text !== "string") throw wrongType("value");
    const id = typeof given === "string" ? normalizePropertyId(given) : undefined;
    if (id === undefined)
      throw badRequest(`PropertyId '${String(given)}' is not valid.`, "ErrorInvalidExtendedProperty");
    const problem = valueProblem({ id, value: text });
    if (problem !== undefined) throw badRequest(`${problem}.`, "ErrorInvalidExtendedPropertyValue");
    return { id, value: text };
  });
}

export function onlyKnown(value: JsonRecord, known: ReadonlySet<string>, type: string): void {
  for (const key of Object.keys(value)) {
    if (!known.has(key) && !key.includes("@"))
      throw badRequest(`The property '${key}' does not exist on type '${type}'.`, "RequestBodyRead");
  }
}

function optionalText(value: JsonRecord, key: string): string | undefined {
  const text = value[key];
  if (text === undefined || text === null) return undefined;
  if (typeof text !== "string") throw wrongType(key);
  return text;
}

export function wrongType(key: string): ReturnType<typeof badRequest> {
  return badRequest(`Cannot convert the value of property '${key}' to its declared type.`, "RequestBodyRead");
}
