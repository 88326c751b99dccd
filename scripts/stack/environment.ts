/** Variables for a process to be started. */
export type Environment = Record<string, string | undefined>;

/** The same as Node's own type, which Next.js has narrowed to environments that name NODE_ENV. */
export function processEnv(environment: Environment): NodeJS.ProcessEnv {
  return environment as NodeJS.ProcessEnv;
}
