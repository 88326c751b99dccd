import { type JsonRecord } from "../http/guards.ts";
import {
  bodyIn,
  booleanIn,
  categoriesIn,
  choiceIn,
  recipientIn,
  recipientsIn,
  textIn,
} from "./message-input.ts";
import { previewOf } from "./new-message.ts";

const RECIPIENT_LISTS = ["toRecipients", "ccRecipients", "bccRecipients", "replyTo"] as const;

/** The properties of a PATCH that take effect, checked; read-only ones are left out. */
export function changedProperties(body: JsonRecord): JsonRecord {
  const changes: Record<string, unknown> = {};
  for (const key of ["subject", "internetMessageId"]) keep(changes, key, textIn(body, key));
  for (const key of ["sender", "from"]) keep(changes, key, recipientIn(body, key));
  for (const key of RECIPIENT_LISTS) if (key in body) changes[key] = recipientsIn(body, key);
  if ("body" in body) {
    const content = bodyIn(body);
    changes["body"] = content;
    changes["bodyPreview"] = previewOf(content);
  }
  keep(changes, "isRead", booleanIn(body, "isRead"));
  keep(changes, "categories", categoriesIn(body));
  keep(changes, "importance", choiceIn(body, "importance", ["low", "normal", "high"]));
  keep(changes, "inferenceClassification", choiceIn(body, "inferenceClassification", ["focused", "other"]));
  return changes;
}

function keep(changes: Record<string, unknown>, key: string, value: unknown): void {
  if (value !== undefined) changes[key] = value;
}
