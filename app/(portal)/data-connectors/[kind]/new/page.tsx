import { allowanceOf } from "#components/connector/row-allowance.ts";
import { BeginSetup } from "#components/setup/begin-setup.tsx";
import { Page } from "#components/ui/page.tsx";
import { Title } from "#components/ui/title.tsx";
import { serviceContext } from "#lib/server.ts";
import { listDrafts } from "#lib/services/connector/list-drafts.ts";
import { createAction } from "../create-action.ts";
import { kindOf, type KindParams } from "../kind-of.ts";

/** The wizard's address without a draft: goes on with one that waits, or begins another. */
export default async function NewConnectorPage(props: KindParams) {
  const context = await serviceContext();
  const kind = await kindOf(props);
  const drafts = (await listDrafts(context)).filter((draft) => draft.kind === kind.id);
  return (
    <Page>
      <Title>Add connector</Title>
      <BeginSetup
        kindId={kind.id}
        drafts={drafts}
        canCreate={allowanceOf(context.viewer.roles).create}
        create={createAction.bind(null, kind.id)}
      />
    </Page>
  );
}
