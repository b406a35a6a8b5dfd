/** What the generated endpoints lack: tags, and the care for streams and downloads. */
import type { Operation } from "./core/operation.js";
import type { Endpoint } from "./endpoint.js";
import type { Fault } from "./fault.js";
import { append, releaseWhenRemoved, rememberHeaders } from "./lifecycle.js";
import { OPERATIONS } from "./operations.js";
import { invalidated, provided } from "./tagging.js";
import type { Tag } from "./tagging.js";

/** What is put into the definition of an endpoint. */
export interface Addition {
  providesTags?: (reply: unknown, error: unknown, argument: unknown) => Tag[];
  invalidatesTags?: (reply: unknown, error: Fault | undefined, argument: unknown) => Tag[];
  keepUnusedDataFor?: number;
  onQueryStarted?: typeof append | typeof rememberHeaders;
  onCacheEntryAdded?: typeof releaseWhenRemoved;
}

/** The additions of all endpoints, by their names. */
export function additions(endpoints: Readonly<Record<string, Endpoint>>): object {
  const found = Object.entries(endpoints).flatMap(([name, endpoint]) => {
    const own: [string, Addition][] = [[name, addition(endpoint)]];
    return endpoint.pages === undefined
      ? own
      : [...own, [endpoint.pages, pages(endpoint)] as const];
  });
  return Object.fromEntries(found);
}

function addition(endpoint: Endpoint): Addition {
  const made: Addition = {};
  if (endpoint.query) made.onQueryStarted = rememberHeaders;
  if (endpoint.provides !== undefined) {
    made.providesTags = (reply, _, argument) => provided(endpoint, reply, argument);
  }
  if (endpoint.invalidates !== undefined) {
    made.invalidatesTags = (reply, error, argument) =>
      invalidated(endpoint, reply, error, argument);
  }
  const { kind }: Operation = OPERATIONS[endpoint.operation];
  if (kind === "stream" || kind === "lines") {
    Object.assign(made, { keepUnusedDataFor: 0, onQueryStarted: append });
  }
  if (kind !== "value" && kind !== "empty") made.onCacheEntryAdded = releaseWhenRemoved;
  return made;
}

/** Of a list that grows: its data are the pages. */
function pages(endpoint: Endpoint): Addition {
  const held = (reply: unknown): unknown => Object(reply).pages;
  return { providesTags: (reply, _, argument) => provided(endpoint, held(reply), argument) };
}
