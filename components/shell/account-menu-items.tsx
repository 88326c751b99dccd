"use client";
import {
  makeStyles,
  MenuDivider,
  MenuItem,
  MenuList,
  tokens,
  typographyStyles,
} from "@fluentui/react-components";
import { Keyboard20Regular, SignOut20Regular } from "@fluentui/react-icons";
import type { MenuButtonOf } from "#components/ui/later-menu.tsx";
import { OpenedMenu } from "#components/ui/opened-menu.tsx";
import type { Viewer } from "#lib/domain/views/people.ts";
import { useSignOut } from "./use-sign-out.ts";

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

type AccountMenuItemsProps = {
  button: MenuButtonOf;
  viewer: Viewer;
  /** Opens the sheet of keyboard shortcuts, where there are some. */
  onHelp?: () => void;
};

/** Who is signed in, where, as what; help with the keyboard; and the way out. */
export function AccountMenuItems({ button, viewer, onHelp }: AccountMenuItemsProps) {
  const styles = useStyles();
  const { label, leave } = useSignOut();
  return (
    <OpenedMenu button={button}>
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
        {onHelp && (
          <MenuItem icon={<Keyboard20Regular />} secondaryContent="?" onClick={onHelp}>
            Keyboard shortcuts
          </MenuItem>
        )}
        <MenuItem icon={<SignOut20Regular />} persistOnClick onClick={leave}>
          {label}
        </MenuItem>
      </MenuList>
    </OpenedMenu>
  );
}
