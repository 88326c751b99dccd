"use client";
import { Button } from "@fluentui/react-components";
import { usePathname } from "next/navigation";
import { paths } from "#lib/paths.ts";
import { Notice } from "./notice.tsx";
import { Problem } from "./problem.ts";
import { TextLink } from "./text-link.tsx";

type ProblemNoticeProps = {
  error: Error;
  /** What still stands on the page meanwhile. */
  meanwhile?: string;
  onRetry?: () => void;
};

/** Why live data stopped, and what the viewer can do about it. */
export function ProblemNotice({ error, meanwhile, onRetry }: ProblemNoticeProps) {
  const pathname = usePathname();
  if (error instanceof Problem && error.status === 401) {
    return (
      <Notice intent="warning" title="Your session has ended" isAnswer>
        <TextLink href={paths.signInFrom(pathname)} isInline isExternal>
          Sign in again
        </TextLink>{" "}
        to go on where you were.
      </Notice>
    );
  }
  const { detail, correlationId } =
    error instanceof Problem ? error : { detail: "", correlationId: undefined };
  return (
    <Notice
      intent="warning"
      title={error instanceof Problem ? error.message : "The page could not be brought up to date"}
      isAnswer
      {...(onRetry && { actions: <Button onClick={onRetry}>Try again</Button> })}
    >
      {detail} {meanwhile} {correlationId && `Correlation ID ${correlationId}.`}
    </Notice>
  );
}
