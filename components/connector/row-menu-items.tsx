"use client";
import { MenuItem, MenuItemLink, MenuList } from "@fluentui/react-components";
import { Delete20Regular, Open20Regular, Pause20Regular, Play20Regular } from "@fluentui/react-icons";
import type { MenuButtonOf } from "#components/ui/later-menu.tsx";
import { OpenedMenu } from "#components/ui/opened-menu.tsx";
import { useLinkClick } from "#components/ui/use-link-click.ts";
import { paths } from "#lib/paths.ts";
import type { ListRow } from "./list-row.ts";
import { type Allowance, rowAllowance } from "./row-allowance.ts";

type RowMenuItemsProps = {
  button: MenuButtonOf;
  row: ListRow;
  allowance: Allowance;
  onRun: (id: string) => void;
  onPause: (id: string) => void;
  onResume: (id: string) => void;
  onDiscard: (id: string) => void;
};

/** Everything that can be done with one line; what cannot be done now says why. */
export function RowMenuItems(props: RowMenuItemsProps) {
  const { row, button } = props;
  return (
    <OpenedMenu hasIcons button={button}>
      <MenuList>
        {row.type === "draft" ? <DraftItems {...props} draft={row.draft} /> : <ConnectorItems {...props} />}
      </MenuList>
    </OpenedMenu>
  );
}

type DraftItemsProps = RowMenuItemsProps & { draft: Extract<ListRow, { type: "draft" }>["draft"] };

function DraftItems({ draft, row, allowance, onDiscard }: DraftItemsProps) {
  const href = paths.setup(draft.kind, draft.connectorId, draft.step);
  const follow = useLinkClick(href);
  return (
    <>
      <MenuItemLink href={href} onClick={follow} icon={<Play20Regular />}>
        Resume setup
      </MenuItemLink>
      <ReasonedItem can={allowance.create} icon={<Delete20Regular />} onClick={() => onDiscard(row.id)}>
        Discard
      </ReasonedItem>
    </>
  );
}

function ConnectorItems({ row, allowance, onRun, onPause, onResume }: RowMenuItemsProps) {
  const href = paths.connector(row.id);
  const follow = useLinkClick(href);
  const can = rowAllowance(row, allowance);
  const isPaused = row.type === "connector" && row.connector.isPaused;
  return (
    <>
      <MenuItemLink href={href} onClick={follow} icon={<Open20Regular />}>
        Open
      </MenuItemLink>
      <ReasonedItem can={can.run} icon={<Play20Regular />} onClick={() => onRun(row.id)}>
        Run now
      </ReasonedItem>
      {isPaused ? (
        <ReasonedItem can={can.resume} icon={<Play20Regular />} onClick={() => onResume(row.id)}>
          Resume
        </ReasonedItem>
      ) : (
        <ReasonedItem can={can.pause} icon={<Pause20Regular />} onClick={() => onPause(row.id)}>
          Pause
        </ReasonedItem>
      )}
    </>
  );
}

type ReasonedItemProps = {
  can: true | string;
  icon: React.ReactElement;
  onClick: () => void;
  children: string;
};

function ReasonedItem({ can, icon, onClick, children }: ReasonedItemProps) {
  if (can === true) {
    return (
      <MenuItem icon={icon} onClick={onClick}>
        {children}
      </MenuItem>
    );
  }
  return (
    <MenuItem icon={icon} disabled subText={can}>
      {children}
    </MenuItem>
  );
}
