import type { ConnectorKindId } from "#lib/domain/connector-kinds.ts";

const HOME: Partial<Record<ConnectorKindId, string>> = {
  "att-network": "US",
  "verizon-network": "US",
  "bell-network": "CA",
  "rogers-network": "CA",
  "telus-network": "CA",
  "o2-network": "GB",
};

/** Where a carrier is at home: the country to suggest for its national numbers; none for an app. */
export function homeCountryOf(kind: ConnectorKindId): string {
  return HOME[kind] ?? "";
}
