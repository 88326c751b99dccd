"use client";
import { DocumentSearch24Regular } from "@fluentui/react-icons";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Title } from "#components/ui/title.tsx";
import { paths } from "#lib/paths.ts";

export function NotFound() {
  return (
    <>
      <Title>Not found</Title>
      <EmptyState
        level={1}
        icon={<DocumentSearch24Regular />}
        title="There is nothing here"
        action={
          <LinkButton appearance="primary" href={paths.gallery}>
            Go to Data connectors
          </LinkButton>
        }
      >
        The address is mistyped, what it led to was discarded, or it belongs to another organization.
      </EmptyState>
    </>
  );
}
