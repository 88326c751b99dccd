import type { ConnectorKind } from "#lib/domain/connector-kinds.ts";

/** Where a kind's messages are taken up, as the gallery's cards and its filter name it. */
export const KIND_CATEGORIES = [
  { id: "carrier", name: "Carrier network" },
  { id: "app", name: "Device app" },
  { id: "service", name: "Service" },
] as const;
export type KindCategory = (typeof KIND_CATEGORIES)[number]["id"];

export function categoryOf(kind: ConnectorKind): KindCategory {
  if (kind.needsCarrierPaperwork) return "carrier";
  return kind.needsDeviceApp ? "app" : "service";
}

/** `SMS and MMS`, `SMS, MMS and calls` */
function listInWords(words: readonly string[]): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/** The content of a kind as it stands by itself. */
export function contentOf(kind: ConnectorKind): string {
  const words = contentInWords(kind);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The content of a kind as it stands in a sentence: abbreviations keep their capitals. */
function contentInWords({ content }: ConnectorKind): string {
  return listInWords(content.map((word) => (/^[A-Z]{2,}|^WeC/.test(word) ? word : word.toLowerCase())));
}

/** Where the messages come from, as it stands in a sentence. */
function sourceInWords(kind: ConnectorKind): string {
  if (kind.needsCarrierPaperwork) return `the ${carrierOf(kind)} mobile network`;
  if (kind.id === "android-archiver") return "Android phones";
  return kind.id === "enterprise-number" ? "enterprise numbers" : kind.name.replace(/ Archiver$/, "");
}

/** What comes from where; WeChat's content names its source already. */
function contentAndSource(kind: ConnectorKind): string {
  const words = contentInWords(kind);
  return kind.id === "wechat" ? words : `${words} from ${sourceInWords(kind)}`;
}

/** One line for the gallery's card. */
export function summaryOf(kind: ConnectorKind): string {
  return `Import and archive ${contentAndSource(kind)}.`;
}

/** Source: the connectors' pages in the compliance center, "Overview". */
export function overviewOf(kind: ConnectorKind): string[] {
  return [
    `Use the TeleMessage connector to import and archive ${contentAndSource(kind)}. After you set up and configure a connector, it connects to your organization's ${kind.name.replace(/ Archiver$/, "")} archive at TeleMessage once every day, and imports what is new to mailboxes in Microsoft 365.`,
    `After the data is stored in user mailboxes, you can apply Microsoft 365 compliance features such as Litigation Hold, Content search and retention policies to it. This helps your organization stay compliant with government and regulatory policies.`,
  ];
}

/** Source: the same, "Overview of archiving". */
export function workingsOf(kind: ConnectorKind): { title: string; text: string }[] {
  return [
    {
      title: "TeleMessage collects",
      text: `${collectorOf(kind)} sends every ${itemsOf(kind)} to TeleMessage's archive.`,
    },
    {
      title: "The connector fetches once a day",
      text: "It signs in to TeleMessage, takes what came since the last complete import, and stores it encrypted in your Azure Storage.",
    },
    {
      title: "Each message goes to its people",
      text: `By your custom mapping of mobile numbers first, then by the User's Email address, one copy lands in the folder “${kind.folderName}” of every participant's mailbox.`,
    },
    {
      title: "Everything is read back",
      text: "Each message is looked up in the mailbox after the import. The ledger of every run balances: nothing is lost without being listed.",
    },
  ];
}

export type Prerequisite = { id: string; title: string; text: string };

/** Source: the same, "Before you begin". */
export function prerequisitesOf(kind: ConnectorKind): Prerequisite[] {
  const all: (Prerequisite | false)[] = [
    {
      id: "order",
      title: "Order the archive service from TeleMessage",
      text: "And get a valid company administration account: the connector signs in with it. Its SMS PIN must be off.",
    },
    {
      id: "users",
      title: "Register every user at TeleMessage",
      text: "With the same e-mail address as in Microsoft 365. A user without one is mapped by number, with a custom mapping.",
    },
    kind.needsCarrierPaperwork && {
      id: "phones",
      title: `Corporate-owned phones on the ${carrierOf(kind)} network`,
      text: "The service is not available for employee-owned (BYOD) devices. Those are captured by an archiver app.",
    },
    kind.needsCarrierPaperwork && {
      id: "billing",
      title: `Have your ${carrierOf(kind)} account and billing contact at hand`,
      text: "The onboarding forms ask for them when the message archiving service is ordered from the carrier.",
    },
    kind.needsDeviceApp && {
      id: "app",
      title: "Install the archiver app on the phones",
      text: `TeleMessage's ${kind.name} has to be installed and activated on the phone of every user.`,
    },
    // Source: the connector's page for WeChat, "Before you begin".
    kind.id === "wechat" && {
      id: "wecom",
      title: "Install WeCom on the phones",
      text: "The WeCom app has to be installed and activated on the phone of every user: it lets them chat with users of WeChat and WeCom.",
    },
    {
      id: "role",
      title: "Have the Mailbox Import Export role in Exchange Online",
      text: "Whoever creates the connector needs it. No role group has it by default: add it to Organization Management or to a role group of your own.",
    },
    {
      id: "consent",
      title: "Know a global admin",
      text: "One has to consent, once, that the application may file messages in your mailboxes. The wizard makes a link to hand on.",
    },
  ];
  return all.filter((each) => each !== false);
}

/** Source: the same, "Known issues". */
export function knownIssueOf(kind: ConnectorKind): string {
  return `An attachment larger than 10 MB${largeExampleOf(kind)} is not imported from ${sourceInWords(kind)}. The message is, with a note that names what was left out, and the original with the attachment is kept.`;
}

function largeExampleOf({ content }: ConnectorKind): string {
  if (content.some((word) => word.startsWith("Voice"))) return ", such as a long voice recording,";
  return content.includes("SMS") ? "" : ", such as a video,";
}

function collectorOf(kind: ConnectorKind): string {
  if (kind.needsCarrierPaperwork) return carrierOf(kind);
  return kind.needsDeviceApp ? `TeleMessage's ${kind.name} on the phones` : "WeCom";
}

function itemsOf({ content }: ConnectorKind): string {
  return content.some((word) => /call|voice/i.test(word)) ? "message and call" : "message";
}

const carrierOf = ({ name }: ConnectorKind) => name.replace(/ Network$/, "");
