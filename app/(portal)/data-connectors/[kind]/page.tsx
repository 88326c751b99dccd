import { ProductPage } from "#components/connector/product-page.tsx";
import { allowanceOf } from "#components/connector/row-allowance.ts";
import { Page } from "#components/ui/page.tsx";
import { Title } from "#components/ui/title.tsx";
import { serviceContext } from "#lib/server.ts";
import { listDrafts } from "#lib/services/connector/list-drafts.ts";
import { createAction } from "./create-action.ts";
import { kindOf, type KindParams } from "./kind-of.ts";

export default async function Product(props: KindParams) {
  const context = await serviceContext();
  const kind = await kindOf(props);
  const drafts = (await listDrafts(context)).filter((draft) => draft.kind === kind.id);
  return (
    <Page>
      <Title>{kind.name}</Title>
      <ProductPage
        kindId={kind.id}
        drafts={drafts}
        canCreate={allowanceOf(context.viewer.roles).create}
        create={createAction.bind(null, kind.id)}
      />
    </Page>
  );
}
