import { guidOf } from "./random.ts";
import { ACCOUNTS, CONTOSO, type Tenant } from "./world.ts";

/** `none`: no mailbox behind the user. `full`: every create is refused for want of room. */
export type MailboxState = "ok" | "none" | "full";

export interface Person {
  readonly id: string;
  readonly tenant: Tenant;
  readonly givenName: string;
  readonly surname: string;
  readonly mail: string;
  readonly userPrincipalName: string;
  /** Country code and number, digits only; undefined for people without a company phone. */
  readonly phoneDigits: string | undefined;
  /** The address that the person is registered with at TeleMessage; undefined: number only. */
  readonly vendorEmail: string | undefined;
  readonly aliases: readonly string[];
  readonly otherMails: readonly string[];
  readonly accountEnabled: boolean;
  readonly userType: "Member" | "Guest";
  readonly exchangePlan: boolean;
  readonly mailbox: MailboxState;
}

/** Places in Contoso's list of the people whose state is a trap for an importer. */
export const SPECIAL_PEOPLE = {
  noExchangeLicence: 4,
  planWithoutMailbox: 5,
  fullMailbox: 7,
  guest: 8,
  disabled: 9,
  alias: 10,
  /** Their `otherMails` holds the address of `otherMailsOwner`. */
  otherMailsHolder: 11,
  otherMailsOwner: 12,
} as const;

export const MIN_PEOPLE = 14;
export const MAX_PEOPLE = 10_000;
const FABRIKAM_PEOPLE = 8;

const FIRST = [
  "Ada",
  "Grace",
  "Alan",
  "Katherine",
  "Konrad",
  "Hedy",
  "Donald",
  "Margaret",
  "Edsger",
  "Barbara",
  "Dennis",
  "Frances",
  "Ken",
  "Radia",
  "John",
  "Sophie",
  "Claude",
  "Adele",
  "Niklaus",
  "Joan",
  "Tim",
  "Evelyn",
  "Linus",
  "Mary",
  "Vint",
  "Annie",
  "Bjarne",
  "Karen",
  "James",
  "Jean",
  "Guido",
  "Lynn",
  "Leslie",
  "Shafi",
  "Robin",
  "Betty",
  "Fred",
  "Ruth",
  "Ivan",
  "Dorothy",
] as const;
const LAST = [
  "Lovelace",
  "Hopper",
  "Turing",
  "Johnson",
  "Zuse",
  "Lamarr",
  "Knuth",
  "Hamilton",
  "Dijkstra",
  "Liskov",
  "Ritchie",
  "Allen",
  "Thompson",
  "Perlman",
  "Backus",
  "Wilson",
  "Shannon",
  "Goldberg",
  "Wirth",
  "Clarke",
  "Lee",
  "Granville",
  "Torvalds",
  "Jackson",
  "Cerf",
  "Easley",
  "Stroustrup",
  "Jones",
  "Gosling",
  "Bartik",
  "Rossum",
  "Conway",
  "Lamport",
  "Goldwasser",
  "Milner",
  "Holberton",
  "Brooks",
  "Teitelbaum",
  "Sutherland",
  "Vaughan",
] as const;

/** Real area codes, so that a number is possible; 555-01xx is set aside for fiction. 100 people each. */
const AREAS =
  "212 213 214 215 216 217 218 219 224 225 228 229 231 234 239 240 248 251 252 253 254 256 260 262 267 269 270 276 281 301 302 303 304 305 307 308 309 310 312 313 314 315 316 317 318 319 320 321 323 325 330 331 334 336 337 339 347 351 352 360 361 385 386 401 402 404 405 406 407 408 409 410 412 413 414 417 419 423 424 425 430 432 434 435 440 443 469 478 479 480 484 501 502 503 504 505 507 508 509 510".split(
    " ",
  );

/** The people with company phones. Contoso's list is as long as asked for; Fabrikam is small. */
export function peopleOf(tenant: Tenant, contosoCount: number): readonly Person[] {
  const count = tenant === CONTOSO ? contosoCount : FABRIKAM_PEOPLE;
  return Array.from({ length: count }, (_, index) => person(tenant, index));
}

/** The sign-in accounts as people without a phone. */
export function accountHolders(tenant: Tenant): readonly Person[] {
  return ACCOUNTS.filter((account) => account.tenant === tenant).map((account) => {
    const [givenName = "", surname = ""] = account.name.split(" ");
    return {
      ...plainPerson(tenant, account.username, givenName, surname),
      phoneDigits: undefined,
      vendorEmail: undefined,
    };
  });
}

function person(tenant: Tenant, index: number): Person {
  const offset = tenant === CONTOSO ? 0 : 20;
  const round = Math.floor((index + offset) / FIRST.length);
  const givenName = FIRST[(index + offset) % FIRST.length] ?? "Ada";
  const surname = LAST[(index + offset + round * 7) % LAST.length] ?? "Lovelace";
  const suffix = round === 0 ? "" : String(round + 1);
  const mail = `${givenName}.${surname}${suffix}@${tenant.domain}`.toLowerCase();
  const base = plainPerson(tenant, mail, givenName, `${surname}${suffix}`);
  const numbered = {
    ...base,
    phoneDigits: phoneOf(tenant, index),
    vendorEmail: index % 7 === 6 ? undefined : mail,
  };
  return tenant === CONTOSO ? special(numbered, index) : numbered;
}

function plainPerson(tenant: Tenant, mail: string, givenName: string, surname: string): Person {
  return {
    id: guidOf(`user:${mail}`),
    tenant,
    givenName,
    surname,
    mail,
    userPrincipalName: mail,
    phoneDigits: undefined,
    vendorEmail: mail,
    aliases: [],
    otherMails: [],
    accountEnabled: true,
    userType: "Member",
    exchangePlan: true,
    mailbox: "ok",
  };
}

function special(base: Person, index: number): Person {
  switch (index) {
    case SPECIAL_PEOPLE.noExchangeLicence:
      return { ...base, exchangePlan: false, mailbox: "none" };
    case SPECIAL_PEOPLE.planWithoutMailbox:
      return { ...base, mailbox: "none" };
    case SPECIAL_PEOPLE.fullMailbox:
      return { ...base, mailbox: "full" };
    case SPECIAL_PEOPLE.guest:
      return guest(base);
    case SPECIAL_PEOPLE.disabled:
      return { ...base, accountEnabled: false };
    case SPECIAL_PEOPLE.alias:
      return { ...base, aliases: [aliasOf(base)], vendorEmail: aliasOf(base) };
    case SPECIAL_PEOPLE.otherMailsHolder:
      return { ...base, otherMails: [person(base.tenant, SPECIAL_PEOPLE.otherMailsOwner).mail] };
    default:
      return base;
  }
}

function guest(base: Person): Person {
  const mail = `${base.givenName}.${base.surname}@partner.example`.toLowerCase();
  const userPrincipalName = `${mail.replace("@", "_")}#EXT#@${base.tenant.domain}`;
  return {
    ...base,
    mail,
    userPrincipalName,
    vendorEmail: mail,
    userType: "Guest",
    exchangePlan: false,
    mailbox: "none",
  };
}

function aliasOf(base: Person): string {
  return `${base.givenName.slice(0, 1)}${base.surname}@${base.tenant.domain}`.toLowerCase();
}

function phoneOf(tenant: Tenant, index: number): string {
  const area = tenant === CONTOSO ? AREAS[Math.floor(index / 100)] : "617";
  return `1${area ?? "212"}55501${String(index % 100).padStart(2, "0")}`;
}
