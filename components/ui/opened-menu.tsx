"use client";
import { Menu, MenuPopover, type MenuProps, MenuTrigger } from "@fluentui/react-components";
import type { ReactNode } from "react";
import type { MenuButtonOf } from "./later-menu.tsx";

type OpenedMenuProps = Omit<MenuProps, "children"> & { button: MenuButtonOf; children: ReactNode };

/** The menu of a {@link LaterMenu}: open when it comes, and from then on as its button is used. */
export function OpenedMenu({ button, children, ...menu }: OpenedMenuProps) {
  return (
    <Menu defaultOpen {...menu}>
      <MenuTrigger disableButtonEnhancement>{button({})}</MenuTrigger>
      <MenuPopover>{children}</MenuPopover>
    </Menu>
  );
}
