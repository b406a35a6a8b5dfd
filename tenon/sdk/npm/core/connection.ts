/** The connection to a service: where it is, with which credentials, and how often it is asked. */
import type { Credentials } from "./credentials.js";
import { Download } from "./downloads.js";
import { apiError } from "./errors.js";
import { Exchange, refused } from "./exchange.js";
import type { Came, Made, Wire } from "./exchange.js";
import type { Arguments, Operation, Schemes } from "./operation.js";
import { Walk } from "./paging.js";
import { read } from "./replies.js";
import type { Reply } from "./replies.js";
import { RETRIES } from "./retries.js";
import type { Retries } from "./retries.js";
import { Stream } from "./streams.js";
import type { Ask } from "./streams.js";

/** What a connection is made of. */
export interface ConnectionOptions {
  /** Where the service is, with the path that its operations are below. */
  readonly baseUrl: string;
  readonly credentials?: Credentials | undefined;
  /** How often a request is sent; `{ attempts: 1 }` turns retries off. */
  readonly retries?: Partial<Retries> | undefined;
  /** How long is waited for a reply: of a stream or a download, for its beginning. */
  readonly timeoutMs?: number | undefined;
  /** Takes the place of the global `fetch`. */
  readonly fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined;
  /** Headers of every request. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /**
   * What else `fetch` is told, such as `{ credentials: "include" }` for cookies in browsers, or
   * `{ redirect: "follow" }`: redirects are not followed unless that is said.
   */
  readonly init?: RequestInit | undefined;
}

/** The ways to call an operation. */
export interface Connection {
  /** The reply. Throws ApiError, ConnectionFailed or UnexpectedReply. */
  send(operation: Operation, args?: Arguments): Promise<Reply>;
  /** The items of a stream; it is asked for when the first one is. */
  items<T>(operation: Operation, args?: Arguments): Stream<T>;
  /** The bytes of a reply, still to be read. */
  download(operation: Operation, args?: Arguments): Promise<Download>;
  /** Every item of a list, asked for page by page. */
  pages<T>(operation: Operation, args?: Arguments): AsyncGenerator<T, void, undefined>;
  /** The last reply, whatever its status; `made` is a body that is written already. */
  respond(operation: Operation, args: Arguments, made?: Made): Promise<Response>;
}

/** A connection with these options; `schemes` say how credentials travel. */
export function connect(options: ConnectionOptions, schemes: Schemes): Connection {
  const wire: Wire = {
    baseUrl: options.baseUrl.replace(/\/+$/, ""),
    schemes,
    credentials: options.credentials ?? {},
    retries: { ...RETRIES, ...options.retries },
    timeoutMs: options.timeoutMs ?? 30_000,
    fetch: options.fetch ?? ((url, init) => fetch(url, init)),
    headers: options.headers ?? {},
    init: options.init ?? {},
  };
  return new Wired(wire);
}

class Wired implements Connection {
  readonly #wire: Wire;

  constructor(wire: Wire) {
    this.#wire = wire;
  }

  async send(operation: Operation, args: Arguments = {}): Promise<Reply> {
    const { response, body } = await this.#answered(operation, args, true);
    return read(operation, response, body);
  }

  items<T>(operation: Operation, args: Arguments = {}): Stream<T> {
    const ask: Ask = async (lastEventId, signal) => {
      const { resume } = operation;
      const known = resume !== undefined && lastEventId !== undefined;
      const header = known ? { ...args.header, [resume]: lastEventId } : args.header;
      return (await this.#answered(operation, { ...args, header, signal }, false)).response;
    };
    return new Stream<T>(operation, ask, this.#wire.retries, args.signal);
  }

  async download(operation: Operation, args: Arguments = {}): Promise<Download> {
    return new Download((await this.#answered(operation, args, false)).response);
  }

  async *pages<T>(operation: Operation, args: Arguments = {}): AsyncGenerator<T, void, undefined> {
    if (operation.pages === undefined) throw new TypeError(`${operation.id} has no pages`);
    const walk = new Walk(operation.pages, args);
    for (let asked = walk.next; asked !== undefined; asked = walk.next) {
      yield* walk.taken(await this.send(operation, asked)) as readonly T[];
    }
  }

  async respond(operation: Operation, args: Arguments, made?: Made): Promise<Response> {
    const { response, body } = await new Exchange(this.#wire, operation, args, made).run(false);
    if (!refused(response)) return response;
    // Its body was read to see whether to ask again: here it is once more.
    const { status, statusText, headers } = response;
    return new Response(bodiless(status) ? null : body, { status, statusText, headers });
  }

  async #answered(operation: Operation, args: Arguments, whole: boolean): Promise<Came> {
    const came = await new Exchange(this.#wire, operation, args).run(whole);
    if (refused(came.response)) throw apiError(operation, came.response, came.body);
    return came;
  }
}

/** Whether a reply of a status may hold a body (WHATWG Fetch, "null body status"). */
function bodiless(status: number): boolean {
  return [204, 205, 304].includes(status);
}
