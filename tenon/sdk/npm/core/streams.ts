/** Streams: the items of a reply as they come. */
import { DONE, Events, Lines } from "./decoding.js";
import type { Decoder, Event } from "./decoding.js";
import { pieces } from "./downloads.js";
import { ConnectionFailed, StreamFailed, UnexpectedReply } from "./errors.js";
import type { Operation } from "./operation.js";
import { afterFailure, wait } from "./retries.js";
import type { Retries } from "./retries.js";

/** How a stream is asked for: after an event, where one is known. */
export type Ask = (lastEventId: string | undefined, signal: AbortSignal) => Promise<Response>;

/**
 * Items of a reply as they come; it is asked for when the first one is. One that breaks off is
 * asked for again after its last event, where the contract declares `Last-Event-ID`. Leaving a
 * loop over it, or `close()`, ends it early.
 */
export class Stream<T> implements AsyncIterable<T> {
  /** The id of the last event that had one; a later call may resume after it. */
  lastEventId: string | undefined;
  /** Whether the stream said itself that it is at its end. */
  done = false;
  /** What the reply said before its items, once it has come. */
  headers: Headers | undefined;
  readonly #operation: Operation;
  readonly #ask: Ask;
  readonly #retries: Retries;
  readonly #left = new AbortController();
  readonly #signal: AbortSignal;
  readonly #walk: AsyncGenerator<T, void, undefined>;
  #decoder: Decoder = new Lines();
  #failures = 0;

  constructor(operation: Operation, ask: Ask, retries: Retries, signal?: AbortSignal) {
    this.#operation = operation;
    this.#ask = ask;
    this.#retries = retries;
    const own = this.#left.signal;
    this.#signal = signal === undefined ? own : AbortSignal.any([signal, own]);
    this.#walk = this.#run();
  }

  [Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    return this.#walk;
  }

  /** Leave the stream; who waits for its next item is told that there is none. */
  async close(): Promise<void> {
    this.#left.abort();
    await this.#walk.return();
  }

  async *#run(): AsyncGenerator<T, void, undefined> {
    for (let pause = 0; ;) {
      try {
        if (pause > 0) await wait(pause, this.#signal);
        yield* this.#once();
        return;
      } catch (failure) {
        if (this.#left.signal.aborted) return;
        pause = this.#resumption(failure);
      }
    }
  }

  async *#once(): AsyncGenerator<T, void, undefined> {
    const response = await this.#ask(this.lastEventId, this.#signal);
    this.headers = response.headers;
    const type = response.headers.get("Content-Type") ?? "";
    this.#decoder = type.startsWith("text/event-stream") ? new Events() : new Lines();
    for await (const data of this.#received(response)) {
      yield* this.#items(this.#decoder.feed(data));
      if (this.done) return;
    }
    yield* this.#items(this.#decoder.end());
  }

  /** The bytes of a reply; where they break off, the failure says so. */
  async *#received(response: Response): AsyncGenerator<Uint8Array, void, undefined> {
    if (response.body === null) return;
    const walk = pieces(response.body, this.#signal);
    try {
      for (;;) {
        const next = await walk.next().catch((cause: unknown) => {
          this.#signal.throwIfAborted();
          throw new ConnectionFailed(`${this.#operation.id}: the stream broke off`, { cause });
        });
        this.#signal.throwIfAborted();
        if (next.done === true) return;
        yield next.value;
      }
    } finally {
      await walk.return();
    }
  }

  *#items(events: readonly Event[]): Generator<T, void, undefined> {
    for (const event of events) {
      if (event.data === DONE) {
        this.done = true;
        return;
      }
      const item = this.#item(event);
      this.#failures = 0;
      if (event.id !== undefined) this.lastEventId = event.id;
      yield item;
    }
  }

  #item(event: Event): T {
    if (event.name === "error") {
      this.done = true;
      throw new StreamFailed(parsed(event.data) ?? event.data);
    }
    const item = parsed(event.data);
    if (this.#operation.texts === true) return (typeof item === "string" ? item : event.data) as T;
    if (item === undefined) {
      throw new UnexpectedReply(`an item of ${this.#operation.id} is no JSON: ${event.data}`);
    }
    return item as T;
  }

  /** The wait before resuming. Throws the failure where that cannot be. */
  #resumption(failure: unknown): number {
    this.#failures += 1;
    const lost = failure instanceof ConnectionFailed && this.#operation.resume !== undefined;
    const can = lost && this.lastEventId !== undefined;
    const pause = afterFailure(this.#retries, this.#failures, can);
    if (pause === undefined) throw failure;
    const asked = this.#decoder.retryMs;
    return asked === undefined ? pause : Math.min(asked, this.#retries.longestMs);
  }
}

function parsed(data: string): unknown {
  try {
    return JSON.parse(data) as unknown;
  } catch {
    return undefined;
  }
}
