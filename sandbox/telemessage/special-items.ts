import { type Person } from "../people.ts";
import { employee, named, NUMBER_DOMAIN } from "./correspondents.ts";
import { emlOf, type EmlParts, type GeneratedItem } from "./eml.ts";
import { fillerOf, type Media } from "./media.ts";

/** Places in Contoso's first generated items of the ones that an importer must survive. */
export const SPECIAL_ITEMS = {
  attachmentOver10Mb: 2,
  attachmentUnder10Mb: 3,
  attachmentForUploadSession: 4,
  unreadable: 5,
  noParticipant: 6,
  impossibleNumber: 7,
  noMessageId: 8,
  badDate: 9,
} as const;

export type SpecialName = keyof typeof SPECIAL_ITEMS;

export const ALL_SPECIALS = Object.keys(SPECIAL_ITEMS).filter(isSpecialName);

export function isSpecialName(name: string): name is SpecialName {
  return Object.hasOwn(SPECIAL_ITEMS, name);
}

const TEN_MB = 10 * 1024 * 1024;

type Maker = (between: EmlParts) => GeneratedItem;

const MAKERS: Readonly<Record<SpecialName, Maker>> = {
  attachmentOver10Mb: (between) => withVideo(between, "site-tour-long.mp4", TEN_MB + 1),
  attachmentUnder10Mb: (between) => withVideo(between, "site-tour.mp4", TEN_MB - 1),
  attachmentForUploadSession: (between) => withVideo(between, "gate-camera.mp4", 3_200_000),
  unreadable: () => ({ kind: "sms", eml: () => fillerOf(2048, 13) }),
  noParticipant: (between) => sms({ ...between, subject: "SMS", from: undefined, to: [] }),
  impossibleNumber: (between) =>
    sms({ ...between, subject: between.subject.replace(/from \d+/, "from 00000"), from: impossible() }),
  noMessageId: (between) => sms({ ...between, messageId: undefined }),
  badDate: (between) => sms({ ...between, date: "Blursday, 41 Nov 2026 27:61:00 +9900" }),
};

/** The odd item of that place, made from the ordinary one that would stand there; undefined where none of `wanted` is. */
export function specialItem(
  wanted: readonly SpecialName[],
  index: number,
  ordinary: EmlParts,
  people: readonly Person[],
): GeneratedItem | undefined {
  const name = wanted.find((each) => SPECIAL_ITEMS[each] === index);
  const [first, second] = people;
  if (name === undefined || first === undefined || second === undefined) return undefined;
  return MAKERS[name]({
    ...ordinary,
    type: "SMS",
    direction: "Out",
    subject: `SMS from ${first.phoneDigits ?? ""} to ${second.phoneDigits ?? ""}`,
    from: employee(first).mailbox,
    to: [employee(second).mailbox],
    media: [],
  });
}

function sms(parts: EmlParts): GeneratedItem {
  return { kind: "sms", eml: () => emlOf(parts) };
}

function impossible(): EmlParts["from"] {
  return named("Unknown Handset", "00000", `00000@${NUMBER_DOMAIN}`).mailbox;
}

function withVideo(between: EmlParts, name: string, sizeBytes: number): GeneratedItem {
  const subject = between.subject.replace("SMS", "MMS");
  const video = (): Media => ({ name, contentType: "video/mp4", bytes: fillerOf(sizeBytes, sizeBytes) });
  return { kind: "mms", eml: () => emlOf({ ...between, type: "MMS", subject, media: [video()] }) };
}
