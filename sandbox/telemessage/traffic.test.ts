import PostalMime, { type Email } from "postal-mime";
import { describe, expect, it } from "vitest";
import { peopleOf, SPECIAL_PEOPLE } from "../people.ts";
import { CONTOSO } from "../world.ts";
import { FIRST_LARGE_ITEM, largeSizesFrom } from "./large-items.ts";
import { ALL_SPECIALS, SPECIAL_ITEMS } from "./special-items.ts";
import { itemAt, type TrafficSource } from "./traffic.ts";

const TEN_MB = 10 * 1024 * 1024;
const people = peopleOf(CONTOSO, 40);
const source: TrafficSource = { account: "contoso-archive", seed: 1, people, specials: ALL_SPECIALS };
const WHEN = Date.UTC(2026, 10, 21, 12);

const eml = (index: number): Buffer => itemAt(source, index, WHEN).eml();
const parsed = (index: number): Promise<Email> => PostalMime.parse(eml(index));
const addresses = (email: Email): string[] =>
  [email.from, ...(email.to ?? [])].flatMap((one) => one?.address ?? []);

describe("generated traffic", () => {
  it("is the same bytes for the same seed and place, and others for another seed", () => {
    expect(eml(123).equals(eml(123))).toBe(true);
    expect(
      itemAt({ ...source, seed: 2 }, 123, WHEN)
        .eml()
        .equals(eml(123)),
    ).toBe(false);
  });

  it("names participants as TeleMessage does: name, number, address, and the numbers in the subject", async () => {
    for (let index = 20; index < 60; index += 1) {
      const email = await parsed(index);
      const from = email.from?.name ?? "";
      const digits = /(\d{8,15})$/.exec(from)?.[1] ?? "none";
      expect(email.subject).toMatch(new RegExp(`^(SMS|MMS) from ${digits} to (\\d+|chat group .+)$`));
      expect(Date.parse(email.date ?? "")).toBeLessThan(WHEN);
      expect(email.headers.find((header) => header.key === "x-telemessage-type")?.value).toMatch(
        /^(SMS|MMS)$/,
      );
    }
  });

  it("has pictures, groups of several employees, outsiders, employees by number only, and phones nobody owns", async () => {
    const emails = await Promise.all(Array.from({ length: 400 }, (_, at) => parsed(at + 10)));
    const inside = (email: Email): number =>
      addresses(email).filter((address) => address.endsWith("@contoso.com")).length;
    expect(
      emails.filter((email) => email.attachments.some((one) => one.mimeType.startsWith("image/"))).length,
    ).toBeGreaterThan(40);
    expect(emails.filter((email) => inside(email) > 2).length).toBeGreaterThan(5);
    expect(
      emails.filter((email) => email.from?.name === email.from?.address?.split("@")[0]).length,
    ).toBeGreaterThan(100);
    const numberOnly = people
      .filter((person) => person.vendorEmail === undefined)
      .map((person) => `${person.phoneDigits ?? ""}@sms.telemessage.example`);
    expect(emails.some((email) => addresses(email).some((address) => numberOnly.includes(address)))).toBe(
      true,
    );
    expect(emails.some((email) => addresses(email).some((address) => address.startsWith("17185550")))).toBe(
      true,
    );
    const texts = emails.map((email) => email.text ?? "").join("\n");
    expect(texts).toMatch(/\p{Script=Arabic}/u);
    expect(texts).toMatch(/\p{Script=Hebrew}/u);
    expect(texts).toMatch(/\p{Extended_Pictographic}/u);
  });

  it("has attachments one byte over and one under 10 MB, and one for an upload session", async () => {
    const size = async (index: number): Promise<number> => {
      const content = (await parsed(index)).attachments[0]?.content;
      return content instanceof ArrayBuffer ? content.byteLength : 0;
    };
    expect(await size(SPECIAL_ITEMS.attachmentOver10Mb)).toBe(TEN_MB + 1);
    expect(await size(SPECIAL_ITEMS.attachmentUnder10Mb)).toBe(TEN_MB - 1);
    expect(await size(SPECIAL_ITEMS.attachmentForUploadSession)).toBeGreaterThan(3 * 1024 * 1024);
  });

  it("has large items side by side where it is asked for them, and refuses a spelling that it cannot read", async () => {
    const large = { ...source, large: largeSizesFrom("2x1, 1x3") };
    const sizes = [0, 1, 2].map(async (place) => {
      const email = await PostalMime.parse(itemAt(large, FIRST_LARGE_ITEM + place, WHEN).eml());
      const content = email.attachments[0]?.content;
      return content instanceof ArrayBuffer ? content.byteLength / 1024 / 1024 : undefined;
    });
    expect(await Promise.all(sizes)).toEqual([1, 1, 3]);
    expect(itemAt(large, FIRST_LARGE_ITEM + 3, WHEN).eml()).toEqual(eml(FIRST_LARGE_ITEM + 3));
    expect(() => largeSizesFrom("many")).toThrow("SANDBOX_LARGE_ITEMS");
  });

  it("has the items that an importer must survive at their places", async () => {
    expect(eml(SPECIAL_ITEMS.unreadable).toString("latin1")).not.toContain("From:");
    expect(addresses(await parsed(SPECIAL_ITEMS.noParticipant))).toEqual([]);
    expect((await parsed(SPECIAL_ITEMS.impossibleNumber)).from?.name).toBe("Unknown Handset 00000");
    expect(eml(SPECIAL_ITEMS.noMessageId).toString()).not.toMatch(/^message-id:/im);
    expect(Date.parse((await parsed(SPECIAL_ITEMS.badDate)).date ?? "")).toBeNaN();
  });
});

describe("the people behind it", () => {
  it("are distinct, with possible numbers, for the largest company", () => {
    const all = peopleOf(CONTOSO, 10_000);
    expect(new Set(all.map((person) => person.userPrincipalName)).size).toBe(10_000);
    expect(new Set(all.map((person) => person.phoneDigits)).size).toBe(10_000);
    expect(all.every((person) => /^1[2-9]\d{2}55501\d{2}$/.test(person.phoneDigits ?? ""))).toBe(true);
  });

  it("set the otherMails trap: one's contact address is another's mailbox", () => {
    const [holder, owner] = [people[SPECIAL_PEOPLE.otherMailsHolder], people[SPECIAL_PEOPLE.otherMailsOwner]];
    expect(holder?.otherMails).toEqual([owner?.mail]);
  });
});
