/** What endpoints do while their entries are in the cache. */
import type { Meta } from "./baseQuery.js";
import { fault } from "./fault.js";
import type { Fault } from "./fault.js";
import { remember } from "./headers.js";

const TOGETHER_MS = 16;

interface Kept {
  readonly cacheDataLoaded: Promise<{ readonly meta?: Meta | undefined }>;
  readonly cacheEntryRemoved: Promise<void>;
}

/** Lets go of what an entry holds when it is removed. */
export async function releaseWhenRemoved(_: unknown, entry: Kept): Promise<void> {
  const loaded = await entry.cacheDataLoaded.catch(() => undefined);
  await entry.cacheEntryRemoved;
  loaded?.meta?.holding?.end();
}

interface Asking {
  readonly queryFulfilled: Promise<{ readonly meta: Meta | undefined }>;
  getCacheEntry(): { readonly data?: unknown };
}

/** Remembers headers by the data in the store: one that did not change is the earlier one. */
export async function rememberHeaders(_: unknown, query: Asking): Promise<void> {
  const fulfilled = await query.queryFulfilled.catch(() => undefined);
  const headers = fulfilled?.meta?.headers;
  if (headers !== undefined) remember(query.getCacheEntry().data, headers);
}

/** The entry of a stream while it is written. */
interface Growing {
  items: unknown[];
  state: "open" | "ended" | "failed";
  error?: Fault;
}

interface Started {
  readonly queryFulfilled: Promise<{ readonly meta: Meta | undefined }>;
  updateCachedData(write: (entry: Growing) => void): unknown;
}

/** Appends the items of a stream to its entry as they come. */
export async function append(_: unknown, query: Started): Promise<void> {
  const fulfilled = await query.queryFulfilled.catch(() => undefined);
  const { rest, left } = fulfilled?.meta ?? {};
  if (rest === undefined || left === undefined) return;
  const together = new Together((items) => {
    if (left.aborted) return;
    query.updateCachedData((entry) => {
      for (const item of items) entry.items.push(item);
    });
  });
  const failed = await drained(rest, (item) => together.add(item));
  together.flush();
  if (left.aborted) return;
  query.updateCachedData((entry) => {
    if (failed === undefined) entry.state = "ended";
    else Object.assign(entry, { state: "failed", error: fault(failed) });
  });
}

/** What ended an iterator early, if anything did. */
async function drained(
  rest: AsyncIterator<unknown, void, undefined>,
  take: (item: unknown) => void,
): Promise<unknown> {
  try {
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) {
      take(next.value);
    }
    return undefined;
  } catch (failure) {
    return failure;
  }
}

/** Hands on what comes within one frame together: each write to a store renders anew. */
class Together {
  #waiting: unknown[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly write: (items: unknown[]) => void) {}

  add(item: unknown): void {
    this.#waiting.push(item);
    this.#timer ??= setTimeout(() => this.flush(), TOGETHER_MS);
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const items = this.#waiting;
    this.#waiting = [];
    if (items.length > 0) this.write(items);
  }
}
