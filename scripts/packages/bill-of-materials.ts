import { z } from "zod";

import type { LockedPackage, Manifest } from "./lock.ts";

const component = z.looseObject({ "bom-ref": z.string(), name: z.string(), version: z.string() });
const dependency = z.looseObject({ ref: z.string(), dependsOn: z.array(z.string()).default([]) });
const bill = z.looseObject({
  bomFormat: z.literal("CycloneDX"),
  specVersion: z.string(),
  metadata: z.looseObject({ component }),
  components: z.array(component),
  dependencies: z.array(dependency),
});

export type Bill = z.infer<typeof bill>;

/**
 * What npm says of all packages, without those of development. npm's own `--omit dev` leaves out as well what development
 * needs besides the product. @throws ZodError where the text is not a bill of materials
 */
export function billOfShipped(
  text: string,
  packages: readonly LockedPackage[],
  { dependencies, optionalDependencies }: Manifest,
): Bill {
  const all = bill.parse(JSON.parse(text));
  const forDevelopment = packages.filter(({ dev, devOptional }) => dev === true || devOptional === true);
  const left = new Set(forDevelopment.map(({ name, version }) => `${name}@${version}`));
  const needs = new Map(all.dependencies.map(({ ref, dependsOn }) => [ref, dependsOn]));
  // npm calls the product as its folder is called.
  const { component: ours } = all.metadata;
  const product = { ...ours, name: ours["bom-ref"].slice(0, -`@${ours.version}`.length) };
  const direct = Object.entries({ ...dependencies, ...optionalDependencies }).map(
    ([name, at]) => `${name}@${at}`,
  );
  const reached = new Set<string>();
  const open = [...direct];
  for (let ref = open.pop(); ref !== undefined; ref = open.pop()) {
    if (reached.has(ref) || left.has(ref)) continue;
    reached.add(ref);
    open.push(...(needs.get(ref) ?? []));
  }
  return {
    ...all,
    metadata: { ...all.metadata, component: product },
    components: all.components.filter((each) => reached.has(each["bom-ref"])),
    dependencies: [
      { ref: product["bom-ref"], dependsOn: direct },
      ...all.dependencies
        .filter(({ ref }) => reached.has(ref))
        .map((each) => ({ ...each, dependsOn: each.dependsOn.filter((ref) => reached.has(ref)) })),
    ],
  };
}
