import { type Person } from "../people.ts";
import { pick, randomFrom, seedOf } from "../random.ts";
import { byNumber, employee, outsider, UNMAPPED, type Correspondent } from "./correspondents.ts";
import { dateHeader, emlOf, type EmlParts, type GeneratedItem } from "./eml.ts";
import { largeItem } from "./large-items.ts";
import { pictureNumber } from "./media.ts";
import { specialItem, type SpecialName } from "./special-items.ts";
import { LONG_TEXT, TEXTS, WORDS } from "./texts.ts";

/** Whose phones the traffic is of, and what it depends on. The same source and index always give the same bytes. */
export interface TrafficSource {
  readonly account: string;
  readonly seed: number;
  readonly people: readonly Person[];
  /** Which of the odd items stand at their places. */
  readonly specials: readonly SpecialName[];
  /** Sizes of the attachments of the large items, which stand side by side. */
  readonly large?: readonly number[];
}

/** The item at a place of the endless traffic, as the archive took it at `archivedMs`. */
export function itemAt(source: TrafficSource, index: number, archivedMs: number): GeneratedItem {
  const random = randomFrom(seedOf(`${source.seed}:${source.account}:${index}`));
  const sentMs = archivedMs - 1000 - Math.floor(random() * 90_000);
  const ordinary = ordinaryItem(source, index, sentMs, random);
  const special = specialItem(source.specials, index, ordinary, source.people);
  if (special !== undefined) return special;
  const large = source.large && largeItem(index, source.large, ordinary, source.people);
  if (large !== undefined) return large;
  return { kind: ordinary.type === "MMS" ? "mms" : "sms", eml: () => emlOf(ordinary) };
}

function ordinaryItem(source: TrafficSource, index: number, sentMs: number, random: () => number): EmlParts {
  const { from, to } = participants(source, random);
  const isMms = random() < 0.22;
  const isGroup = to.length > 1;
  const type = isMms || isGroup ? "MMS" : "SMS";
  const subject = isGroup
    ? `${type} from ${from.digits} to chat group ${pick(random, WORDS)}`
    : `${type} from ${from.digits} to ${to[0]?.digits ?? ""}`;
  return {
    type,
    direction: from.mailbox.display === from.digits ? "In" : "Out",
    subject,
    from: from.mailbox,
    to: to.map((one) => one.mailbox),
    date: dateHeader(sentMs),
    messageId: `<${sentMs}.${index.toString(36)}.${source.account}@archive.telemessage.example>`,
    text: textOf(random),
    media: isMms
      ? Array.from({ length: random() < 0.2 ? 2 : 1 }, () => pictureNumber(Math.floor(random() * 1000)))
      : [],
  };
}

interface Participants {
  readonly from: Correspondent;
  readonly to: readonly Correspondent[];
}

/** Shares of the traffic: 46 % in, 30 % out, 12 % between employees, 9 % groups, 3 % phones nobody owns. */
function participants(source: TrafficSource, random: () => number): Participants {
  const share = random();
  const one = colleague(source, random);
  if (share < 0.46) return { from: outsider(random), to: [one] };
  if (share < 0.76) return { from: one, to: [outsider(random)] };
  if (share < 0.88) return { from: one, to: [colleague(source, random)] };
  if (share < 0.97) return { from: one, to: groupOf(source, random) };
  return { from: outsider(random), to: [pick(random, UNMAPPED)] };
}

function colleague(source: TrafficSource, random: () => number): Correspondent {
  const person = source.people[Math.floor(random() * source.people.length)];
  return person === undefined ? byNumber("12125550100") : employee(person);
}

function groupOf(source: TrafficSource, random: () => number): Correspondent[] {
  const inside = Array.from({ length: 2 + Math.floor(random() * 3) }, () => colleague(source, random));
  return [...inside, outsider(random)];
}

function textOf(random: () => number): string {
  const template = pick(random, TEXTS);
  if (template === "LONG") return LONG_TEXT;
  return template
    .replace("{n}", String(Math.floor(random() * 9000) + 10))
    .replace("{w}", pick(random, WORDS));
}
