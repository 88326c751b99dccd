"use client";
import {
  Menu,
  MenuButton,
  MenuItemCheckbox,
  MenuList,
  MenuPopover,
  MenuTrigger,
} from "@fluentui/react-components";
import { ColumnTriple20Regular } from "@fluentui/react-icons";
import { OPTIONAL_COLUMNS, type OptionalColumn } from "./column-choice.ts";

type ColumnMenuProps = { shown: readonly OptionalColumn[]; onShow: (columns: OptionalColumn[]) => void };

/** Which columns the table has. */
export function ColumnMenu({ shown, onShow }: ColumnMenuProps) {
  return (
    <Menu
      checkedValues={{ columns: [...shown] }}
      onCheckedValueChange={(_event, { checkedItems }) =>
        onShow(OPTIONAL_COLUMNS.map(({ id }) => id).filter((id) => checkedItems.includes(id)))
      }
    >
      <MenuTrigger disableButtonEnhancement>
        <MenuButton appearance="subtle" icon={<ColumnTriple20Regular />}>
          Columns
        </MenuButton>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          {OPTIONAL_COLUMNS.map(({ id, title }) => (
            <MenuItemCheckbox key={id} name="columns" value={id}>
              {title}
            </MenuItemCheckbox>
          ))}
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
