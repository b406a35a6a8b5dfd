/** Endpoints: what the generated ones leave unsaid, as data. */
import type { Arguments } from "./core/operation.js";
import type { OperationName } from "./operations.js";

/** Where ids are found: in the argument or in the reply, at a path that lists are walked along. */
export interface Source {
  readonly of: "argument" | "reply";
  readonly path: readonly string[];
}

/** Things that are read or changed: some by their ids, the list of them, or all. */
export interface TagRule {
  readonly type: string;
  readonly which: Source | "list" | "all";
}

/** What an endpoint is called by, and what it tells the cache. */
export interface Endpoint {
  readonly operation: OperationName;
  /** Whether its data is kept for all who ask alike; others change something. */
  readonly query: boolean;
  /** Where each member of the argument travels, and under which name. */
  readonly parameters: Readonly<Record<string, readonly [Location, string]>>;
  readonly provides?: readonly TagRule[];
  readonly invalidates?: readonly TagRule[];
  /** The endpoint that reads the same list page by page. */
  readonly pages?: string;
}

/** A part of a request that has parameters. */
export type Location = "path" | "query" | "header" | "cookie";

/** What the generated endpoints ask for: `/` and the name of the endpoint, and its argument. */
export interface Asked {
  readonly url: string;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
}

const WHOLE = ["body", "contentType"];

/** The arguments of a call as they travel. */
export function travelling(endpoint: Endpoint, { params = {} }: Asked): Arguments {
  const located: Record<Location, Record<string, unknown>> = {
    path: {},
    query: {},
    header: {},
    cookie: {},
  };
  for (const [argument, [location, name]] of Object.entries(endpoint.parameters)) {
    Object.defineProperty(located[location], name, {
      value: params[argument],
      enumerable: true,
    });
  }
  const whole = WHOLE.filter((name) => !(name in endpoint.parameters) && name in params);
  return { ...located, ...Object.fromEntries(whole.map((name) => [name, params[name]])) };
}
