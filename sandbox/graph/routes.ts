import {
  addAttachment,
  deleteAttachment,
  getAttachment,
  getAttachmentBytes,
  listAttachments,
} from "./attachments.ts";
import { batch } from "./batch.ts";
import { getExchangeSettings, getMailboxSettings } from "./mailbox-settings.ts";
import { createMessage, importMime } from "./mime.ts";
import { getServicePrincipal, listAppRoleAssignments } from "./service-principals.ts";
import { createUploadSession } from "./upload-session.ts";
import { createFolder, deleteFolder, getFolder, listFolders, moveFolder, updateFolder } from "./folders.ts";
import { createMessageInFolder } from "./create-message.ts";
import { listMessages } from "./list-messages.ts";
import { deleteMessage, getMessage, permanentlyDeleteMessage, updateMessage } from "./messages.ts";
import { type GraphHandler, type GraphRoute } from "./request.ts";
import { getUser, listUsers } from "./users.ts";
import { usersDelta } from "./users-delta.ts";

/** Everything that the sandbox's Graph knows. Anything else is answered with 400. */
export const GRAPH_ROUTES: readonly GraphRoute[] = [
  directory("GET", "users", "graph.users.list", listUsers),
  directory("GET", "users/delta", "graph.users.delta", usersDelta),
  directory("GET", "users/:user", "graph.users.get", getUser),

  mail("GET", "users/:user/mailFolders", "graph.folders.list", listFolders),
  mail("POST", "users/:user/mailFolders", "graph.folders.create", createFolder),
  mail("GET", "users/:user/mailFolders/:folder", "graph.folders.get", getFolder),
  mail("PATCH", "users/:user/mailFolders/:folder", "graph.folders.update", updateFolder),
  mail("DELETE", "users/:user/mailFolders/:folder", "graph.folders.delete", deleteFolder),
  mail("POST", "users/:user/mailFolders/:folder/move", "graph.folders.move", moveFolder),
  mail("GET", "users/:user/mailFolders/:folder/childFolders", "graph.folders.list", listFolders),
  mail("POST", "users/:user/mailFolders/:folder/childFolders", "graph.folders.create", createFolder),

  mail("GET", "users/:user/mailFolders/:folder/messages", "graph.messages.list", listMessages),
  mail("POST", "users/:user/mailFolders/:folder/messages", "graph.messages.create", createMessageInFolder),
  mail("POST", "users/:user/messages", "graph.messages.create", createMessage),
  mail("GET", "users/:user/messages", "graph.messages.list", listMessages),
  mail("GET", "users/:user/messages/:message", "graph.messages.get", getMessage),
  mail("PATCH", "users/:user/messages/:message", "graph.messages.update", updateMessage),
  mail("DELETE", "users/:user/messages/:message", "graph.messages.delete", deleteMessage),
  mail(
    "POST",
    "users/:user/messages/:message/permanentDelete",
    "graph.messages.delete",
    permanentlyDeleteMessage,
  ),

  mail("GET", "users/:user/messages/:message/attachments", "graph.attachments.list", listAttachments),
  mail("POST", "users/:user/messages/:message/attachments", "graph.attachments.create", addAttachment),
  mail(
    "POST",
    "users/:user/messages/:message/attachments/createUploadSession",
    "graph.uploadSessions.create",
    createUploadSession,
  ),
  mail(
    "GET",
    "users/:user/messages/:message/attachments/:attachment",
    "graph.attachments.get",
    getAttachment,
  ),
  mail(
    "GET",
    "users/:user/messages/:message/attachments/:attachment/$value",
    "graph.attachments.get",
    getAttachmentBytes,
  ),
  mail(
    "DELETE",
    "users/:user/messages/:message/attachments/:attachment",
    "graph.attachments.delete",
    deleteAttachment,
  ),
  {
    ...mail("POST", "users/:user/mailFolders/:folder/importMime", "graph.messages.create", importMime),
    permission: "Mail-Advanced.ReadWrite.All",
    version: "beta",
  },

  {
    ...mail("GET", "users/:user/mailboxSettings", "graph.mailboxSettings.get", getMailboxSettings),
    permission: "MailboxSettings.Read",
  },
  {
    ...mail("GET", "users/:user/settings/exchange", "graph.exchangeSettings.get", getExchangeSettings),
    permission: "User.Read.All",
  },
  application("servicePrincipalsByAppId/:appId", "graph.servicePrincipals.get", getServicePrincipal),
  application(
    "servicePrincipals/:principal/appRoleAssignments",
    "graph.appRoleAssignments.list",
    listAppRoleAssignments,
  ),
  {
    method: "POST",
    pattern: "$batch",
    kind: "graph.batch",
    permission: undefined,
    needsMailbox: false,
    handler: batch,
  },
];

function directory(method: string, pattern: string, kind: string, handler: GraphHandler): GraphRoute {
  return { method, pattern, kind, permission: "User.Read.All", needsMailbox: false, handler };
}

function application(pattern: string, kind: string, handler: GraphHandler): GraphRoute {
  return { method: "GET", pattern, kind, permission: "Application.Read.All", needsMailbox: false, handler };
}

function mail(method: string, pattern: string, kind: string, handler: GraphHandler): GraphRoute {
  return { method, pattern, kind, permission: "Mail.ReadWrite", needsMailbox: true, handler };
}
