"use client";
import { MenuItemRadio, MenuList } from "@fluentui/react-components";
import type { MenuButtonOf } from "#components/ui/later-menu.tsx";
import { OpenedMenu } from "#components/ui/opened-menu.tsx";
import { THEME_CHOICES, THEME_NAMES } from "#components/ui/theme-choice.ts";
import { useThemeControl } from "#components/ui/theme-provider.tsx";

/** The themes to choose from. */
export function ThemeMenuItems({ button }: { button: MenuButtonOf }) {
  const { choice, choose } = useThemeControl();
  return (
    <OpenedMenu
      button={button}
      checkedValues={{ theme: [choice] }}
      onCheckedValueChange={(_event, change) => {
        const next = THEME_CHOICES.find((each) => change.checkedItems.includes(each));
        if (next) choose(next);
      }}
    >
      <MenuList>
        {THEME_CHOICES.map((each) => (
          <MenuItemRadio key={each} name="theme" value={each}>
            {THEME_NAMES[each]}
          </MenuItemRadio>
        ))}
      </MenuList>
    </OpenedMenu>
  );
}
