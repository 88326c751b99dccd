import type { Metadata } from "next";
import { z } from "zod";
import { KindGallery } from "#components/connector/kind-gallery.tsx";
import { requireViewer } from "#lib/server.ts";

export const metadata: Metadata = { title: "Data connectors" };

const query = z.object({ q: z.string().max(200).catch("") });

type GalleryPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function GalleryPage({ searchParams }: GalleryPageProps) {
  await requireViewer();
  return <KindGallery initialSearch={query.parse(await searchParams).q} />;
}
