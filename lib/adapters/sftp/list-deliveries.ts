import { createHash } from "node:crypto";
import type { Finding, FindingCode } from "#lib/domain/finding.ts";
import type { ListedItem } from "#lib/domain/item.ts";
import type { Window } from "#lib/domain/window.ts";
import type { Clock } from "#lib/pipeline/ports/process.ts";
import type { ListedPage, SourceReport } from "#lib/pipeline/ports/vendor-source.ts";
import { dayOfDelivery, isZip, missingDays } from "./delivery-days.ts";
import { contentOf } from "./entry-content.ts";
import { cursorOf, type ListingPlace, locatorOf, parseCursor } from "./locator.ts";
import { isDamage, openDelivery, type OpenDelivery } from "./open-delivery.ts";
import type { RemoteFile, SftpSession } from "./session.ts";
import type { ZipEntry } from "./zip-directory.ts";

/**
 * What the connector knows of its folder: files that are listed to their end, of which those of a past window that is
 * run again are due once more, and since when it imports at all.
 */
export type DeliveryPast = { files: readonly (RemoteFile & { isDueAgain?: boolean })[]; since: Date };

export type Listing = {
  page(window: Window, cursor: string | undefined, signal: AbortSignal): Promise<ListedPage>;
  close(): void;
};

const LOOK_BACK_MS = 31 * 24 * 60 * 60 * 1000;

type ReportedPage = ListedPage & { report: SourceReport };

const PAGE_MAILS = 500;
const PAGE_BYTES = 64 * 1024 * 1024;
const MAILS_AT_ONCE = 4;
/** A file without an end that nobody has written to for this long will not get one. */
const UPLOAD_PATIENCE_MS = 60 * 60 * 1000;
/** A server whose clock runs ahead by more would keep its files from every window. */
const CLOCK_TOLERANCE_MS = 24 * 60 * 60 * 1000;

/**
 * Lists the folder's new e-mails: of each file that is due again or not known in this size and time, oldest first,
 * however late it came. Each e-mail is read to its end to know its hash, which is its id.
 */
export function createListing(session: SftpSession, past: DeliveryPast, clock: Clock): Listing {
  const known = new Map<string, RemoteFile & { isDueAgain?: boolean }>();
  for (const file of past.files) known.set(file.name, file);
  /** Not readable now: left to a later run. */
  const leftAlone = new Set<string>();
  let current: OpenDelivery | undefined;

  const letGo = () => {
    current?.close();
    current = undefined;
  };

  const isNew = (file: RemoteFile, window: Window): boolean => {
    const before = known.get(file.name);
    const isKnown = before !== undefined && !before.isDueAgain && versionOf(before) === versionOf(file);
    const time = file.modifiedAt.getTime();
    const isInTime = time < window.to.getTime() || time > clock.now().getTime() + CLOCK_TOLERANCE_MS;
    return !isKnown && isInTime && time >= past.since.getTime() && !leftAlone.has(versionOf(file));
  };

  /** A file that is no delivery, or none that can be read: what is said of it, and whether the next run looks again. */
  const setAside = (file: RemoteFile, code: FindingCode): SourceReport => {
    const isFinal = code !== "delivery-file-incomplete";
    if (isFinal) known.set(file.name, file);
    else leftAlone.add(versionOf(file));
    return {
      findings: [{ code, file: file.name, entry: undefined, count: 1 }],
      files: isFinal ? [{ ...file, itemCount: 0 }] : [],
    };
  };

  /** Opens the file to list next; what is no archive is said and set aside until one is, or none is left. */
  const openNext = async (window: Window, signal: AbortSignal) => {
    const aside: SourceReport[] = [];
    const all = (await session.listFiles(signal)).filter(({ name }) => isZip(name));
    for (const file of all.filter((each) => isNew(each, window)).toSorted(byTime)) {
      const opened = await openOr(file, signal);
      if (typeof opened !== "string") return { opened, aside, all };
      aside.push(setAside(file, opened));
    }
    return { opened: undefined, aside, all };
  };

  const openOr = async (file: RemoteFile, signal: AbortSignal): Promise<OpenDelivery | FindingCode> => {
    if (dayOfDelivery(file.name) === undefined) return "delivery-file-unknown";
    const opened = await openDelivery(session, file, signal);
    if (opened.kind === "open") return opened;
    const isYoung = clock.now().getTime() - file.modifiedAt.getTime() < UPLOAD_PATIENCE_MS;
    return opened.kind === "changed" || isYoung ? "delivery-file-incomplete" : "delivery-file-unreadable";
  };

  const end = (files: readonly RemoteFile[], window: Window): ReportedPage => {
    const names = [...known.keys(), ...files.map(({ name }) => name)];
    const delivered = new Set(names.flatMap((name) => dayOfDelivery(name) ?? []));
    // Also those of windows that were cut before they came here; each is told once.
    const lookedBack = { from: new Date(window.to.getTime() - LOOK_BACK_MS), to: window.to };
    const findings = missingDays(delivered, past.since, lookedBack).map((day): Finding => ({
      code: "delivery-day-missing",
      file: day,
      entry: undefined,
      count: 1,
    }));
    return { items: [], nextCursor: undefined, report: { findings, files: [] } };
  };

  const pageOf = async (
    delivery: OpenDelivery,
    from: number,
    window: Window,
    signal: AbortSignal,
  ): Promise<ReportedPage> => {
    const { file, mails } = delivery;
    const chosen = nextMails(mails, from);
    const nextMail = from + chosen.length;
    const { items, damaged } = await readMails(delivery, chosen, archivedAt(file, window), signal);
    const findings = from === 0 ? [...delivery.findings, ...damaged] : damaged;
    if (nextMail < mails.length) {
      return { items, nextCursor: behind(file, nextMail), report: { findings, files: [] } };
    }
    letGo();
    const now = await session.findFile(file.name, signal);
    // Replaced while it was read: the new one is read from its start.
    const isSame = now !== undefined && versionOf(now) === versionOf(file);
    if (isSame) known.set(file.name, file);
    else leftAlone.add(versionOf(file));
    const files = isSame ? [{ ...file, itemCount: mails.length }] : [];
    return { items, nextCursor: behind(file, nextMail), report: { findings, files } };
  };

  return {
    async page(window, cursor, signal) {
      const place = parseCursor(cursor);
      try {
        if (current && place?.file === current.file.name && place.nextMail > 0) {
          return await pageOf(current, place.nextMail, window, signal);
        }
        letGo();
        const { opened, aside, all } = await openNext(window, signal);
        current = opened;
        const from = place && opened && isAt(place, opened.file) ? place.nextMail : 0;
        const page = opened ? await pageOf(opened, from, window, signal) : end(all, window);
        return { ...page, report: joined([...aside, page.report]) };
      } catch (error) {
        // Its handle may be of a connection that is gone.
        letGo();
        throw error;
      }
    },
    close: letGo,
  };
}

