/** The sandbox's world: the constants that a test, a seed or a person at the keyboard needs to know. */

export interface Tenant {
  readonly id: string;
  readonly name: string;
  readonly displayName: string;
  readonly domain: string;
}

export const CONTOSO: Tenant = {
  id: "c0a70500-0000-4000-8000-000000000001",
  name: "contoso",
  displayName: "Contoso",
  domain: "contoso.com",
};

export const FABRIKAM: Tenant = {
  id: "fab41ca0-0000-4000-8000-000000000002",
  name: "fabrikam",
  displayName: "Fabrikam",
  domain: "fabrikam.com",
};

export const TENANTS: readonly Tenant[] = [CONTOSO, FABRIKAM];

/** By id, name or domain. */
export function findTenant(key: string): Tenant | undefined {
  const wanted = key.toLowerCase();
  return TENANTS.find((tenant) => [tenant.id, tenant.name, tenant.domain].includes(wanted));
}

/** Our own app registration, the same in every tenant. */
export const APP = {
  clientId: "5a9d6a8e-1f6b-4c55-9a53-2f0d4b7c1e10",
  clientSecret: "sandbox-client-secret",
  displayName: "Mobile Archive Connectors",
} as const;

/** Application permissions that the registration asks for, unless the options say otherwise. */
export const DEFAULT_APP_PERMISSIONS: readonly string[] = [
  "Mail.ReadWrite",
  "User.Read.All",
  "MailboxSettings.Read",
];

/** Ids of the app roles on Microsoft Graph. Source: Graph permissions reference. */
export const APP_ROLE_IDS: Readonly<Record<string, string>> = {
  "Mail.ReadWrite": "e2a3a72e-5f79-4c64-b1b1-878b674786c9",
  "User.Read.All": "df021288-bdef-4463-88db-98f22de89214",
  "MailboxSettings.Read": "40f97065-369a-49f4-947c-6a255697ae91",
  "Mail-Advanced.ReadWrite.All": "e118f1da-5c1c-46cf-bff6-8858d786f46f",
  "Application.Read.All": "9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30",
};

export const GLOBAL_ADMINISTRATOR = "62e90394-69f5-4237-9190-012177145e10";

export interface Account {
  readonly username: string;
  readonly name: string;
  readonly tenant: Tenant;
  /** App roles of our registration. */
  readonly roles: readonly string[];
  /** Template ids of Entra directory roles. */
  readonly wids: readonly string[];
}

export const ACCOUNT_PASSWORD = "Passw0rd!";

/** Everybody who can sign in to the portal; each also stands in the tenant's directory, with a mailbox. */
export const ACCOUNTS: readonly Account[] = [
  account("admin", "Avery Admin", CONTOSO, ["Connector.Admin"], [GLOBAL_ADMINISTRATOR]),
  account("operator", "Oskar Operator", CONTOSO, ["Connector.Operator"], []),
  account("reader", "Rita Reader", CONTOSO, ["Connector.Reader"], []),
  account("auditor", "Audrey Auditor", CONTOSO, ["Auditor"], []),
  account("norole", "Noa Norole", CONTOSO, [], []),
  account("globaladmin", "Gloria Globaladmin", CONTOSO, [], [GLOBAL_ADMINISTRATOR]),
  account("admin", "Fabian Admin", FABRIKAM, ["Connector.Admin"], [GLOBAL_ADMINISTRATOR]),
];

export interface VendorAccount {
  readonly username: string;
  readonly password: string;
  readonly tenant: Tenant;
  readonly state: "open" | "locked" | "pin";
  readonly carrier: string;
  readonly archivePlan: string;
}

export const VENDOR_PASSWORD = "Telemessage1!";

export const VENDOR_ACCOUNTS: readonly VendorAccount[] = [
  vendorAccount("contoso-archive", CONTOSO, "open"),
  vendorAccount("contoso-verizon", CONTOSO, "open"),
  vendorAccount("contoso-pin", CONTOSO, "pin"),
  vendorAccount("contoso-locked", CONTOSO, "locked"),
  vendorAccount("fabrikam-archive", FABRIKAM, "open"),
];

function account(
  local: string,
  name: string,
  tenant: Tenant,
  roles: readonly string[],
  wids: readonly string[],
): Account {
  return { username: `${local}@${tenant.domain}`, name, tenant, roles, wids };
}

function vendorAccount(username: string, tenant: Tenant, state: VendorAccount["state"]): VendorAccount {
  return {
    username,
    password: VENDOR_PASSWORD,
    tenant,
    state,
    carrier: "AT&T",
    archivePlan: "AT&T Network to Microsoft 365",
  };
}
