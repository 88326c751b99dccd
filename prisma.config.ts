import { defineConfig } from "prisma/config";

// `prisma generate` needs the schema alone; the address is for `prisma migrate deploy` where its engine can be had.
export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
  ...(process.env["DATABASE_ADMIN_URL"] !== undefined && {
    datasource: { url: process.env["DATABASE_ADMIN_URL"] },
  }),
});
