/** Operations: what the contract says of each, as data. */

/** A declared parameter; `style` and `explode` are those of OpenAPI 3.1. */
export interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header" | "cookie";
  readonly style: string;
  readonly explode?: boolean;
  readonly allowReserved?: boolean;
  /** Whether it travels as JSON (`content` instead of `schema`). */
  readonly json?: boolean;
}

/** A request body: how it is written, and the media types that it may have. */
export interface Body {
  readonly kind: "json" | "form" | "multipart" | "text" | "bytes";
  readonly types: readonly string[];
}

/** A declared header of a reply, and what its text is read as. */
export interface Header {
  readonly name: string;
  readonly is: "string" | "number" | "boolean" | "strings" | "numbers";
}

/** A declared reply of success: its status (`200`, `2XX`, `default`), and how it is read. */
export interface Answer {
  readonly status: string;
  readonly form: "json" | "text" | "none";
  readonly headers: readonly Header[];
}

/**
 * How a list is cut into pages. `position` is the query parameter that says where a page begins;
 * `items`, `total` and `next` are properties of the body: without `items`, the body is the list.
 */
export interface Pages {
  readonly style: "page" | "offset" | "cursor";
  readonly position: string;
  readonly first: number;
  readonly items?: string;
  readonly total?: string;
  readonly next?: string;
}

/** One way to call an operation. */
export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly kind: "value" | "stream" | "lines" | "download" | "empty";
  readonly accept: string;
  readonly parameters: readonly Parameter[];
  /** Alternatives, of each all schemes, by the names of their credentials. */
  readonly security: readonly (readonly string[])[];
  readonly answers: readonly Answer[];
  /** The statuses whose bodies the contract declares as problems. */
  readonly faults: readonly string[];
  readonly body?: Body;
  /** The header that names a request for retries: `Idempotency-Key`. */
  readonly key?: string;
  /** The header that says where a stream goes on: `Last-Event-ID`. */
  readonly resume?: string;
  readonly pages?: Pages;
  /** Whether the items of a stream are texts, which need no quotes. */
  readonly texts?: boolean;
}

/** What every call may be told. */
export interface Options {
  /** Ends the call early. */
  readonly signal?: AbortSignal | undefined;
  /** How long is waited for this call, instead of the client's own time. */
  readonly timeoutMs?: number | undefined;
}

/** What a call is given: parameters by location and name, and the body. */
export interface Arguments extends Options {
  readonly path?: object | undefined;
  readonly query?: object | undefined;
  readonly header?: object | undefined;
  readonly cookie?: object | undefined;
  readonly body?: unknown;
  /** What the body is, where the contract leaves a choice. */
  readonly contentType?: string | undefined;
}

/** How a credential travels; `name` is that of a header, of a parameter or of a cookie. */
export interface Scheme {
  readonly kind: "bearer" | "basic" | "http" | "header" | "query" | "cookie";
  readonly name: string;
}

/** The security schemes of a contract by the names of their credentials. */
export type Schemes = Readonly<Record<string, Scheme>>;
