import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asRecord, type JsonRecord } from "../http/guards.ts";
import { ADA, listOf, sampleMessage, startTestClient, type TestClient } from "../test-client.ts";
import { APP } from "../world.ts";

const SCHEMA = resolve(import.meta.dirname, "../../../shared/reference/graph-mail-v1.0.schema.json");
const isThere = existsSync(SCHEMA);
if (!isThere)
  console.warn(`skipped: ${SCHEMA} is absent, so entities are not checked against Microsoft's model`);

describe.skipIf(!isThere)("entities against Microsoft's own model (CSDL v1.0)", () => {
  let client: TestClient;
  let problems: (type: string, ...entities: JsonRecord[]) => unknown[];
  let message: JsonRecord;
  let folder: JsonRecord;

  beforeAll(async () => {
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    addFormats(ajv);
    ajv.addSchema(asRecord(JSON.parse(readFileSync(SCHEMA, "utf8"))), "graph");
    problems = (type, ...entities) =>
      entities.flatMap((entity) => {
        const validate = ajv.getSchema(`graph#/$defs/${type}`);
        return validate?.(entity) === true ? [] : [validate?.errors ?? `no schema for ${type}`];
      });
    client = await startTestClient({
      appPermissions: ["Mail.ReadWrite", "User.Read.All", "Application.Read.All"],
    });
    folder = (await client.graph("POST", `/users/${ADA}/mailFolders`, { displayName: "Checked" })).body;
    const attachments = [
      {
        "@odata.type": "#microsoft.graph.fileAttachment",
        name: "a.png",
        contentType: "image/png",
        contentBytes: "AAAA",
      },
    ];
    message = (
      await client.graph(
        "POST",
        `/users/${ADA}/mailFolders/${String(folder["id"])}/messages`,
        sampleMessage("schema", { attachments }),
      )
    ).body;
  });
  afterAll(() => client.sandbox.close());

  it("accepts folders, made and listed", async () => {
    const listed = listOf((await client.graph("GET", `/users/${ADA}/mailFolders`)).body);
    expect(problems("mailFolder", folder, ...listed)).toEqual([]);
  });

  it("accepts messages, made, read, expanded, patched and listed", async () => {
    const path = `/users/${ADA}/messages/${String(message["id"])}`;
    const expand = encodeURIComponent("singleValueExtendedProperties($filter=id eq 'Integer 0x0E07')");
    const expanded = (await client.graph("GET", `${path}?$expand=${expand}`)).body;
    expect(expanded["singleValueExtendedProperties"]).toHaveLength(1);
    const withHeaders = (await client.graph("GET", `${path}?$select=id,internetMessageHeaders`)).body;
    const patched = (await client.graph("PATCH", path, { isRead: false, categories: ["AT&T SMS/MMS"] })).body;
    const listed = listOf((await client.graph("GET", `/users/${ADA}/messages`)).body);
    expect(problems("message", message, expanded, withHeaders, patched, ...listed)).toEqual([]);
  });

  it("accepts attachments, upload sessions, settings and role assignments", async () => {
    const path = `/users/${ADA}/messages/${String(message["id"])}/attachments`;
    expect(problems("attachment", ...listOf((await client.graph("GET", path)).body))).toEqual([]);
    const AttachmentItem = { attachmentType: "file", name: "v.mp4", size: 4_000_000 };
    const session = await client.graph("POST", `${path}/createUploadSession`, { AttachmentItem });
    expect(problems("uploadSession", session.body)).toEqual([]);
    const settings = await client.graph("GET", `/users/${ADA}/settings/exchange`);
    expect(problems("exchangeSettings", settings.body)).toEqual([]);
    const principal = await client.graph("GET", `/servicePrincipals(appId='${APP.clientId}')`);
    const assignments = listOf(
      (await client.graph("GET", `/servicePrincipals/${String(principal.body["id"])}/appRoleAssignments`))
        .body,
    );
    expect(assignments).toHaveLength(3);
    expect(problems("appRoleAssignment", ...assignments)).toEqual([]);
  });

  it("would refuse a misspelt property, so the check can fail", () => {
    expect(problems("message", { ...message, recievedDateTime: "2026-01-01T00:00:00Z" })).toHaveLength(1);
  });
});
