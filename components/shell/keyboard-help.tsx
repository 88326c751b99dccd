"use client";
import { lazy, useMemo, useState } from "react";
import { rememberInCookie } from "#components/ui/cookie.ts";
import { Later } from "#components/ui/later.tsx";
import type { Role } from "#lib/domain/connector.ts";
import { SHORTCUTS_COOKIE, shortcutsOf } from "./shortcuts.ts";
import { useShortcuts } from "./use-shortcuts.ts";

const ShortcutSheet = lazy(() =>
  import("./shortcut-sheet.tsx").then((module) => ({ default: module.ShortcutSheet })),
);

type KeyboardHelpProps = {
  roles: readonly Role[];
  areOnAtFirst: boolean;
  isOpen: boolean;
  onOpen: () => void;
  onClose: () => void;
};

/** The keyboard's shortcuts, and the sheet that lists them. */
export function KeyboardHelp({ roles, areOnAtFirst, isOpen, onOpen, onClose }: KeyboardHelpProps) {
  const [isOn, setOn] = useState(areOnAtFirst);
  const shortcuts = useMemo(() => shortcutsOf(roles), [roles]);
  const hint = useShortcuts({ shortcuts, isOn, onHelp: onOpen });
  const turn = (next: boolean) => {
    setOn(next);
    rememberInCookie(SHORTCUTS_COOKIE, next ? "on" : "off");
  };
  return (
    <>
      <output className="visually-hidden">{hint}</output>
      <Later isWanted={isOpen}>
        <ShortcutSheet isOpen={isOpen} onClose={onClose} shortcuts={shortcuts} isOn={isOn} onTurn={turn} />
      </Later>
    </>
  );
}
