/** One of the carriers' and apps' archives that TeleMessage delivers: data, not code. */
export type ConnectorKind = {
  id: ConnectorKindId;
  /** As Microsoft's gallery names it. */
  name: string;
  /** Created at the top of every mailbox, spelled exactly so. */
  folderName: string;
  content: readonly string[];
  /** The middle part of the message class `IPM.Note.<class>.<SMS|MMS>`. */
  messageClass: string;
  /** Corporate-owned phones on the carrier's network only. */
  needsCarrierPaperwork: boolean;
  needsDeviceApp: boolean;
};

export type ConnectorKindId =
  | "att-network"
  | "verizon-network"
  | "bell-network"
  | "rogers-network"
  | "telus-network"
  | "o2-network"
  | "android-archiver"
  | "enterprise-number"
  | "whatsapp"
  | "signal"
  | "telegram"
  | "wechat";

const network = (
  id: ConnectorKindId,
  carrier: string,
  folderName: string,
  messageClass: string,
  content: string[],
): ConnectorKind => ({
  id,
  name: `${carrier} Network`,
  folderName,
  content,
  messageClass,
  needsCarrierPaperwork: true,
  needsDeviceApp: false,
});

const archiver = (
  id: ConnectorKindId,
  name: string,
  messageClass: string,
  content: string[],
): ConnectorKind => ({
  id,
  name,
  folderName: name,
  content,
  messageClass,
  needsCarrierPaperwork: false,
  needsDeviceApp: id !== "wechat",
});

const TEXTS = ["SMS", "MMS"];
const CHATS = ["Chats", "Attachments", "Files", "Deleted messages", "Calls"];

/** Source: the twelve TeleMessage connector pages of the compliance center. The first is the default. */
export const CONNECTOR_KINDS: readonly ConnectorKind[] = [
  network("att-network", "AT&T", "AT&T SMS/MMS Network Archiver", "ATTNetwork", TEXTS),
  network("verizon-network", "Verizon", "Verizon SMS/MMS Network Archiver", "VerizonNetwork", TEXTS),
  network("bell-network", "Bell", "Bell SMS/MMS Network Archiver", "BellNetwork", TEXTS),
  network("rogers-network", "Rogers", "Rogers SMS/MMS Network Archiver", "RogersNetwork", TEXTS),
  network("telus-network", "TELUS", "TELUS SMS Network Archiver", "TELUSNetwork", ["SMS"]),
  network("o2-network", "O2", "O2 SMS and Voice Network Archiver", "O2Network", ["SMS", "Voice calls"]),
  archiver("android-archiver", "Android Archiver", "AndroidArchiver", [...TEXTS, "Voice calls", "Call logs"]),
  archiver("enterprise-number", "Enterprise Number Archiver", "EnterpriseNumber", [
    ...TEXTS,
    "Chats",
    "Voice recordings",
    "Call logs",
  ]),
  archiver("whatsapp", "WhatsApp Archiver", "WhatsApp", CHATS),
  archiver("signal", "Signal Archiver", "Signal", CHATS),
  archiver("telegram", "Telegram Archiver", "Telegram", CHATS),
  archiver("wechat", "WeChat Archiver", "WeChat", [
    "WeChat and WeCom chats",
    "Calls",
    "Attachments",
    "Recalled messages",
  ]),
];

/** A kind by its id, which is also its place in the path. */
export function findConnectorKind(id: string): ConnectorKind | undefined {
  return CONNECTOR_KINDS.find((kind) => kind.id === id);
}
