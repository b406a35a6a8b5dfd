/** Headers of replies: they are no part of the data, and found by it. */

/** The headers of a reply by their names in lower case. */
export type ReplyHeaders = Readonly<Record<string, string>>;

const known = new WeakMap<object, ReplyHeaders>();

/**
 * The headers of the reply that brought some data: `headersOf(book)?.etag`.
 *
 * `data` is an object as a hook or `unwrap()` gives it. Undefined for a copy of it, and for data
 * that did not come in a reply, such as that of a store that was saved.
 */
export function headersOf(data: unknown): ReplyHeaders | undefined {
  return isObject(data) ? known.get(data) : undefined;
}

/** Remember which headers came with some data. */
export function remember(data: unknown, headers: ReplyHeaders): void {
  if (isObject(data)) known.set(data, headers);
}

/** The headers of a reply. */
export function headersIn(response: Response): ReplyHeaders {
  return Object.fromEntries(response.headers);
}

function isObject(data: unknown): data is object {
  return typeof data === "object" && data !== null;
}
