"use client";
import { FaultPage } from "#components/shell/fault-page.tsx";

type PageFaultProps = { error: Error & { digest?: string }; reset: () => void };

export default function PageFault({ error, reset }: PageFaultProps) {
  return <FaultPage digest={error.digest} onRetry={reset} />;
}
