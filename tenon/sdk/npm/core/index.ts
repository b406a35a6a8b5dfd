/** What a generated client stands on: calls, replies, streams, uploads, pages and errors. */
export { connect } from "./connection.js";
export type { Connection, ConnectionOptions } from "./connection.js";
export type { Upload } from "./content.js";
export type { Credentials, Login, Pair, Token } from "./credentials.js";
export type { Made } from "./exchange.js";
export { Download } from "./downloads.js";
export * from "./errors.js";
export type { Arguments, Operation, Options, Scheme, Schemes } from "./operation.js";
export type { Declared, ItemOf, Reply } from "./replies.js";
export type { Retries } from "./retries.js";
export { Stream } from "./streams.js";
