# One file, three images: `worker` (workers, migrations, doctor), `sandbox` (demo only), `portal` (Next.js standalone).
ARG NODE_IMAGE=node:24-bookworm-slim

FROM ${NODE_IMAGE} AS packages
WORKDIR /src
COPY package.json package-lock.json ./
# Node comes with the image; the locked one is for machines without it.
RUN npm ci --no-audit --no-fund --loglevel=error && rm -rf node_modules/node-linux-*

FROM packages AS generated
ENV CHECKPOINT_DISABLE=1 PRISMA_SCHEMA_ENGINE_BINARY=/bin/true
COPY prisma.config.ts ./
COPY prisma/schema.prisma ./prisma/
RUN node node_modules/prisma/build/index.js generate

FROM packages AS production-packages
# The screens' packages are not needed where no screen is, nor Prisma's engines for databases that are not ours.
RUN npm prune --omit=dev --omit=optional --no-audit --no-fund --loglevel=error \
  && cd node_modules \
  && rm -rf next @next next-auth @fluentui @griffel @floating-ui react-dom react-dropzone @tanstack @img @swc tabster \
  && find @prisma/client/runtime -regextype posix-extended \
    -regex '.*(mysql|sqlite|cockroachdb|sqlserver|wasm-engine-edge|react-native).*' -delete \
  && find . -regextype posix-extended -regex '.*[.](map|md|d[.]ts|d[.]mts|d[.]cts)' -type f -delete

FROM ${NODE_IMAGE} AS worker
ENV NODE_ENV=production
WORKDIR /app
COPY --from=production-packages /src/node_modules ./node_modules
COPY package.json ./
COPY prisma/migrations ./prisma/migrations
COPY scripts ./scripts
COPY workers ./workers
COPY lib ./lib
COPY --from=generated /src/lib/db/generated ./lib/db/generated
USER node
# Freed buffers go back to the system at once, and short-lived objects get less room (docs/decisions/0016).
ENV MALLOC_ARENA_MAX=1 MALLOC_MMAP_THRESHOLD_=131072 MALLOC_TRIM_THRESHOLD_=1048576
# Node runs TypeScript by leaving the types out: nothing is built, neither here nor at the start.
CMD ["node", "--max-semi-space-size=8", "--heap-growing-percent=40", "--disable-sigusr1", "workers/main.ts"]

FROM ${NODE_IMAGE} AS sandbox
ENV NODE_ENV=production SANDBOX_HOST=0.0.0.0
WORKDIR /app
COPY --from=packages /src/node_modules/jose ./node_modules/jose
COPY --from=packages /src/node_modules/postal-mime ./node_modules/postal-mime
COPY package.json ./
COPY sandbox ./sandbox
# A named volume takes over whose folder it covers.
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 7004 7005
CMD ["node", "--disable-warning=ExperimentalWarning", "sandbox/main.ts"]

FROM generated AS build
ENV NEXT_TELEMETRY_DISABLED=1
COPY . .
RUN node node_modules/next/dist/bin/next build

FROM ${NODE_IMAGE} AS portal
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1 HOSTNAME=0.0.0.0 PORT=3000
WORKDIR /app
COPY --from=build /src/.next/standalone ./
COPY --from=build /src/.next/static ./.next/static
COPY --from=build /src/public ./public
USER node
EXPOSE 3000
CMD ["node", "--disable-warning=DEP0169", "--max-semi-space-size=32", "--disable-sigusr1", "server.js"]
