import { createDb } from "#lib/db/client.ts";
import { noticeRestore } from "#lib/db/deployment.ts";
import { readDatabaseEnv } from "#lib/env.ts";

// Said by the operator who put a snapshot back that the database cannot tell from itself (docs/operations.md).
const db = createDb(readDatabaseEnv(process.env).DATABASE_URL, { max: 1 });
await noticeRestore(db, true);
await db.close();
console.log("Noted: runs over the time before now ask the mailboxes before they create anything.");
