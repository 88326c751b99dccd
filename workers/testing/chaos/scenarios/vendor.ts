import type { Scenario } from "../scenario.ts";

export const vendorTroubles: Scenario = {
  name: "the vendor's session expires mid-page, downloads are cut off, its service goes away",
  async prepare({ sandbox }) {
    await sandbox.fault("vendor-session-expired", { times: 3 });
    await sandbox.fault("vendor-truncated", { times: 10, probability: 0.05 });
    await sandbox.fault("vendor-down", {
      times: 3,
      probability: 0.02,
      mode: "reset",
      request: "vendor.download",
    });
    await sandbox.fault("vendor-down", { times: 3, probability: 0.02, request: "vendor.download" });
  },
  meanwhile: async () => undefined,
};

/** What came behind the reader's back is found by the overlap of the next run. */
export const pagesChange: Scenario = {
  name: "items arrive, late ones among them, while the vendor's pages are read",
  addsHeldBackItems: true,
  async prepare({ sandbox }) {
    await sandbox.fault("slow", { area: "telemessage", request: "vendor.list", ms: 500 });
  },
  async meanwhile(stage) {
    await stage.reached("listed", 100);
    await stage.addHeldBackItems();
  },
  afterwards: (stage) => stage.startRun(),
};
