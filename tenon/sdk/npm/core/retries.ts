/** Retries: whether, and after how long, a request is sent once more. */

const SAFE_TO_REPEAT = new Set(["GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE"]);
const BUSY = new Set([429, 503]);
// `Date.parse` takes much that is no date of HTTP, such as "1.5".
const DATE = /^\s*(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)/;

/**
 * How often a request is sent at most, and the bounds of the waits between.
 *
 * A request is sent again after 429, after 503, and when the connection failed. One that must not
 * happen twice (such as a POST without an Idempotency-Key) is only sent again when the service
 * says how long to wait (`Retry-After`), which says that it did nothing.
 */
export interface Retries {
  readonly attempts: number;
  readonly firstMs: number;
  readonly longestMs: number;
}

/** What is done where nothing else is said. */
export const RETRIES: Retries = { attempts: 3, firstMs: 250, longestMs: 30_000 };

/** The wait before a request is sent again; undefined when this reply is the last. */
export function after(
  retries: Retries,
  attempt: number,
  repeatable: boolean,
  response: Response,
): number | undefined {
  if (attempt >= retries.attempts || !BUSY.has(response.status)) return undefined;
  const said = retryAfter(response.headers.get("Retry-After") ?? "");
  if (said === undefined) return repeatable ? backoff(retries, attempt) : undefined;
  return said <= retries.longestMs ? said : undefined;
}

/** The wait after the connection failed; undefined when that is the end. */
export function afterFailure(
  retries: Retries,
  attempt: number,
  repeatable: boolean,
): number | undefined {
  return repeatable && attempt < retries.attempts ? backoff(retries, attempt) : undefined;
}

/** Whether sending a request twice is the same as sending it once (RFC 9110, 9.2.2). */
export function repeatable(method: string, keyed: boolean): boolean {
  return keyed || SAFE_TO_REPEAT.has(method);
}

/** What a `Retry-After` asks for (RFC 9110, 10.2.3); undefined when it says nothing. */
export function retryAfter(said: string): number | undefined {
  if (/^\s*[0-9]+\s*$/.test(said)) return Number(said) * 1000;
  const moment = DATE.test(said) ? Date.parse(said) : NaN;
  return Number.isNaN(moment) ? undefined : Math.max(0, moment - Date.now());
}

/** Wait, unless a signal ends the wait, whose reason is then thrown. */
export async function wait(ms: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const ended = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", ended);
      resolve();
    }, ms);
    signal?.addEventListener("abort", ended, { once: true });
  });
}

function backoff(retries: Retries, attempt: number): number {
  const full = Math.min(retries.firstMs * 2 ** (attempt - 1), retries.longestMs);
  return full * (0.5 + Math.random() / 2);
}
