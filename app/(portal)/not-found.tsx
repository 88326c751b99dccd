import { NotFound } from "#components/shell/not-found.tsx";

/** Inside of the portal, under its header and beside its navigation. */
export default function PortalNotFound() {
  return <NotFound />;
}
