"use client";
import { Button } from "@fluentui/react-components";
import { ErrorCircle24Regular } from "@fluentui/react-icons";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Title } from "#components/ui/title.tsx";

/**
 * A fault of ours on a page: nothing is lost, how to go on, how to ask about it. To try again is to load the page again:
 * what it was drawn from may be what is wrong, on the server or in the browser's memory.
 */
export function FaultPage({ digest }: { digest: string | undefined }) {
  return (
    <>
      <Title>Something went wrong</Title>
      <EmptyState
        level={1}
        icon={<ErrorCircle24Regular />}
        title="This page could not be shown"
        action={
          <Button appearance="primary" onClick={() => window.location.reload()}>
            Try again
          </Button>
        }
      >
        Something went wrong on our side; imports are not affected. Try again; if it happens again, give
        support the correlation ID {digest ?? "of the portal's log, at this time"}.
      </EmptyState>
    </>
  );
}
