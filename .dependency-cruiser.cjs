/** The import direction of the house, one rule per sentence. Run by `npm run check`; `npm run check:rules` shows that each bites. */
const domain = "^lib/domain/";
const test = "[.]test[.]tsx?$|/testing/";
// Pure libraries of the field: a schema checker, the numbering plans and the time zones. docs/decisions/0002.
const pureNpm = "^node_modules/(zod|libphonenumber-js|luxon|@types/luxon)/";

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: "no-circular",
      comment: "Two modules that need each other, even for a type, are one module or lack a third.",
      severity: "error",
      from: { pathNot: "^lib/db/generated/" },
      to: { circular: true, viaOnly: { pathNot: "^lib/db/generated/" } },
    },
    {
      name: "domain-is-pure",
      comment: "lib/domain computes: no I/O, no clock, no framework, no node builtin.",
      severity: "error",
      from: { path: domain, pathNot: test },
      to: { pathNot: [domain, pureNpm] },
    },
    {
      name: "pipeline-knows-ports-only",
      comment: "lib/pipeline reaches the world through ports/.",
      severity: "error",
      from: { path: "^lib/pipeline/", pathNot: test },
      to: { pathNot: [domain, "^lib/pipeline/(?!testing/)"] },
    },
    {
      name: "prisma-in-db-only",
      comment: "Whoever wants rows asks lib/db, where every query carries its tenant.",
      severity: "error",
      from: { path: "^(app|components|lib|workers)/|^proxy", pathNot: "^lib/db/" },
      to: { path: "^node_modules/(@prisma|prisma|pg|pg-[a-z-]+)/|^lib/db/generated/" },
    },
    {
      name: "queue-library-in-queue-only",
      comment: "Redis holds hints; how they travel is one folder's business.",
      severity: "error",
      from: { pathNot: "^lib/queue/" },
      to: { path: "^node_modules/(bullmq|ioredis)/" },
    },
    {
      name: "env-in-roots-only",
      comment: "Everything else is handed its configuration, so tests can hand it another.",
      severity: "error",
      from: {
        path: "^(app|components|lib|workers)/|^proxy",
        pathNot: ["^(lib/server|workers/main)[.]ts$", test],
      },
      to: { path: "^lib/env[.]ts$", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "lib-is-below-entry-points",
      comment: "What lib needs from an entry point it is handed.",
      severity: "error",
      from: { path: "^lib/", pathNot: test },
      to: { path: "^(app|components|workers|e2e|sandbox|scripts|bench)/" },
    },
    {
      name: "no-framework-below-the-seam",
      comment: "Only lib/server.ts and lib/auth know Next.js; workers run the rest without it.",
      severity: "error",
      from: { path: "^(lib|workers)/", pathNot: "^lib/(server[.]ts$|auth/)" },
      to: { path: "^node_modules/(next|next-auth|react|react-dom|server-only)/" },
    },
    {
      name: "app-asks-services",
      comment: "A page or action calls a verb of lib/services; it never queries or enqueues by itself.",
      severity: "error",
      from: { path: "^(app|components)/" },
      to: { path: "^(lib/(db|adapters|pipeline|queue)|workers|sandbox|scripts)/|^lib/env[.]ts$" },
    },
    {
      name: "client-islands-stay-light",
      comment: "What runs in the browser sees only pure code and actions.",
      severity: "error",
      from: { path: "[.]client[.]tsx$|^components/", pathNot: test },
      to: { path: "^lib/", pathNot: ["^lib/domain/", "^lib/paths[.]ts$"] },
    },
    {
      name: "no-numbering-plans-in-the-browser",
      comment: "The libraries of numbers and zones are heavy; the browser gets their results.",
      severity: "error",
      from: { path: "[.]client[.]tsx$|^components/", pathNot: test },
      to: { path: "^lib/domain/(address|schedule)[.]ts$", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "workers-have-no-ui",
      comment: "A worker runs where no browser is.",
      severity: "error",
      from: { path: "^workers/" },
      to: { path: "^(app|components)/|^lib/(server[.]ts$|auth/)" },
    },
    {
      name: "technology-folders-are-leaves",
      comment:
        "lib/db, lib/adapters and lib/queue serve others; they see the domain and the ports they implement.",
      severity: "error",
      from: { path: "^lib/(db|adapters|queue)/([^/]+)", pathNot: test },
      to: {
        path: "^lib/",
        pathNot: [
          domain,
          "^lib/pipeline/ports/",
          "^lib/services/context[.]ts$",
          "^lib/(log|envelope|http|public-address)[.]ts$",
          "^lib/$1/",
        ],
      },
    },
    {
      name: "services-are-handed-the-world",
      comment: "A verb gets queue and adapters through its context; it may name their types.",
      severity: "error",
      from: { path: "^lib/services/", pathNot: test },
      to: {
        path: "^lib/(queue|adapters|pipeline|auth)/|^lib/server[.]ts$",
        pathNot: "^lib/pipeline/ports/",
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "portal-reads-no-originals",
      comment:
        "Nothing that the portal is made of leads to the storage, so that its network need not either.",
      severity: "error",
      from: { path: "^(app/|lib/server[.]ts$)", pathNot: test },
      to: { path: "^lib/adapters/staging/", reachable: true },
    },
    {
      name: "auth-behind-the-seam",
      comment: "Who is signed in is one question, asked of lib/server.ts.",
      severity: "error",
      from: { pathNot: "^lib/(auth/|server[.]ts$)|^app/api/auth/|^proxy[.]ts$" },
      to: { path: "^lib/auth/|^node_modules/next-auth/(?!react)" },
    },
    {
      name: "e2e-from-outside",
      comment: "A journey drives the browser and knows nothing of the inside but URLs and words.",
      severity: "error",
      from: { path: "^e2e/" },
      to: { path: "^(app|components|workers|lib)/", pathNot: [domain, "^lib/paths[.]ts$"] },
    },
    {
      name: "sandbox-is-another-program",
      comment: "The product knows the sandbox by URLs alone, and the sandbox nothing of the product.",
      severity: "error",
      from: { path: "^(app|components|lib|workers)/", pathNot: test },
      to: { path: "^sandbox/" },
    },
    {
      name: "sandbox-knows-no-product",
      comment: "A stand-in that shared the product's code would share its mistakes.",
      severity: "error",
      from: { path: "^sandbox/", pathNot: test },
      to: { path: "^(app|components|lib|workers)/" },
    },
    {
      name: "adapters-are-strangers",
      comment: "One adapter never imports another; the composition roots put them together.",
      severity: "error",
      from: { path: "^lib/adapters/([^/]+)/", pathNot: test },
      to: { path: "^lib/adapters/", pathNot: "^lib/adapters/$1/" },
    },
    {
      name: "services-do-not-chain",
      comment:
        "A verb does not call another verb; what they share moves to lib/services/shared, lib/domain or lib/db.",
      severity: "error",
      from: { path: "^lib/services/[^/]+/", pathNot: test },
      to: { path: "^lib/services/[^/]+/", pathNot: ["/shared/", test] },
    },
    {
      name: "no-test-in-product",
      comment: "What only tests need is not shipped.",
      severity: "error",
      from: { path: "^(app|components|lib|workers|sandbox)/|^proxy", pathNot: test },
      to: { path: "[.]test[.]tsx?$|/testing/|^e2e/" },
    },
    {
      name: "not-to-unresolvable",
      comment: "An import leads somewhere. Microsoft's package has types and no module.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true, pathNot: "^@microsoft/microsoft-graph-types$" },
    },
    {
      name: "not-to-dev-dependency",
      comment: "What runs in production is installed in production.",
      severity: "error",
      from: { path: "^(app|components|lib|workers)/|^proxy", pathNot: [test, "[.]config[.]ts$"] },
      to: {
        dependencyTypes: ["npm-dev"],
        dependencyTypesNot: ["type-only"],
        pathNot: "^node_modules/@types/",
      },
    },
  ],
  options: {
    parser: "swc",
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: "specify",
    doNotFollow: { path: ["node_modules", "^lib/db/generated/"] },
    exclude: { path: "^[.]next/" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
      extensions: [".ts", ".tsx", ".js", ".mjs", ".cjs", ".json"],
    },
    cache: { strategy: "content", folder: "node_modules/.cache/dependency-cruiser" },
  },
};
