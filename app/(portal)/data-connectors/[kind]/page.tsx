import type { Metadata } from "next";
import { ProductPage } from "#components/connector/product-page.tsx";
import { allowanceOf } from "#components/connector/row-allowance.ts";
import { Page } from "#components/ui/page.tsx";
import { requireViewer } from "#lib/server.ts";
import { createAction } from "./create-action.ts";
import { kindOf, type KindParams } from "./kind-of.ts";

export async function generateMetadata(props: KindParams): Promise<Metadata> {
  return { title: (await kindOf(props)).name };
}

export default async function Product(props: KindParams) {
  const viewer = await requireViewer();
  const kind = await kindOf(props);
  return (
    <Page>
      <ProductPage
        kindId={kind.id}
        canCreate={allowanceOf(viewer.roles).create}
        create={createAction.bind(null, kind.id)}
      />
    </Page>
  );
}
