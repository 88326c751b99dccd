import { z } from "zod";
import { KIND_CATEGORIES } from "#components/connector/kind-content.ts";
import { KindGallery } from "#components/connector/kind-gallery.tsx";
import { Title } from "#components/ui/title.tsx";
import { queryText } from "#lib/domain/outside-text.ts";
import { requireViewer } from "#lib/server.ts";

const categories = KIND_CATEGORIES.map(({ id }) => id);
const query = z.object({
  q: queryText.max(200).catch(""),
  category: z.enum(categories).optional().catch(undefined),
});

type GalleryPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function GalleryPage({ searchParams }: GalleryPageProps) {
  await requireViewer();
  const { q, category } = query.parse(await searchParams);
  return (
    <>
      <Title>Data connectors</Title>
      <KindGallery initialQuery={{ search: q, category }} />
    </>
  );
}
