export type NavState = "open" | "collapsed";

/** Remembered in the browser, so that the server renders the navigation as the viewer left it. */
export const NAV_COOKIE = "mac-nav";

export function parseNavState(text: string | undefined): NavState {
  return text === "collapsed" ? "collapsed" : "open";
}
