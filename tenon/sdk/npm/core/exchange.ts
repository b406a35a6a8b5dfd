/** Exchanges: a request on its way, sent until there is an answer. */
import { address, headers } from "./address.js";
import { content, replayable } from "./content.js";
import type { Content } from "./content.js";
import { chosen, lay } from "./credentials.js";
import type { Credentials } from "./credentials.js";
import { Deadline } from "./deadline.js";
import { ConnectionFailed } from "./errors.js";
import type { Arguments, Operation, Schemes } from "./operation.js";
import { after, afterFailure, repeatable, wait } from "./retries.js";
import type { Retries } from "./retries.js";

/** What every exchange of a client shares. */
export interface Wire {
  readonly baseUrl: string;
  readonly schemes: Schemes;
  readonly credentials: Credentials;
  readonly retries: Retries;
  readonly timeoutMs: number;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly headers: Readonly<Record<string, string>>;
  readonly init: RequestInit;
}

/** What takes the place of the body that the arguments would make, and headers beside theirs. */
export interface Made {
  readonly content: Content | undefined;
  readonly headers: Headers;
}

/** What came: a reply and, where all of it was asked for, its body. */
export interface Came {
  readonly response: Response;
  readonly body: string;
}

// Where no connection came about, nothing was sent that could happen twice.
const UNSENT = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** One call on its way: its attempts, all with the same key. */
export class Exchange {
  readonly #wire: Wire;
  readonly #operation: Operation;
  readonly #args: Arguments;
  readonly #content: Content | undefined;
  readonly #headers: Headers;
  readonly #repeatable: boolean;
  #attempt = 0;

  constructor(wire: Wire, operation: Operation, args: Arguments, made?: Made) {
    this.#wire = wire;
    this.#operation = operation;
    this.#args = args;
    this.#content = made ? made.content : content(operation, args);
    this.#headers = headers(operation, args);
    made?.headers.forEach((value, name) => this.#headers.set(name, value));
    const { key } = operation;
    if (key !== undefined && !this.#headers.has(key)) this.#headers.set(key, uuid());
    this.#repeatable = repeatable(operation.method, key !== undefined);
  }

  /**
   * Ask until there is an answer. A reply of failure is read; of others, `whole` says whether.
   * Throws ConnectionFailed when there is no reply, and the reason of the caller's signal.
   */
  async run(whole: boolean): Promise<Came> {
    for (;;) {
      this.#attempt += 1;
      const found = await this.#once(whole);
      if (typeof found !== "number") return found;
      await wait(found, this.#args.signal);
    }
  }

  /** What came, or the wait before the next attempt. */
  async #once(whole: boolean): Promise<Came | number> {
    const { url, init } = await this.#request();
    const deadline = new Deadline(this.#args.timeoutMs ?? this.#wire.timeoutMs, this.#args.signal);
    try {
      const response = await this.#wire.fetch(url, { ...init, signal: deadline.signal });
      const all = whole || refused(response);
      const body = all ? await response.text() : "";
      if (all) deadline.done();
      else deadline.met();
      return this.#answered(response) ?? { response, body };
    } catch (failure) {
      deadline.done();
      this.#args.signal?.throwIfAborted();
      return this.#failed(failure, deadline.over);
    }
  }

  async #request(): Promise<{ url: string; init: RequestInit }> {
    const { baseUrl, schemes, credentials, init } = this.#wire;
    const sent = new Headers(this.#wire.headers);
    this.#headers.forEach((value, name) => sent.set(name, value));
    const type = this.#content?.type;
    if (type !== undefined) sent.set("Content-Type", type);
    const laid = { url: address(baseUrl, this.#operation, this.#args), headers: sent };
    await lay(laid, chosen(this.#operation, credentials), schemes, credentials);
    const body = (this.#content?.body ?? null) as BodyInit | null;
    // Node.js asks for `duplex` where a body is a stream.
    const more = body instanceof ReadableStream ? { duplex: "half" } : {};
    const { method } = this.#operation;
    // A credential is not carried to where a reply points, unless the caller says so.
    const asked = { redirect: "manual" as const, ...init, ...more };
    return { url: laid.url, init: { ...asked, method, headers: sent, body } };
  }

  /** The wait before the next attempt; undefined where a reply is the last one. */
  #answered(response: Response): number | undefined {
    if (!refused(response) || !replayable(this.#content)) return undefined;
    return after(this.#wire.retries, this.#attempt, this.#repeatable, response);
  }

  /** The wait before the next attempt. Throws ConnectionFailed where there is none. */
  #failed(cause: unknown, over: boolean): number {
    const again = this.#repeatable || unsent(cause);
    const pause = afterFailure(this.#wire.retries, this.#attempt, again);
    if (pause !== undefined && replayable(this.#content)) return pause;
    const how = over ? "no reply in time" : "the connection failed";
    throw new ConnectionFailed(`${this.#operation.id}: ${how}`, { cause });
  }
}

/** Whether a reply is no success; one whose body the caller has already is none. */
export function refused(response: Response): boolean {
  return response.status >= 400 || response.status === 304;
}

function unsent(cause: unknown): boolean {
  const within = cause instanceof Error ? cause.cause : undefined;
  const code: unknown = Object(within).code;
  return typeof code === "string" && UNSENT.has(code);
}

/** A random UUID; `crypto.randomUUID` is only there where a page came by HTTPS. */
function uuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
