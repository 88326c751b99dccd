# syntax=docker/dockerfile:1
# One file, three images: `portal` (Next.js standalone), `worker` (workers and migrations), `sandbox` (demo only).
ARG NODE_IMAGE=node:24-bookworm-slim

FROM ${NODE_IMAGE} AS packages
WORKDIR /src
COPY package.json package-lock.json ./
# Node comes with the image; the locked one is for machines without it.
RUN npm ci --no-audit --no-fund --loglevel=error && rm -rf node_modules/node-linux-*

FROM packages AS build
COPY . .
ENV CHECKPOINT_DISABLE=1 PRISMA_SCHEMA_ENGINE_BINARY=/bin/true NEXT_TELEMETRY_DISABLED=1
RUN node node_modules/prisma/build/index.js generate && node node_modules/next/dist/bin/next build

FROM ${NODE_IMAGE} AS portal
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1 HOSTNAME=0.0.0.0 PORT=3000
WORKDIR /app
COPY --from=build /src/.next/standalone ./
COPY --from=build /src/.next/static ./.next/static
COPY --from=build /src/public ./public
USER node
EXPOSE 3000
CMD ["node", "--disable-warning=DEP0169", "server.js"]

FROM ${NODE_IMAGE} AS production-packages
WORKDIR /src
COPY package.json package-lock.json ./
# The screens' packages are not needed where no screen is.
RUN npm ci --omit=dev --omit=optional --no-audit --no-fund --loglevel=error \
  && rm -rf node_modules/next node_modules/@next node_modules/@fluentui node_modules/react-dom node_modules/@img

FROM ${NODE_IMAGE} AS worker
ENV NODE_ENV=production
WORKDIR /app
COPY --from=production-packages /src/node_modules ./node_modules
COPY package.json ./
COPY prisma/migrations ./prisma/migrations
COPY scripts/migrate.ts ./scripts/
COPY workers ./workers
COPY lib ./lib
COPY --from=build /src/lib/db/generated ./lib/db/generated
USER node
CMD ["node", "workers/main.ts"]

FROM ${NODE_IMAGE} AS sandbox
ENV NODE_ENV=production SANDBOX_HOST=0.0.0.0
WORKDIR /app
COPY --from=packages /src/node_modules/jose ./node_modules/jose
COPY package.json ./
COPY sandbox ./sandbox
USER node
EXPOSE 7004 7005
CMD ["node", "--disable-warning=ExperimentalWarning", "sandbox/main.ts"]
