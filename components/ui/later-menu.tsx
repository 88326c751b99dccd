"use client";
import type { ButtonProps } from "@fluentui/react-components";
import { type KeyboardEvent, type ReactElement, type ReactNode, Suspense, useState } from "react";

/** Draws a menu's button with what opens the menu, the same before and after the menu's code has come. */
export type MenuButtonOf = (props: ButtonProps) => ReactElement;

type LaterMenuProps = {
  button: MenuButtonOf;
  /** Fetches the menu's code, once. */
  load: () => Promise<unknown>;
  /** The menu with its button, open from the start. */
  children: ReactNode;
};

/** A button whose menu, and the code of menus, is fetched when somebody reaches for it. */
export function LaterMenu({ button, load, children }: LaterMenuProps) {
  const [isOpened, setOpened] = useState(false);
  const reach = () => void load().catch(() => undefined);
  const open = () => {
    load().then(
      () => setOpened(true),
      (error: unknown) =>
        setOpened(() => {
          throw error;
        }),
    );
  };
  const closed = button({
    "aria-haspopup": "menu",
    "aria-expanded": false,
    onPointerEnter: reach,
    onFocus: reach,
    onClick: open,
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== "ArrowDown") return;
      event.preventDefault();
      open();
    },
  });
  return isOpened ? <Suspense fallback={closed}>{children}</Suspense> : closed;
}
