/** How endpoints reach the service: by the connection that all SDKs of this contract share. */
import type { BaseQueryApi, BaseQueryFn } from "@reduxjs/toolkit/query";
import { connection } from "./configuration.js";
import { ApiError, ConnectionFailed } from "./core/index.js";
import type { Arguments, Connection, Operation } from "./core/index.js";
import { travelling } from "./endpoint.js";
import type { Asked } from "./endpoint.js";
import { ENDPOINTS } from "./endpoints.js";
import { fault } from "./fault.js";
import type { Fault } from "./fault.js";
import { headersIn, remember } from "./headers.js";
import type { ReplyHeaders } from "./headers.js";
import { holding } from "./holding.js";
import type { Holding } from "./holding.js";
import { OPERATIONS } from "./operations.js";

/** What is known of a reply beside its data; `meta` of lifecycle functions and of actions. */
export interface Meta {
  readonly status?: number;
  readonly headers?: ReplyHeaders;
  /** What the entry of the cache keeps open. */
  readonly holding?: Holding;
  /** The items of a stream that are still to come, until the signal says that nobody waits. */
  readonly rest?: AsyncIterator<unknown, void, undefined>;
  readonly left?: AbortSignal;
}

/** The items of a stream that came so far; `open` until it ended or failed. */
export interface Streamed {
  readonly items: unknown[];
  readonly state: "open" | "ended" | "failed";
}

/** The bytes of a reply, at a URL of this page that ends with the entry of the cache. */
export interface Downloaded {
  readonly url: string;
  readonly type: string;
  readonly size: number;
  /** The name that the service gives the file. */
  readonly name?: string;
}

interface Answered {
  readonly data: unknown;
  readonly meta: Meta;
}

type Read = (
  connection: Connection,
  operation: Operation,
  args: Arguments,
  api: BaseQueryApi,
) => Promise<Answered>;

/** Ask the service what a generated endpoint wants. */
export const baseQuery: BaseQueryFn<Asked, unknown, Fault, object, Meta> = async (asked, api) => {
  const endpoint = ENDPOINTS[asked.url.slice(1)];
  if (endpoint === undefined) throw new Error(`no endpoint ${asked.url}`);
  const operation: Operation = OPERATIONS[endpoint.operation];
  const args = { ...travelling(endpoint, asked), signal: api.signal };
  try {
    return await READERS[operation.kind](connection(api.extra), operation, args, api);
  } catch (error) {
    api.signal.throwIfAborted();
    const known = error instanceof ApiError ? error : undefined;
    const meta = known && { status: known.status, headers: headersIn(known.response) };
    return { error: fault(error), ...(meta && { meta }) };
  }
};

const value: Read = async (connection, operation, args) => {
  const { data = null, status, response } = await connection.send(operation, args);
  const headers = headersIn(response);
  remember(data, headers);
  return { data, meta: { status, headers } };
};

const download: Read = async (connection, operation, args, api) => {
  const { response, status } = await connection.download(operation, args);
  const bytes = await response.blob().catch((cause: unknown) => {
    throw new ConnectionFailed(`${operation.id}: the download broke off`, { cause });
  });
  const held = holding(api.getState, api.queryCacheKey);
  const url = URL.createObjectURL(bytes);
  held.hold(() => URL.revokeObjectURL(url));
  const headers = headersIn(response);
  const name = fileName(headers["content-disposition"] ?? "");
  const data: Downloaded = { url, type: bytes.type, size: bytes.size, ...name };
  remember(data, headers);
  return { data, meta: { status, headers, holding: held } };
};

/** A stream is there with its first item, so that a refusal is an error as any other. */
const stream: Read = async (connection, operation, args, api) => {
  const held = holding(api.getState, api.queryCacheKey);
  const leaving = new AbortController();
  held.hold(() => leaving.abort());
  api.signal.addEventListener("abort", () => leaving.abort());
  const left = leaving.signal;
  const items = connection.items<unknown>(operation, { ...args, signal: left });
  const rest = items[Symbol.asyncIterator]();
  const first = await rest.next();
  const came = first.done === true ? [] : [first.value];
  const data: Streamed = { items: came, state: first.done === true ? "ended" : "open" };
  return { data, meta: { holding: held, rest, left } };
};

const READERS: Readonly<Record<Operation["kind"], Read>> = {
  value,
  empty: value,
  download,
  stream,
  lines: stream,
};

/** The name in a Content-Disposition (RFC 6266, 4.3), without the folders that it may name. */
function fileName(said: string): { name?: string } {
  const coded = /filename\*\s*=\s*utf-8'[^']*'([^;\s]+)/i.exec(said)?.[1];
  const plain = /filename\s*=\s*(?:"([^"]*)"|([^;\s]+))/i.exec(said);
  const found = decoded(coded) ?? plain?.[1] ?? plain?.[2];
  const name = found?.replace(/^.*[\\/]/, "");
  return name ? { name } : {};
}

function decoded(coded: string | undefined): string | undefined {
  try {
    return coded === undefined ? undefined : decodeURIComponent(coded);
  } catch {
    return undefined;
  }
}
