import { redirect } from "next/navigation";
import { z } from "zod";
import { SignIn } from "#components/shell/sign-in.tsx";
import { Title } from "#components/ui/title.tsx";
import { paths } from "#lib/paths.ts";
import { findViewer, portalOrigin } from "#lib/server.ts";
import { returnPathOf } from "./return-path.ts";

const query = z.object({
  /** Where the viewer wanted to go. */
  from: z
    .string()
    .transform((text) => returnPathOf(text) ?? paths.gallery)
    .catch(paths.gallery),
  error: z.string().max(100).optional().catch(undefined),
  "signed-out": z.string().optional().catch(undefined),
});

type SignInPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const { from, error, "signed-out": signedOut } = query.parse(await searchParams);
  if (error === undefined && (await findViewer())) redirect(from);
  return (
    <>
      <Title>Sign in</Title>
      <SignIn
        returnTo={from}
        portalOrigin={portalOrigin()}
        error={error}
        hasSignedOut={signedOut !== undefined}
      />
    </>
  );
}
