/** Contents: what the body of a call becomes on the wire. */
import { parts } from "./multipart.js";
import type { Arguments, Operation } from "./operation.js";
import { text } from "./values.js";

/** Bytes that are sent. A stream is sent as it comes, and cannot be sent a second time. */
export type Upload = Blob | Uint8Array | ArrayBuffer | ReadableStream<Uint8Array>;

/** A body as it is sent; `type` is its media type, where that is known. */
export interface Content {
  readonly body: Upload | string;
  readonly type?: string;
}

/** The content of a call; undefined where it has none. */
export function content(operation: Operation, args: Arguments): Content | undefined {
  const { body, contentType } = args;
  if (!operation.body || body === undefined) return undefined;
  const [only, other] = operation.body.types;
  const certain = other === undefined && only !== undefined && !only.includes("*");
  const type = contentType ?? (certain ? only : undefined);
  switch (operation.body.kind) {
    case "json":
      return { body: JSON.stringify(body), type: type ?? only ?? "application/json" };
    case "form":
      return { body: form(body), type: type ?? "application/x-www-form-urlencoded" };
    case "multipart":
      return parts(Object(body));
    case "text":
      return { body: String(body), type: type ?? "text/plain" };
    case "bytes":
      return bytes(body as Upload, type);
  }
}

/** Whether what is sent can be sent once more from its beginning. */
export function replayable(made: Content | undefined): boolean {
  return !(made?.body instanceof ReadableStream);
}

function bytes(body: Upload, type: string | undefined): Content {
  const known = type ?? (body instanceof Blob ? body.type : "");
  return { body, type: known || "application/octet-stream" };
}

function form(body: unknown): string {
  const pairs = Object.entries(Object(body)).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value])
      .filter((item) => item !== undefined && item !== null)
      .map((item) => [name, text(item)]),
  );
  return new URLSearchParams(pairs).toString();
}
