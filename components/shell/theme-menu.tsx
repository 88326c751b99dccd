"use client";
import {
  Button,
  Menu,
  MenuItemRadio,
  MenuList,
  MenuPopover,
  MenuTrigger,
  Tooltip,
} from "@fluentui/react-components";
import { DarkTheme20Regular } from "@fluentui/react-icons";
import { THEME_CHOICES, THEME_NAMES } from "#components/ui/theme-choice.ts";
import { useThemeControl } from "#components/ui/theme-provider.tsx";
import { useHeaderStyles } from "./header-styles.ts";

export function ThemeMenu() {
  const styles = useHeaderStyles();
  const { choice, choose } = useThemeControl();
  return (
    <Menu
      checkedValues={{ theme: [choice] }}
      onCheckedValueChange={(_event, change) => {
        const next = THEME_CHOICES.find((each) => change.checkedItems.includes(each));
        if (next) choose(next);
      }}
    >
      <MenuTrigger disableButtonEnhancement>
        <Tooltip content="Theme" relationship="label">
          <Button appearance="transparent" className={styles.button} icon={<DarkTheme20Regular />} />
        </Tooltip>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          {THEME_CHOICES.map((each) => (
            <MenuItemRadio key={each} name="theme" value={each}>
              {THEME_NAMES[each]}
            </MenuItemRadio>
          ))}
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
