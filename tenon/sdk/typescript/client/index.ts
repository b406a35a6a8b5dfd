/** A typed client of the service. */
export { createClient } from "./client.js";
export type { Client, ClientOptions } from "./client.js";
export * as core from "./core/index.js";
export { ApiError, ConnectionFailed, StreamFailed, UnexpectedReply } from "./core/errors.js";
export * as errors from "./core/errors.js";
export type { components, operations, paths } from "./schema.js";
export type * from "./types.js";
