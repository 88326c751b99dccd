import { createFolder, deleteFolder, getFolder, listFolders, updateFolder } from "./folders.ts";
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
  mail("GET", "users/:user/mailFolders/:folder/childFolders", "graph.folders.list", listFolders),
  mail("POST", "users/:user/mailFolders/:folder/childFolders", "graph.folders.create", createFolder),

  mail("GET", "users/:user/mailFolders/:folder/messages", "graph.messages.list", listMessages),
  mail("POST", "users/:user/mailFolders/:folder/messages", "graph.messages.create", createMessageInFolder),
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
];

function directory(method: string, pattern: string, kind: string, handler: GraphHandler): GraphRoute {
  return { method, pattern, kind, permission: "User.Read.All", needsMailbox: false, handler };
}

function mail(method: string, pattern: string, kind: string, handler: GraphHandler): GraphRoute {
  return { method, pattern, kind, permission: "Mail.ReadWrite", needsMailbox: true, handler };
}
