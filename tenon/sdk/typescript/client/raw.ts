/** The operations by their paths, with the credentials and retries of the client. */
import createFetchClient from "openapi-fetch";
import type { Client } from "openapi-fetch";
import type { Connection, Operation } from "./core/index.js";
import { OPERATIONS } from "./operations.js";
import type { paths } from "./schema.js";

/** The typed client of openapi-fetch. */
export type Raw = Client<paths>;

/** A client of openapi-fetch that asks by a connection. */
export function raw(connection: Connection, baseUrl: string): Raw {
  const client = createFetchClient<paths>({ baseUrl });
  const known = byAddress();
  client.use({
    async onRequest({ request, schemaPath, params }) {
      const operation = known.get(`${request.method} ${schemaPath}`);
      if (operation === undefined) return undefined;
      const { path, query, header, cookie } = params;
      const type = request.headers.get("Content-Type");
      const body = request.body === null ? undefined : await request.blob();
      const content = body && { body, ...(type === null ? {} : { type }) };
      const args = { path, query, header, cookie, signal: request.signal };
      return connection.respond(operation, args, { content, headers: request.headers });
    },
  });
  return client;
}

/** Every operation by its method and path, with all the media types that it may answer. */
function byAddress(): ReadonlyMap<string, Operation> {
  const found = new Map<string, Operation>();
  const several: readonly Operation[] = Object.values(OPERATIONS);
  for (const operation of several) {
    const address = `${operation.method} ${operation.path}`;
    const known = found.get(address);
    const accept = known && `${known.accept}, ${operation.accept}`;
    found.set(address, known && accept ? { ...known, accept } : operation);
  }
  return found;
}
