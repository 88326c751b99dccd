"use client";
import { FaultPage } from "#components/shell/fault-page.tsx";

type PageFaultProps = { error: Error & { digest?: string } };

export default function PageFault({ error }: PageFaultProps) {
  return <FaultPage digest={error.digest} />;
}
