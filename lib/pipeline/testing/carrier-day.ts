import { parsePhoneNumber, parseSmtpAddress } from "#lib/domain/address.ts";

import { user } from "./fake-directory.ts";
import type { SourceItem } from "./fake-vendor.ts";
import { present } from "./memory-rows.ts";
import type { SampleMail } from "./sample-mail.ts";
import type { WorldSeed } from "./world.ts";

const MEGABYTE = 1024 * 1024;
const DAY = { from: new Date("2026-11-20T00:00:00Z"), to: new Date("2026-11-21T00:00:00Z") };

/** Numbers and addresses of the day: the first three belong to employees. */
export const ALICE = "+12125550101";
export const BOB = "+12125550102";
const STRANGER = "+13105550199";

export function rule(line: number, phone: string, address: string) {
  return {
    line,
    phone: present(parsePhoneNumber(phone)),
    address: present(parseSmtpAddress(address)),
    validFrom: undefined,
    validTo: undefined,
  };
}

/** A text at a minute of the day. */
export function text(
  id: string,
  minute: number,
  from: string,
  to: string[],
  change: Partial<SampleMail> = {},
): SourceItem {
  const archivedAt = new Date(DAY.from.getTime() + minute * 60_000);
  const mail = {
    kind: "sms" as const,
    sentAt: archivedAt.toISOString(),
    from,
    to,
    text: id,
    attachments: [],
    ...change,
  };
  return { id, archivedAt, mail };
}

function odd(id: string, minute: number, mail: SourceItem["mail"]): SourceItem {
  return { ...text(id, minute, ALICE, []), mail };
}

/** A day with everything in it that a carrier delivers, good and bad. */
export function carrierDay(change: Partial<WorldSeed> = {}): WorldSeed {
  return {
    items: [
      text("text-out", 1, ALICE, [STRANGER]),
      text("text-between-employees", 2, ALICE, [BOB]),
      text("text-by-address", 3, "carol@contoso.example", [STRANGER]),
      text("text-outside-only", 4, STRANGER, ["+13105550198"]),
      text("group", 5, STRANGER, [ALICE, BOB, "carol@contoso.example", "+13105550197"]),
      text("picture", 6, BOB, [STRANGER], { kind: "mms", attachments: [2 * MEGABYTE] }),
      text("picture-too-large", 7, ALICE, [STRANGER], {
        kind: "mms",
        attachments: [MEGABYTE, 11 * MEGABYTE],
      }),
      text("film-over-the-limit", 8, ALICE, [STRANGER], { kind: "mms", attachments: [40 * MEGABYTE] }),
      odd("noise", 9, "unreadable"),
      odd("vanished", 10, undefined),
      { ...text("nobody", 11, ALICE, []), mail: { kind: "sms", to: [], text: "", attachments: [] } },
      text("no-licence", 12, "dave@contoso.example", [STRANGER]),
      text("unreadable-number", 13, "?", [BOB]),
      text("clock-never-set", 14, BOB, [STRANGER], { sentAt: "1980-01-06T00:00:00Z" }),
      text("to-herself", 15, `${ALICE} alice@contoso.example`, [ALICE]),
    ],
    users: [
      user("alice"),
      user("bob"),
      user("carol"),
      user("dave", { hasMailbox: false }),
      user("guest", { isMember: false, addresses: ["guest@partner.example"] }),
    ],
    connector: {
      mapping: { isAutomatic: true, isCustom: true },
      rules: [rule(2, ALICE, "alice@contoso.example"), rule(3, BOB, "bob@contoso.example")],
      defaultCountry: "US",
      overlapMs: 60 * 60_000,
      watermark: DAY.from,
    },
    window: DAY,
    ...change,
  };
}
