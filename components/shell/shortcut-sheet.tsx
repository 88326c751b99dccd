"use client";
import { Button, makeStyles, Switch, tokens, typographyStyles } from "@fluentui/react-components";
import { Fragment } from "react";
import { Panel } from "#components/ui/panel.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { Stack } from "#components/ui/stack.tsx";
import type { Shortcut } from "./shortcuts.ts";

const useStyles = makeStyles({
  list: {
    display: "grid",
    gridTemplateColumns: "1fr auto",
    alignItems: "center",
    columnGap: tokens.spacingHorizontalL,
    rowGap: tokens.spacingVerticalM,
    margin: 0,
    ...typographyStyles.body1,
  },
  keys: { display: "flex", alignItems: "center", gap: tokens.spacingHorizontalXS, margin: 0 },
  key: {
    ...typographyStyles.caption1Strong,
    minWidth: "16px",
    padding: "3px 7px",
    textAlign: "center",
    fontFamily: tokens.fontFamilyMonospace,
    borderRadius: tokens.borderRadiusMedium,
    border: `1px solid ${tokens.colorNeutralStroke1}`,
    boxShadow: `0 1px 0 ${tokens.colorNeutralStroke1}`,
    backgroundColor: tokens.colorNeutralBackground2,
  },
  between: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground3 },
});

type ShortcutSheetProps = {
  isOpen: boolean;
  onClose: () => void;
  shortcuts: readonly Shortcut[];
  isOn: boolean;
  onTurn: (isOn: boolean) => void;
};

/** Every keyboard shortcut, and the switch for those who use single keys otherwise. */
export function ShortcutSheet({ isOpen, onClose, shortcuts, isOn, onTurn }: ShortcutSheetProps) {
  const styles = useStyles();
  return (
    <Panel
      isOpen={isOpen}
      title="Keyboard shortcuts"
      onClose={onClose}
      foot={<Button onClick={onClose}>Close</Button>}
    >
      <Stack gap="l">
        <Switch
          checked={isOn}
          onChange={(_event, change) => onTurn(change.checked)}
          label="Use keyboard shortcuts"
        />
        <dl className={styles.list}>
          {shortcuts.map(({ keys, title }) => (
            <Fragment key={title}>
              <dt>{title}</dt>
              <Keys keys={keys} between="then" />
            </Fragment>
          ))}
          <dt>Latest message in the corner</dt>
          <Keys keys={["Ctrl", "M"]} between="+" />
          <dt>Close a panel, a menu or a question</dt>
          <Keys keys={["Esc"]} between="+" />
        </dl>
        <Prose isSmall isQuiet>
          They do nothing while you type in a field, or while a panel or a menu is open.
        </Prose>
      </Stack>
    </Panel>
  );
}

function Keys({ keys, between }: { keys: readonly string[]; between: string }) {
  const styles = useStyles();
  return (
    <dd className={styles.keys}>
      {keys.map((key, nth) => (
        <Fragment key={key}>
          {nth > 0 && <span className={styles.between}>{between}</span>}
          <kbd className={styles.key}>{key}</kbd>
        </Fragment>
      ))}
    </dd>
  );
}
