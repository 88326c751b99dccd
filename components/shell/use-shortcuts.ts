"use client";
import { useEffect, useRef, useState } from "react";
import { useGo } from "#components/ui/going.ts";
import { paths } from "#lib/paths.ts";
import { connectorOfPath, matchOf, type Shortcut } from "./shortcuts.ts";

/** The second key of a sequence comes within this time, or begins a new one. */
const TOGETHER_MS = 1500;

type Options = { shortcuts: readonly Shortcut[]; isOn: boolean; onHelp: () => void };

/**
 * Follows the keys that are pressed on the page itself: never in a field, a menu or a dialog, never with Ctrl, Alt or ⌘.
 * @returns what a screen reader is told while a sequence is half pressed
 */
export function useShortcuts({ shortcuts, isOn, onHelp }: Options): string {
  const go = useGo();
  const pressed = useRef<{ keys: string[]; atMs: number }>({ keys: [], atMs: 0 });
  const [hint, setHint] = useState("");
  useEffect(() => {
    if (!isOn) return undefined;
    const follow = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.altKey || event.metaKey || isTaken(event)) return;
      // Shift and its like are no keys of their own.
      if (event.key.length !== 1) return;
      const now = event.timeStamp;
      const before = now - pressed.current.atMs < TOGETHER_MS ? pressed.current.keys : [];
      const keys = [...before, event.key.toLowerCase()];
      const match = matchOf(keys, shortcuts);
      pressed.current = { keys: match.kind === "beginning" ? keys : [], atMs: now };
      setHint(match.kind === "beginning" ? "Go to: press the key of a page." : "");
      if (match.kind !== "whole") return;
      if (carryOut(match.shortcut, go, onHelp)) event.preventDefault();
    };
    document.addEventListener("keydown", follow);
    return () => document.removeEventListener("keydown", follow);
  }, [shortcuts, isOn, onHelp, go]);
  return hint;
}

/** @returns whether there was something to do */
function carryOut({ deed }: Shortcut, go: (path: string) => void, help: () => void): boolean {
  if (deed === "help") help();
  else if (deed === "search") return focusSearch();
  else if ("go" in deed) go(deed.go);
  else {
    const connectorId = connectorOfPath(window.location.pathname);
    if (connectorId === undefined) return false;
    go(paths.connector(connectorId, deed.tab));
  }
  return true;
}

/** Whether the key belongs to what has the focus, or to something that lies over the page. */
function isTaken({ target, defaultPrevented }: KeyboardEvent): boolean {
  if (defaultPrevented || !(target instanceof HTMLElement)) return true;
  if (target.isContentEditable || target.closest("input, textarea, select, [role=menu], [role=listbox]")) {
    return true;
  }
  return document.querySelector("[role=dialog], [role=alertdialog], [role=menu]") !== null;
}

function focusSearch(): boolean {
  const fields = document.querySelectorAll<HTMLElement>("main input[type=search], main [role=searchbox]");
  const shown = [...fields].find((field) => field.getClientRects().length > 0);
  shown?.focus();
  return shown !== undefined;
}
