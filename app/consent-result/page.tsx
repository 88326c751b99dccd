import { z } from "zod";
import { ConsentResult } from "#components/setup/consent-result.tsx";
import { Title } from "#components/ui/title.tsx";

const query = z.object({ outcome: z.enum(["granted", "pending", "declined", "invalid"]).catch("invalid") });

type ConsentResultPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** For a global admin who has no account here: tells what came of it, and nothing else. */
export default async function ConsentResultPage({ searchParams }: ConsentResultPageProps) {
  return (
    <>
      <Title>Admin consent</Title>
      <ConsentResult outcome={query.parse(await searchParams).outcome} />
    </>
  );
}
