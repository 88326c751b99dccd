// The server and the browser must write the same characters, or React throws the page away and draws it anew: so every
// format is spelled out, and the spaces that differ between versions of ICU are made plain.

type Place = { locale: string; zone: string };

const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, " ");

/** Making a format costs a hundred times what using it does; the server meets any locale and zone that browsers name. */
const MOST_KEPT = 200;
const kept = new Map<string, Intl.DateTimeFormat | Intl.NumberFormat>();

function keptFormat<Format extends Intl.DateTimeFormat | Intl.NumberFormat>(
  kind: new (locale: string, options: object) => Format,
  locale: string,
  options: object,
): Format {
  const key = `${kind.name} ${locale} ${JSON.stringify(options)}`;
  const known = kept.get(key);
  if (known instanceof kind) return known;
  if (kept.size >= MOST_KEPT) kept.clear();
  const made = new kind(locale, options);
  kept.set(key, made);
  return made;
}

/** `Nov 22, 2026, 12:46 PM GMT+1` */
export function formatInstant(instant: string, { locale, zone }: Place): string {
  return `${formatDay(instant, { locale, zone })}, ${formatTime(instant, { locale, zone })}`;
}

/** `Nov 22, 2026` */
export function formatDay(instant: string, { locale, zone }: Place): string {
  const options = { timeZone: zone, year: "numeric", month: "short", day: "numeric" };
  return plain(keptFormat(Intl.DateTimeFormat, locale, options).format(new Date(instant)));
}

/** `12:46 PM GMT+1` */
export function formatTime(instant: string, { locale, zone }: Place): string {
  const options = { timeZone: zone, hour: "numeric", minute: "2-digit", timeZoneName: "short" };
  return plain(keptFormat(Intl.DateTimeFormat, locale, options).format(new Date(instant)));
}

/** `2026-11-22 11:46:00 UTC` */
export function formatUtc(instant: string): string {
  return `${new Date(instant).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

export function formatCount(count: number, locale: string): string {
  return plain(keptFormat(Intl.NumberFormat, locale, {}).format(count));
}

/** `1 item`, `1,204 items` */
export function formatCountOf(count: number, noun: string, locale: string, plural = `${noun}s`): string {
  return `${formatCount(count, locale)} ${count === 1 ? noun : plural}`;
}

/** `4 s`, `3 min`, `2 h 05 min`, `3 d 4 h` */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return minutes < 5 ? `${minutes} min ${seconds % 60} s` : `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ${String(minutes % 60).padStart(2, "0")} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** `12.4 MB`, in the units that mailbox limits are told in. */
export function formatBytes(bytes: number, locale: string): string {
  const units = ["B", "KB", "MB", "GB"];
  const power = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log(bytes) / Math.log(1024)));
  const value = keptFormat(Intl.NumberFormat, locale, { maximumFractionDigits: power === 0 ? 0 : 1 }).format(
    bytes / 1024 ** power,
  );
  return `${plain(value)} ${units[power]}`;
}
