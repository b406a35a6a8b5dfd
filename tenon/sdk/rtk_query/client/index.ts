/** Endpoints and hooks of an API, with tags by its resources. */
import { ENDPOINTS, TAG_TYPES } from "./endpoints.js";
import { additions } from "./enhance.js";
import lists from "./lists.js";
import { LIST } from "./tagging.js";

lists.enhanceEndpoints({ endpoints: additions(ENDPOINTS) });

/** The API: `reducerPath`, `reducer` and `middleware` for a store, `endpoints` and `util`. */
export const api = lists.enhanceEndpoints({ addTagTypes: TAG_TYPES });

/** What the contract has resources of: the types of tags. */
export type TagType = (typeof TAG_TYPES)[number];

export { LIST };
export * from "./api.js";
export * from "./lists.js";
export { apiExtra, configureApi } from "./configuration.js";
export type { ConnectionOptions, Credentials, Retries } from "./core/index.js";
export type { Meta } from "./baseQuery.js";
export { isFault } from "./fault.js";
export type { Fault } from "./fault.js";
export { headersOf } from "./headers.js";
export type { ReplyHeaders } from "./headers.js";
