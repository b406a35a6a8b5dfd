/** Where the service is and who calls it: for all stores, or for one. */
import { connect } from "./core/index.js";
import type { Connection, ConnectionOptions } from "./core/index.js";
import { SCHEMES } from "./operations.js";

const OWN = Symbol("connection");
let shared: Connection | undefined;

/** Say where the service is, with which credentials; before the first request of any store. */
export function configureApi(options: ConnectionOptions): void {
  shared = connect(options, SCHEMES);
}

/**
 * The same for one store alone: `thunk: { extraArgument: apiExtra({ baseUrl }) }`, as a server
 * needs that renders for many callers. Other extra arguments may stand beside it.
 */
export function apiExtra(options: ConnectionOptions): object {
  return { [OWN]: connect(options, SCHEMES) };
}

/** The connection of the store with this extra argument. Throws when nothing was configured. */
export function connection(extra: unknown): Connection {
  const own: Connection | undefined = Object(extra)[OWN];
  const found = own ?? shared;
  if (found === undefined)
    throw new Error("call configureApi({ baseUrl }) before the first request");
  return found;
}
