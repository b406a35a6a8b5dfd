/** The client of the service: its operations by group, and the same ones by path. */
import { connect } from "./core/index.js";
import type { Arguments, ConnectionOptions, Operation } from "./core/index.js";
import type { Address, Groups, Held } from "./groups.js";
import { BASE_URL, GROUPS } from "./members.js";
import type { Member, Members } from "./members.js";
import { OPERATIONS, SCHEMES } from "./operations.js";
import { raw } from "./raw.js";
import type { Raw } from "./raw.js";

/** What a client is made of. */
export type ClientOptions = Address &
  Omit<ConnectionOptions, "baseUrl" | "credentials"> & {
    /** What the caller has, by the names of the contract's security schemes. */
    readonly credentials?: Held | undefined;
  };

/** A client: a group of operations a tag, and in `raw` all of them by their paths. */
export type Client = Groups & {
  /** The client of openapi-fetch, which answers `{ data, error, response }`. */
  readonly raw: Raw;
};

/** A client of the service. It needs no closing. */
export function createClient(options: ClientOptions): Client {
  const { credentials, ...others } = options;
  const baseUrl = options.baseUrl ?? BASE_URL;
  if (baseUrl === undefined) throw new TypeError("baseUrl says where the service is");
  const held = { ...credentials };
  const connection = connect({ ...others, baseUrl, credentials: held }, SCHEMES);
  const groups = Object.entries(GROUPS).map(
    ([name, members]) => [name, group(connection, members)] as const,
  );
  const made: unknown = { ...Object.fromEntries(groups), raw: raw(connection, baseUrl) };
  return made as Client;
}

/** The ways to call, as what is alike in them. */
type Calls = Readonly<Record<Member["verb"], (operation: Operation, args?: Arguments) => unknown>>;

function group(calls: Calls, members: Members): object {
  const methods = Object.entries(members).map(([name, { verb, operation }]) => {
    const method = (input?: Arguments): unknown => calls[verb](OPERATIONS[operation], input);
    return [name, method] as const;
  });
  return Object.fromEntries(methods);
}
