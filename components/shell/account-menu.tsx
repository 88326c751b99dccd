"use client";
import {
  Avatar,
  Button,
  makeStyles,
  Menu,
  MenuDivider,
  MenuItem,
  MenuList,
  MenuPopover,
  MenuTrigger,
  tokens,
  typographyStyles,
} from "@fluentui/react-components";
import { SignOut20Regular } from "@fluentui/react-icons";
import { useState } from "react";
import type { Viewer } from "#lib/domain/views.ts";
import { paths } from "#lib/paths.ts";
import { signOut } from "./auth-requests.ts";
import { useHeaderStyles } from "./header-styles.ts";

const useStyles = makeStyles({
  card: {
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalXXS,
    padding: tokens.spacingHorizontalM,
    maxWidth: "300px",
    overflowWrap: "anywhere",
  },
  name: { ...typographyStyles.body1Strong },
  line: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground2 },
});

/** Who is signed in, where, as what; and the way out. */
export function AccountMenu({ viewer }: { viewer: Viewer }) {
  const header = useHeaderStyles();
  const styles = useStyles();
  const [label, setLabel] = useState("Sign out");
  const leave = () => {
    setLabel("Signing out…");
    signOut(`${paths.signIn}?signed-out=1`).catch(() => setLabel("Sign out (try again)"));
  };
  return (
    <Menu>
      <MenuTrigger disableButtonEnhancement>
        <Button
          appearance="transparent"
          className={header.button}
          icon={<Avatar aria-hidden="true" name={viewer.name} size={28} color="colorful" />}
        >
          <span className={header.accountName}>{viewer.name}</span>
        </Button>
      </MenuTrigger>
      <MenuPopover>
        <div className={styles.card}>
          <span className={styles.name}>{viewer.name}</span>
          <span className={styles.line}>{viewer.email}</span>
          <span className={styles.line}>
            {viewer.roles.length > 0 ? viewer.roles.join(", ") : "No role assigned"}
          </span>
          <span className={styles.line}>Organization {viewer.tenantId}</span>
        </div>
        <MenuDivider />
        <MenuList>
          <MenuItem icon={<SignOut20Regular />} persistOnClick onClick={leave}>
            {label}
          </MenuItem>
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