function isAt(place: ListingPlace, { name, sizeBytes, modifiedAt }: RemoteFile): boolean {
  return place.file === name && place.sizeBytes === sizeBytes && place.modifiedMs === modifiedAt.getTime();
}

function joined(reports: readonly SourceReport[]): SourceReport {
  return {
    findings: reports.flatMap(({ findings }) => findings),
    files: reports.flatMap(({ files }) => files),
  };
}

/** As many as fit a page, and one at least. */
function nextMails(mails: readonly ZipEntry[], from: number): ZipEntry[] {
  const chosen: ZipEntry[] = [];
  let sizeBytes = 0;
  for (const mail of mails.slice(from, from + PAGE_MAILS)) {
    sizeBytes += mail.sizeBytes;
    if (chosen.length > 0 && sizeBytes > PAGE_BYTES) break;
    chosen.push(mail);
  }
  return chosen;
}

async function readMails(
  { file, bytes }: OpenDelivery,
  mails: readonly ZipEntry[],
  at: Date,
  signal: AbortSignal,
): Promise<{ items: ListedItem[]; damaged: Finding[] }> {
  const items: ListedItem[] = [];
  const damaged: Finding[] = [];
  for (let from = 0; from < mails.length; from += MAILS_AT_ONCE) {
    signal.throwIfAborted();
    const read = mails.slice(from, from + MAILS_AT_ONCE).map(async (mail) => {
      const hash = createHash("sha256");
      try {
        for await (const chunk of contentOf(bytes, mail)) hash.update(chunk);
      } catch (error) {
        if (!isDamage(error)) throw error;
        damaged.push({ code: "mail-damaged", file: file.name, entry: mail.name, count: 1 });
        return;
      }
      const sourceItemId = `${ID_PREFIX}${hash.digest("hex")}`;
      items.push({
        sourceItemId,
        archivedAt: at,
        sizeBytes: mail.sizeBytes,
        locator: locatorOf(file.name, mail),
      });
    });
    await Promise.all(read);
  }
  return { items: items.toSorted(byId), damaged };
}

/** Of the hash of an e-mail's bytes: an e-mail that is delivered again, in whatever file, is the same item. */
export const ID_PREFIX = "eml-sha256-";

/** Items of a window lie in it, also those whose file came late or from a server with another idea of the time. */
function archivedAt({ modifiedAt }: RemoteFile, { from, to }: Window): Date {
  const time = Math.max(modifiedAt.getTime(), from.getTime());
  return new Date(Math.min(time, to.getTime() - 1));
}

function versionOf({ name, sizeBytes, modifiedAt }: RemoteFile): string {
  return `${sizeBytes} ${modifiedAt.getTime()} ${name}`;
}

function behind({ name, sizeBytes, modifiedAt }: RemoteFile, nextMail: number): string {
  return cursorOf({ file: name, sizeBytes, modifiedMs: modifiedAt.getTime(), nextMail });
}

const byId = (one: ListedItem, other: ListedItem) => (one.sourceItemId < other.sourceItemId ? -1 : 1);

function byTime(one: RemoteFile, other: RemoteFile): number {
  return one.modifiedAt.getTime() - other.modifiedAt.getTime() || (one.name < other.name ? -1 : 1);
}
