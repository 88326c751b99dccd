"use client";
import { Button, type ButtonProps } from "@fluentui/react-components";
import { MoreHorizontal20Regular } from "@fluentui/react-icons";
import { type ComponentProps, lazy } from "react";
import { LaterMenu } from "#components/ui/later-menu.tsx";
import type { RowMenuItems } from "./row-menu-items.tsx";

const load = () => import("./row-menu-items.tsx");
const Items = lazy(() => load().then((module) => ({ default: module.RowMenuItems })));

/** What can be done with one line. */
export function RowMenu(props: Omit<ComponentProps<typeof RowMenuItems>, "button">) {
  const button = (trigger: ButtonProps) => (
    <Button
      {...trigger}
      appearance="subtle"
      icon={<MoreHorizontal20Regular />}
      aria-label={`More actions for ${props.row.name}`}
    />
  );
  return (
    <LaterMenu button={button} load={load}>
      <Items button={button} {...props} />
    </LaterMenu>
  );
}
