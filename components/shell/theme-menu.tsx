"use client";
import { Button, type ButtonProps } from "@fluentui/react-components";
import { DarkTheme20Regular } from "@fluentui/react-icons";
import { lazy } from "react";
import { Hint } from "#components/ui/hint.tsx";
import { LaterMenu } from "#components/ui/later-menu.tsx";
import { useHeaderStyles } from "./header-styles.ts";

const load = () => import("./theme-menu-items.tsx");
const Items = lazy(() => load().then((module) => ({ default: module.ThemeMenuItems })));

export function ThemeMenu() {
  const styles = useHeaderStyles();
  const button = (trigger: ButtonProps) => (
    <Hint content="Theme" relationship="label">
      <Button {...trigger} appearance="transparent" className={styles.button} icon={<DarkTheme20Regular />} />
    </Hint>
  );
  return (
    <LaterMenu button={button} load={load}>
      <Items button={button} />
    </LaterMenu>
  );
}
