import type { Project } from "./project.ts";

/** What docs/operations.md has run inside the image, as far as it changes nothing that the test goes on with. */
export async function checkOperatorCommands(project: Project): Promise<void> {
  const tenant = await project.sql("SELECT tenant_id FROM tenant ORDER BY tenant_id LIMIT 1");
  await inImage(project, "Nothing to mend.", "node", "scripts/doctor.ts");
  await inImage(project, `✓ ${tenant}: `, "node", "scripts/audit-verify.ts");
  await inImage(project, "Under the key", "node", "scripts/keys-rotate.ts");
  // It only tells what it would do, and says so by its exit code.
  const telling = 'node scripts/tenant-forget.ts "$1"; test $? -eq 2';
  await inImage(project, "Nothing was done.", "sh", "-c", telling, "sh", tenant);
}

/** From here on imports ask the mailboxes before they create anything. */
export async function noteRestore(project: Project): Promise<void> {
  await inImage(project, "Noted: ", "node", "scripts/restored.ts");
}

async function inImage(project: Project, expected: string, ...words: string[]): Promise<void> {
  const told = await project.compose("run", "--rm", "--no-deps", "worker", ...words);
  if (!told.includes(expected)) throw new Error(`${words.join(" ")} did not say "${expected}":\n${told}`);
}
