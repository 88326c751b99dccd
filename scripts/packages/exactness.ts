import { type LockedPackage, type Manifest, runsWhereWeShip } from "./lock.ts";

const EXACT = /^\d+\.\d+\.\d+(?:-[\w.]+)?$/;

/** What of the packages could be something else tomorrow than it is today: sentences, none when all is well. */
export function inexactPackages(manifest: Manifest, packages: readonly LockedPackage[]): string[] {
  const asked = Object.values(manifest).flatMap((each) => Object.entries(each));
  const locked = new Map(packages.map((each) => [each.location, each]));
  return [
    ...asked
      .filter(([, range]) => !EXACT.test(range))
      .map(([name, range]) => `package.json asks for ${name} ${range}: name one version.`),
    ...asked
      .filter(([name, range]) => EXACT.test(range) && locked.get(`node_modules/${name}`)?.version !== range)
      .map(([name, range]) => `package-lock.json has another ${name} than ${range}: run npm run lock.`),
    ...packages
      .filter((each) => each.integrity === undefined && !isPlaceholder(each))
      .map(({ location }) => `package-lock.json has no checksum of ${location}: run npm run lock.`),
  ];
}

/** Of other platforms, and not to be had from the registry that the lock file was made with: named, never installed here. */
function isPlaceholder(each: LockedPackage): boolean {
  return each.optional === true && each.os !== undefined && !runsWhereWeShip(each);
}
