import { z } from "zod";
import { DeletedConnectors } from "#components/connector/deleted-connectors.tsx";
import { Title } from "#components/ui/title.tsx";
import { serviceContext } from "#lib/server.ts";
import { listDeletedConnectors } from "#lib/services/connector/list-deleted-connectors.ts";

/** The address: `?after=…`. What cannot be read is left out. */
const query = z.object({
  after: z
    .string()
    .regex(/^\d{1,14}\.[\da-f-]{36}$/)
    .optional()
    .catch(undefined),
});

type DeletedPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function DeletedPage({ searchParams }: DeletedPageProps) {
  const { after } = query.parse(await searchParams);
  return (
    <>
      <Title>Deleted connectors</Title>
      <DeletedConnectors
        page={await listDeletedConnectors(await serviceContext(), after)}
        isFirstPage={after === undefined}
      />
    </>
  );
}
