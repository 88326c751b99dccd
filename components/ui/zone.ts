/** The viewer's IANA zone, remembered in the browser so that the server renders times in it. */
export const ZONE_COOKIE = "mac-zone";

/** A cookie's text; anything that is not a zone is UTC. */
export function parseZone(text: string | undefined): string {
  if (text === undefined) return "UTC";
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    return "UTC";
  }
}

/** The portal speaks English: the browser's first kind of it decides how dates and numbers are written. */
export function parseLocale(acceptLanguage: string | null): string {
  const languages = (acceptLanguage ?? "").split(",").map((part) => part.split(";")[0]?.trim() ?? "");
  return languages.find((language) => /^en-[A-Za-z]{2}$/.test(language)) ?? "en-US";
}
