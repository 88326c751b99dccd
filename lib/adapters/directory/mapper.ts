import type { DirectoryPage, DirectoryUser } from "#lib/pipeline/ports/directory.ts";

import type { WirePage, WireRemoved, WireUser } from "./wire.ts";

/** A page of changes in the words of the product. */
export function directoryPageOf(page: WirePage): DirectoryPage {
  return {
    users: page.value.filter((entry) => !isRemoved(entry)).map(directoryUserOf),
    removedUserIds: page.value.filter(isRemoved).map((entry) => entry.id),
    deltaLink: page["@odata.deltaLink"],
  };
}

/** Addresses that lead to exactly this user: user principal name, mail and every smtp proxy address, in lower case. */
export function directoryUserOf(user: WireUser): DirectoryUser {
  const proxies = (user.proxyAddresses ?? [])
    .filter((proxy) => /^smtp:/i.test(proxy))
    .map((proxy) => proxy.slice(5));
  const addresses = [user.userPrincipalName, user.mail, ...proxies].flatMap((address) =>
    address ? [address.trim().toLowerCase()] : [],
  );
  return {
    userId: user.id,
    displayName: user.displayName ?? "",
    userPrincipalName: user.userPrincipalName ?? "",
    addresses: [...new Set(addresses)],
    isMember: user.userType?.toLowerCase() === "member",
    isEnabled: user.accountEnabled === true,
    hasMailbox: (user.assignedPlans ?? []).some(isExchangePlan),
  };
}

/** Only a first look: whether there is a mailbox is told by the mailbox. A plan that is suspended is still readable. */
function isExchangePlan(plan: NonNullable<WireUser["assignedPlans"]>[number]): boolean {
  return plan.service?.toLowerCase() === "exchange" && plan.capabilityStatus?.toLowerCase() === "enabled";
}

function isRemoved(entry: WireUser | WireRemoved): entry is WireRemoved {
  return "@removed" in entry;
}
