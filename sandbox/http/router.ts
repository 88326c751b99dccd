/** Routes by method and path pattern; `:name` takes one segment. Literal segments win over parameters. */
export interface Router<T> {
  find(
    method: string,
    segments: readonly string[],
  ): { readonly value: T; readonly params: Record<string, string> } | undefined;
}

export interface Route<T> {
  readonly method: string;
  /** Without a leading slash: `users/:user/messages`. */
  readonly pattern: string;
  readonly value: T;
}

interface Node<T> {
  readonly literals: Map<string, Node<T>>;
  parameter: { readonly name: string; readonly node: Node<T> } | undefined;
  readonly methods: Map<string, T>;
}

export function createRouter<T>(routes: readonly Route<T>[]): Router<T> {
  const root = newNode<T>();
  for (const route of routes) {
    const node = route.pattern.split("/").reduce((at, segment) => childOf(at, segment), root);
    node.methods.set(route.method, route.value);
  }
  return {
    find(method, segments) {
      const params: Record<string, string> = {};
      const value = walk(root, segments, 0, params)?.methods.get(method);
      return value === undefined ? undefined : { value, params };
    },
  };
}

/** Decoded path segments; a malformed escape is left as it was sent. */
export function segmentsOf(path: string): string[] {
  const trimmed = path.startsWith("/") ? path.slice(1) : path;
  return trimmed.split("/").map((segment) => (segment.includes("%") ? decoded(segment) : segment));
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function newNode<T>(): Node<T> {
  return { literals: new Map(), parameter: undefined, methods: new Map() };
}

function childOf<T>(node: Node<T>, segment: string): Node<T> {
  if (segment.startsWith(":")) {
    node.parameter ??= { name: segment.slice(1), node: newNode() };
    return node.parameter.node;
  }
  const known = node.literals.get(segment.toLowerCase());
  if (known !== undefined) return known;
  const made = newNode<T>();
  node.literals.set(segment.toLowerCase(), made);
  return made;
}

function walk<T>(
  node: Node<T>,
  segments: readonly string[],
  at: number,
  params: Record<string, string>,
): Node<T> | undefined {
  const segment = segments[at];
  if (segment === undefined) return node;
  const literal = node.literals.get(segment.toLowerCase());
  const found = literal === undefined ? undefined : walk(literal, segments, at + 1, params);
  if (found !== undefined && found.methods.size > 0) return found;
  if (node.parameter === undefined || segment === "") return found;
  params[node.parameter.name] = segment;
  return walk(node.parameter.node, segments, at + 1, params);
}
