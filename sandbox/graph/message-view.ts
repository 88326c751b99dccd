import { asRecord } from "../http/guards.ts";
import { type StoredMessage } from "../store/messages.ts";
import { type ExtendedProperty } from "../store/extended-properties.ts";
import { MESSAGE_PROPERTIES } from "./message-input.ts";
import { pickProperties } from "./query.ts";

/** What can be selected: relations cannot. */
export const SELECTABLE: ReadonlySet<string> = new Set(
  [...MESSAGE_PROPERTIES].filter(
    (name) =>
      ![
        "attachments",
        "extensions",
        "multiValueExtendedProperties",
        "singleValueExtendedProperties",
      ].includes(name),
  ),
);

/** JSON text of a message with the selected properties, and the extended properties that were asked for. */
export function messageText(
  message: StoredMessage,
  names: readonly string[] | undefined,
  expanded: ReadonlySet<string> | undefined,
): string {
  const text = names === undefined ? message.entity : selectedText(message, names);
  if (expanded === undefined) return text;
  const properties = propertiesOf(message).filter((property) => expanded.has(property.id));
  return properties.length === 0
    ? text
    : `${text.slice(0, -1)},"singleValueExtendedProperties":${JSON.stringify(properties)}}`;
}

export function propertiesOf(message: StoredMessage): ExtendedProperty[] {
  const value: unknown = JSON.parse(message.properties);
  if (!Array.isArray(value)) return [];
  return value.map((entry) => {
    const record = asRecord(entry);
    return { id: String(record["id"]), value: String(record["value"]) };
  });
}

function selectedText(message: StoredMessage, names: readonly string[]): string {
  const entity = asRecord(JSON.parse(message.entity));
  const headers: unknown = message.headers === "" ? [] : JSON.parse(message.headers);
  const all = names.includes("internetMessageHeaders")
    ? { ...entity, internetMessageHeaders: headers }
    : entity;
  return JSON.stringify(pickProperties(all, ["@odata.etag", "id", ...names]));
}
