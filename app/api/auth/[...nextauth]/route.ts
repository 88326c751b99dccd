import { answerAuthRoute } from "#lib/server.ts";

export const GET = answerAuthRoute;
export const POST = answerAuthRoute;
