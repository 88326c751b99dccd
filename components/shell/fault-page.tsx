"use client";
import { Button } from "@fluentui/react-components";
import { ErrorCircle24Regular } from "@fluentui/react-icons";
import { EmptyState } from "#components/ui/empty-state.tsx";

type FaultPageProps = { digest: string | undefined; onRetry: () => void };

/** A fault of ours on a page: nothing is lost, how to go on, how to ask about it. */
export function FaultPage({ digest, onRetry }: FaultPageProps) {
  return (
    <EmptyState
      level={1}
      icon={<ErrorCircle24Regular />}
      title="This page could not be shown"
      action={
        <Button appearance="primary" onClick={onRetry}>
          Try again
        </Button>
      }
    >
      Something went wrong on our side; imports are not affected. Try again; if it happens again, give support
      the correlation ID {digest ?? "of the portal's log, at this time"}.
    </EmptyState>
  );
}
