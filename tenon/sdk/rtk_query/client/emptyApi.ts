/** The API before its endpoints are put in. */
import { createApi } from "@reduxjs/toolkit/query/react";
import { baseQuery } from "./baseQuery.js";
import { NAME } from "./endpoints.js";

/** An API without endpoints. What is stale is read anew at once: a stream may be open for long. */
export const emptyApi = createApi({
  reducerPath: NAME,
  baseQuery,
  invalidationBehavior: "immediately",
  endpoints: () => ({}),
});
