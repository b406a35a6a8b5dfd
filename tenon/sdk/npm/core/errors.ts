/** Errors: every reply of failure as a class, told apart by its status (RFC 9110, 15). */
import type { Problem } from "../problem.js";
import type { Operation } from "./operation.js";

/** A reply that is no success. */
export class ApiError extends Error {
  readonly status: number;
  /** Its body as the contract declares it; undefined where it is not what was declared. */
  readonly problem: Problem | undefined;
  /** Its body as it came. */
  readonly body: string;
  readonly headers: Headers;
  readonly response: Response;
  readonly operation: Operation;
  /** What the service calls the request. */
  readonly requestId: string | undefined;

  constructor(operation: Operation, response: Response, body: string) {
    const found = problem(operation, response, body);
    super(told(response, found));
    this.name = new.target.name;
    this.status = response.status;
    this.problem = found as Problem | undefined;
    this.body = body;
    this.headers = response.headers;
    this.response = response;
    this.operation = operation;
    const said = response.headers.get("X-Request-Id") ?? member(found, "request_id");
    this.requestId = typeof said === "string" ? said : undefined;
  }
}

/** 304: what the caller has is still current. */
export class NotModified extends ApiError {}
/** 400: the request could not be read. */
export class BadRequest extends ApiError {}
/** 401: the service does not know who calls. */
export class Unauthorized extends ApiError {}
/** 403: the caller may not do this. */
export class Forbidden extends ApiError {}
/** 404: there is no such thing. */
export class NotFound extends ApiError {}
/** 405: the method is not for this path. */
export class MethodNotAllowed extends ApiError {}
/** 406: the service cannot answer in a media type that was asked for. */
export class NotAcceptable extends ApiError {}
/** 408: the request took too long to come. */
export class RequestTimeout extends ApiError {}
/** 409: the request is at odds with what is there already. */
export class Conflict extends ApiError {}
/** 410: there is no such thing any more. */
export class Gone extends ApiError {}
/** 412: the thing is no longer at the version that the caller named. */
export class PreconditionFailed extends ApiError {}
/** 413: the body is larger than the service takes. */
export class ContentTooLarge extends ApiError {}
/** 415: the service does not take bodies of this type. */
export class UnsupportedMediaType extends ApiError {}
/** 422: the request breaks the contract. */
export class UnprocessableContent extends ApiError {}
/** 428: the caller must say which version of the thing is meant. */
export class PreconditionRequired extends ApiError {}
/** 429: the caller has asked too often. */
export class TooManyRequests extends ApiError {}
/** 5xx: the service failed. */
export class ServerError extends ApiError {}
/** 503: the service cannot answer now. */
export class ServiceUnavailable extends ServerError {}

/** A reply of success that the contract does not declare, or that cannot be read as declared. */
export class UnexpectedReply extends Error {
  override readonly name = "UnexpectedReply";
}

/** A stream that said, by an event named `error`, that it failed; `problem` says why. */
export class StreamFailed extends Error {
  override readonly name = "StreamFailed";

  constructor(readonly problem: unknown) {
    super(words(problem) ?? "the stream failed");
  }
}

/** There was no reply: the connection failed (`cause` says how), or the time was over. */
export class ConnectionFailed extends Error {
  override readonly name = "ConnectionFailed";
}

const BY_STATUS: ReadonlyMap<number, typeof ApiError> = new Map([
  [304, NotModified],
  [400, BadRequest],
  [401, Unauthorized],
  [403, Forbidden],
  [404, NotFound],
  [405, MethodNotAllowed],
  [406, NotAcceptable],
  [408, RequestTimeout],
  [409, Conflict],
  [410, Gone],
  [412, PreconditionFailed],
  [413, ContentTooLarge],
  [415, UnsupportedMediaType],
  [422, UnprocessableContent],
  [428, PreconditionRequired],
  [429, TooManyRequests],
  [503, ServiceUnavailable],
]);

/** The error for a reply of failure whose body has been read. */
export function apiError(operation: Operation, response: Response, body: string): ApiError {
  const other = response.status >= 500 ? ServerError : ApiError;
  return new (BY_STATUS.get(response.status) ?? other)(operation, response, body);
}

/** Which of some declared statuses covers a status: itself, its range, or `default`. */
export function covering(declared: readonly string[], status: number): string | undefined {
  const exact = String(status);
  const kinds = [exact, `${exact[0] ?? ""}XX`, "default"];
  return kinds.find((kind) => declared.includes(kind));
}

function problem(operation: Operation, response: Response, body: string): unknown {
  if (covering(operation.faults, response.status) === undefined) return undefined;
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}

function told(response: Response, found: unknown): string {
  const said = `${response.status} ${response.statusText}`.trim();
  const more = words(found);
  return more === undefined ? said : `${said}: ${more}`;
}

function words(found: unknown): string | undefined {
  const said = ["detail", "message", "title", "error"].map((name) => member(found, name));
  return said.find((each): each is string => typeof each === "string" && each !== "");
}

function member(value: unknown, name: string): unknown {
  return new Map<string, unknown>(Object.entries(Object(value))).get(name);
}
