"use client";
import { Button, type ButtonProps, makeStyles, tokens, typographyStyles } from "@fluentui/react-components";
import { type ComponentProps, lazy } from "react";
import { LaterMenu } from "#components/ui/later-menu.tsx";
import type { AccountMenuItems } from "./account-menu-items.tsx";
import { initialsOf } from "./initials.ts";
import { useHeaderStyles } from "./header-styles.ts";

const load = () => import("./account-menu-items.tsx");
const Items = lazy(() => load().then((module) => ({ default: module.AccountMenuItems })));

const useStyles = makeStyles({
  picture: {
    ...typographyStyles.caption1Strong,
    display: "grid",
    placeItems: "center",
    flexShrink: 0,
    width: "28px",
    height: "28px",
    borderRadius: tokens.borderRadiusCircular,
    color: "#0c3b5e",
    backgroundColor: "#cfe4fa",
  },
});

/** Whose session it is; its menu says more, and leads out. */
export function AccountMenu(props: Omit<ComponentProps<typeof AccountMenuItems>, "button">) {
  const { name } = props.viewer;
  const header = useHeaderStyles();
  const styles = useStyles();
  const button = (trigger: ButtonProps) => (
    <Button
      {...trigger}
      appearance="transparent"
      className={header.button}
      icon={
        <span className={styles.picture} aria-hidden="true">
          {initialsOf(name)}
        </span>
      }
    >
      <span className={header.accountName}>{name}</span>
    </Button>
  );
  return (
    <LaterMenu button={button} load={load}>
      <Items button={button} {...props} />
    </LaterMenu>
  );
}
