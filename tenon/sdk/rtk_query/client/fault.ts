/** Faults: what went wrong, as plain data that a store can hold. */
import { ApiError, ConnectionFailed, StreamFailed, UnexpectedReply } from "./core/index.js";
import type { Problem } from "./problem.js";

/** What `error` of a hook holds, and what `unwrap()` throws. */
export interface Fault {
  /** The status of a reply that is no success; a word where there was none, or it was wrong. */
  readonly status: number | "CONNECTION_FAILED" | "UNEXPECTED_REPLY" | "STREAM_FAILED";
  readonly message: string;
  /** The error document that the contract declares. */
  readonly problem?: Problem;
  /** The body of a reply that holds no such document. */
  readonly body?: string;
  /** What the service calls the request. */
  readonly requestId?: string;
}

/** Whether something that was thrown, or that is an `error`, is a Fault. */
export function isFault(error: unknown): error is Fault {
  const { status, message }: Record<string, unknown> = Object(error);
  const known = typeof status === "number" || NAMES.some(([, name]) => name === status);
  return known && typeof message === "string";
}

/** The fault for an error of the core. Throws what is no such error. */
export function fault(error: unknown): Fault {
  if (error instanceof ApiError) return refusal(error);
  const name = NAMES.find(([kind]) => error instanceof kind)?.[1];
  if (name === undefined) throw error;
  const { message } = error as Error;
  const problem = error instanceof StreamFailed ? { problem: error.problem as Problem } : {};
  return { status: name, message, ...problem };
}

const NAMES = [
  [ConnectionFailed, "CONNECTION_FAILED"],
  [UnexpectedReply, "UNEXPECTED_REPLY"],
  [StreamFailed, "STREAM_FAILED"],
] as const;

function refusal({ status, message, problem, body, requestId }: ApiError): Fault {
  const held = problem === undefined ? { body } : { problem };
  return { status, message, ...held, ...(requestId === undefined ? {} : { requestId }) };
}
