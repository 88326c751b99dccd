export interface ExtendedProperty {
  /** Normalized: see `normalizePropertyId`. */
  readonly id: string;
  readonly value: string;
}

const TYPES = [
  "Boolean",
  "Integer",
  "Long",
  "Short",
  "Double",
  "Float",
  "Currency",
  "String",
  "SystemTime",
  "CLSID",
  "Binary",
];
const TAGGED = /^([A-Za-z0-9]+) 0x0*([0-9a-f]{1,4})$/i;
const NAMED = /^([A-Za-z0-9]+) (\{[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}) (Name|Id) (.+)$/i;

const normalized = new Map<string, string>();

/**
 * The id as Exchange gives it back: hexadecimal tags in lower case without leading zeros, GUIDs in lower case,
 * names as they were. Undefined when it is no id of a single-value property.
 * Source: Graph, singleValueLegacyExtendedProperty, "id formats".
 */
export function normalizePropertyId(id: string): string | undefined {
  const known = normalized.get(id);
  if (known !== undefined) return known;
  const made = normalize(id);
  if (made !== undefined && normalized.size < 1000) normalized.set(id, made);
  return made;
}

function normalize(id: string): string | undefined {
  const [, taggedType, tag] = TAGGED.exec(id) ?? [];
  if (taggedType !== undefined && tag !== undefined) return withType(taggedType, `0x${tag.toLowerCase()}`);
  const [, type, guid, by, name] = NAMED.exec(id) ?? [];
  if (type === undefined || guid === undefined || by === undefined || name === undefined) return undefined;
  const isName = by.toLowerCase() === "name";
  return withType(type, `${guid.toLowerCase()} ${isName ? `Name ${name}` : `Id ${name.toLowerCase()}`}`);
}

function withType(type: string, rest: string): string | undefined {
  const known = TYPES.find((one) => one.toLowerCase() === type.toLowerCase());
  return known === undefined ? undefined : `${known} ${rest}`;
}

/** Why a value does not fit its property's type, or undefined when it does. */
export function valueProblem(property: ExtendedProperty): string | undefined {
  const type = property.id.slice(0, property.id.indexOf(" "));
  if (["Integer", "Long", "Short"].includes(type) && !/^-?\d+$/.test(property.value))
    return `'${property.value}' is not a number`;
  if (type === "SystemTime" && Number.isNaN(Date.parse(property.value)))
    return `'${property.value}' is not a date`;
  if (type === "Boolean" && !/^(true|false)$/i.test(property.value))
    return `'${property.value}' is not a boolean`;
  return undefined;
}

/** PR_MESSAGE_FLAGS. Bit 0x1 is read, 0x8 is unsent. */
export const MESSAGE_FLAGS = "Integer 0xe07";
/** PR_CLIENT_SUBMIT_TIME: sentDateTime. */
export const SUBMIT_TIME = "SystemTime 0x39";
/** PR_MESSAGE_DELIVERY_TIME: receivedDateTime. */
export const DELIVERY_TIME = "SystemTime 0xe06";
/** PR_MESSAGE_CLASS. */
export const MESSAGE_CLASS = "String 0x1a";

/** Honoured when a message is made, and silently ignored ever after. */
export const ONLY_AT_CREATE: ReadonlySet<string> = new Set([
  MESSAGE_FLAGS,
  SUBMIT_TIME,
  DELIVERY_TIME,
  MESSAGE_CLASS,
]);
