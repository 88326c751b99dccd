"use client";
import { lazy, useState } from "react";
import { Facts } from "#components/ui/facts.tsx";
import { Instant } from "#components/ui/instant.tsx";
import { Later } from "#components/ui/later.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { ReasonedButton } from "#components/ui/reasoned-button.tsx";
import { Section } from "#components/ui/section.tsx";
import { useOpening } from "#components/ui/use-opening.ts";
import { findConnectorKind } from "#lib/domain/connector-kinds.ts";
import type { ConnectorDetail } from "#lib/domain/views/connector.ts";
import type { DeleteAction } from "./delete-dialog.tsx";
import { isMoving } from "./is-moving.ts";
import type { RenameAction } from "./rename-panel.tsx";

const RenamePanel = lazy(() =>
  import("./rename-panel.tsx").then((module) => ({ default: module.RenamePanel })),
);
const DeleteDialog = lazy(() =>
  import("./delete-dialog.tsx").then((module) => ({ default: module.DeleteDialog })),
);

type IdentityProps = { connector: ConnectorDetail; can: true | string };

/** What the connector is, and the button to give it another name. */
export function ConnectorSection({ connector, can, rename }: IdentityProps & { rename: RenameAction }) {
  const panel = useOpening();
  const kind = findConnectorKind(connector.kind);
  return (
    <Section
      title="Connector"
      isCard
      actions={
        <ReasonedButton can={can} onClick={panel.open}>
          Rename
        </ReasonedButton>
      }
    >
      <Facts
        layout="rows"
        facts={[
          { name: "Name", value: connector.settings.name },
          { name: "Kind", value: kind?.name ?? connector.kind },
          { name: "Folder in each mailbox", value: kind?.folderName ?? "" },
          { name: "Created", value: <Instant at={connector.createdAt} /> },
        ]}
      />
      <Later isWanted={panel.isOpen}>
        <RenamePanel
          key={panel.number}
          isOpen={panel.isOpen}
          onClose={panel.close}
          name={connector.settings.name}
          rename={rename}
        />
      </Later>
    </Section>
  );
}

/** The end of a connector: not while a run of it goes on. */
export function DeleteSection({ connector, can, remove }: IdentityProps & { remove: DeleteAction }) {
  const [isOpen, setOpen] = useState(false);
  const isBusy = isMoving(connector);
  const verdict =
    can === true && isBusy
      ? `The run ${connector.lastRun?.jobId ?? ""} is not finished. Cancel it first.`
      : can;
  return (
    <Section
      title="Delete this connector"
      isCard
      actions={
        <ReasonedButton can={verdict} onClick={() => setOpen(true)}>
          Delete
        </ReasonedButton>
      }
    >
      <Prose>
        Stops its imports for good. What was archived stays in the mailboxes, and what was done stays in the
        audit log. To stop for a while only, choose Pause at the top of the page.
      </Prose>
      <Later isWanted={isOpen}>
        <DeleteDialog
          isOpen={isOpen}
          onClose={() => setOpen(false)}
          name={connector.settings.name}
          remove={remove}
        />
      </Later>
    </Section>
  );
}
