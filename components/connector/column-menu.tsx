"use client";
import { type ButtonProps, MenuButton } from "@fluentui/react-components";
import { ColumnTriple20Regular } from "@fluentui/react-icons";
import { type ComponentProps, lazy } from "react";
import { LaterMenu } from "#components/ui/later-menu.tsx";
import type { ColumnMenuItems } from "./column-menu-items.tsx";

const load = () => import("./column-menu-items.tsx");
const Items = lazy(() => load().then((module) => ({ default: module.ColumnMenuItems })));

/** Which columns the table has. */
export function ColumnMenu(props: Omit<ComponentProps<typeof ColumnMenuItems>, "button">) {
  const button = (trigger: ButtonProps) => (
    <MenuButton {...trigger} appearance="subtle" icon={<ColumnTriple20Regular />}>
      Columns
    </MenuButton>
  );
  return (
    <LaterMenu button={button} load={load}>
      <Items button={button} {...props} />
    </LaterMenu>
  );
}
