"use client";
import { MenuItemCheckbox, MenuList } from "@fluentui/react-components";
import type { MenuButtonOf } from "#components/ui/later-menu.tsx";
import { OpenedMenu } from "#components/ui/opened-menu.tsx";
import { OPTIONAL_COLUMNS, type OptionalColumn } from "./column-choice.ts";

type ColumnMenuItemsProps = {
  button: MenuButtonOf;
  shown: readonly OptionalColumn[];
  onShow: (columns: OptionalColumn[]) => void;
};

/** The columns to choose from. */
export function ColumnMenuItems({ button, shown, onShow }: ColumnMenuItemsProps) {
  return (
    <OpenedMenu
      button={button}
      checkedValues={{ columns: [...shown] }}
      onCheckedValueChange={(_event, { checkedItems }) =>
        onShow(OPTIONAL_COLUMNS.map(({ id }) => id).filter((id) => checkedItems.includes(id)))
      }
    >
      <MenuList>
        {OPTIONAL_COLUMNS.map(({ id, title }) => (
          <MenuItemCheckbox key={id} name="columns" value={id}>
            {title}
          </MenuItemCheckbox>
        ))}
      </MenuList>
    </OpenedMenu>
  );
}
