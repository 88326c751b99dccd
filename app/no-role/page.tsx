import { redirect } from "next/navigation";
import { NoRole } from "#components/shell/no-role.tsx";
import { Title } from "#components/ui/title.tsx";
import { paths } from "#lib/paths.ts";
import { findViewer } from "#lib/server.ts";

export default async function NoRolePage() {
  const viewer = await findViewer();
  if (!viewer) redirect(paths.signIn);
  if (viewer.roles.length > 0) redirect(paths.gallery);
  return (
    <>
      <Title>No role</Title>
      <NoRole viewer={viewer} />
    </>
  );
}
