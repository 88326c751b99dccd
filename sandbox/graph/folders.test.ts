import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ADA, listOf, sampleMessage, startTestClient, type TestClient } from "../test-client.ts";

const NAME = "AT&T SMS/MMS Network Archiver";
const FOLDERS = `/users/${ADA}/mailFolders`;
let client: TestClient;

beforeAll(async () => {
  client = await startTestClient();
});
afterAll(() => client.sandbox.close());

const named = (name: string, more = ""): Promise<Awaited<ReturnType<TestClient["graph"]>>> =>
  client.graph(
    "GET",
    `${FOLDERS}?$filter=${encodeURIComponent(`displayName eq '${name.replaceAll("'", "''")}'`)}&$select=id,displayName,parentFolderId&$top=2${more}`,
  );

describe("mail folders", () => {
  it("are made at the top of the mailbox with the exact name, and found by it", async () => {
    const made = await client.graph("POST", FOLDERS, { displayName: NAME, isHidden: false });
    expect(made).toMatchObject({
      status: 201,
      body: {
        displayName: NAME,
        childFolderCount: 0,
        unreadItemCount: 0,
        totalItemCount: 0,
        isHidden: false,
      },
    });
    const root = await client.graph("GET", `${FOLDERS}/msgfolderroot`);
    expect(made.body["parentFolderId"]).toBe(root.body["id"]);
    expect(listOf((await named(NAME)).body)).toEqual([
      { id: made.body["id"], displayName: NAME, parentFolderId: root.body["id"] },
    ]);
  });

  it("cannot have the name of another, in any case: 409, or 400 from another backend", async () => {
    expect(await client.graph("POST", FOLDERS, { displayName: NAME.toLowerCase() })).toMatchObject({
      status: 409,
      code: "ErrorFolderExists",
    });
    await client.control("POST", "faults", { fault: "folder-exists-400" });
    expect(await client.graph("POST", FOLDERS, { displayName: NAME })).toMatchObject({
      status: 400,
      code: "ErrorFolderExists",
    });
  });

  it("can be hidden, and then hide their name too", async () => {
    await client.graph("POST", FOLDERS, { displayName: "Ada's hidden", isHidden: true });
    expect(listOf((await named("Ada's hidden")).body)).toEqual([]);
    expect(listOf((await named("Ada's hidden", "&includeHiddenFolders=true")).body)).toHaveLength(1);
    expect((await client.graph("POST", FOLDERS, { displayName: "Ada's hidden" })).code).toBe(
      "ErrorFolderExists",
    );
  });

  it("keep their id and their messages in Deleted Items, and are gone when deleted there", async () => {
    const id = await client.folder(ADA, "Doomed");
    await client.graph("POST", `${FOLDERS}/${id}/messages`, sampleMessage("doomed"));
    expect((await client.graph("DELETE", `${FOLDERS}/${id}`)).status).toBe(204);
    const bin = await client.graph("GET", `${FOLDERS}/deleteditems`);
    expect((await client.graph("GET", `${FOLDERS}/${id}`)).body).toMatchObject({
      parentFolderId: bin.body["id"],
      totalItemCount: 1,
    });
    expect((await client.graph("POST", `${FOLDERS}/${id}/messages`, sampleMessage("swallowed"))).status).toBe(
      201,
    );
    expect(listOf((await named("Doomed")).body)).toEqual([]);
    await client.graph("DELETE", `${FOLDERS}/${id}`);
    expect(await client.graph("GET", `${FOLDERS}/${id}`)).toMatchObject({
      status: 404,
      code: "ErrorItemNotFound",
    });
  });

  it("count their messages, read and unread", async () => {
    const id = await client.folder(ADA, "Counted");
    await client.graph("POST", `${FOLDERS}/${id}/messages`, sampleMessage("c1"));
    await client.graph("POST", `${FOLDERS}/${id}/messages`, sampleMessage("c2", { isRead: false }));
    expect((await client.graph("GET", `${FOLDERS}/${id}`)).body).toMatchObject({
      totalItemCount: 2,
      unreadItemCount: 1,
    });
  });

  it("can be renamed, except the well-known ones", async () => {
    const id = await client.folder(ADA, "Before");
    expect(
      (await client.graph("PATCH", `${FOLDERS}/${id}`, { displayName: "After" })).body["displayName"],
    ).toBe("After");
    expect((await client.graph("PATCH", `${FOLDERS}/inbox`, { displayName: "X" })).status).toBe(403);
    expect((await client.graph("DELETE", `${FOLDERS}/inbox`)).status).toBe(403);
  });

  it("take folders inside", async () => {
    const id = await client.folder(ADA, "Parent");
    const child = await client.graph("POST", `${FOLDERS}/${id}/childFolders`, { displayName: "Child" });
    expect(child.body["parentFolderId"]).toBe(id);
    expect(listOf((await client.graph("GET", `${FOLDERS}/${id}/childFolders`)).body)).toHaveLength(1);
  });

  it.each(["?$filter=startswith(displayName,'A')", "?$search=x", "?$select=colour", "?foo=bar"])(
    "refuse %s with 400",
    async (query) => {
      expect((await client.graph("GET", FOLDERS + query)).status).toBe(400);
    },
  );
});
