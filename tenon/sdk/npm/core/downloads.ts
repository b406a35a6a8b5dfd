/** Downloads: bytes that are read as they come. */

/** Bytes that answer a call: take them all at once, or go through them piece by piece. */
export class Download<Status = number> implements AsyncIterable<Uint8Array> {
  readonly status: Status;
  readonly headers: Headers;

  constructor(readonly response: Response) {
    this.status = response.status as Status;
    this.headers = response.headers;
  }

  /** The media type of the bytes; empty where the reply does not say. */
  get contentType(): string {
    return this.headers.get("Content-Type") ?? "";
  }

  /** The version of the bytes, as `If-None-Match` takes it. */
  get etag(): string | undefined {
    return this.headers.get("ETag") ?? undefined;
  }

  /** The bytes as a stream. */
  get stream(): ReadableStream<Uint8Array> {
    return this.response.body ?? new Blob([]).stream();
  }

  /** All bytes at once. */
  blob(): Promise<Blob> {
    return this.response.blob();
  }

  /** All bytes at once, in memory. */
  async bytes(): Promise<Uint8Array> {
    return new Uint8Array(await this.response.arrayBuffer());
  }

  /** All bytes at once, read as UTF-8. */
  text(): Promise<string> {
    return this.response.text();
  }

  /** Leave, whether or not all was read. */
  async close(): Promise<void> {
    await this.response.body?.cancel();
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return pieces(this.stream);
  }
}

/** The pieces of a stream; leaving early ends it, and so does a signal. */
export async function* pieces(
  stream: ReadableStream<Uint8Array>,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = stream.getReader();
  const leave = (): void => void reader.cancel().catch(() => undefined);
  signal?.addEventListener("abort", leave, { once: true });
  let whole = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      whole = done;
      if (done) return;
      yield value;
    }
  } finally {
    signal?.removeEventListener("abort", leave);
    if (!whole) await reader.cancel().catch(() => undefined);
  }
}
