// Where the keyboard's focus was, the latest last. A menu item that opened a dialog is gone when that closes: then the
// button that had opened the menu is where the viewer was.

const LENGTH = 12;
const trail: HTMLElement[] = [];

/** Notes what gets the focus, from now on. @returns what ends that */
export function followFocus(): () => void {
  const note = ({ target }: FocusEvent) => {
    if (!(target instanceof HTMLElement) || trail.at(-1) === target) return;
    trail.push(target);
    if (trail.length > LENGTH) trail.shift();
  };
  document.addEventListener("focusin", note);
  return () => document.removeEventListener("focusin", note);
}

/** What had the focus outside of `surface`, the latest first. */
export function focusBefore(surface: HTMLElement): HTMLElement[] {
  return trail.filter((element) => !surface.contains(element)).toReversed();
}
