/** Tags: which things a reply told of, and which ones a change made stale. */
import type { Endpoint, Source, TagRule } from "./endpoint.js";
import type { Fault } from "./fault.js";

/** The id that stands for the list of all things of a type. */
export const LIST = "LIST";

/** A thing in the cache; without an id, all things of its type. */
export interface Tag {
  readonly type: string;
  readonly id?: string | number;
}

// The service did nothing: neither is there another state to be read.
const REFUSED = new Set([400, 401, 403, 405, 406, 413, 415, 422, 428, 429]);

/** The things that a reply told of. */
export function provided({ provides = [] }: Endpoint, reply: unknown, argument: unknown): Tag[] {
  return provides.flatMap((rule) => tags(rule, reply, argument) ?? []);
}

/** The things that are stale after a change, or after one that failed. */
export function invalidated(
  { invalidates = [] }: Endpoint,
  reply: unknown,
  error: Fault | undefined,
  argument: unknown,
): Tag[] {
  const refused = typeof error?.status === "number" && REFUSED.has(error.status);
  if (refused) return [];
  return invalidates.flatMap((rule) => tags(rule, reply, argument) ?? [{ type: rule.type }]);
}

/** The things of a rule; undefined where their ids are not known. */
function tags({ type, which }: TagRule, reply: unknown, argument: unknown): Tag[] | undefined {
  if (which === "all") return [{ type }];
  if (which === "list") return [{ type, id: LIST }];
  const ids = found(which.of === "reply" ? reply : argument, which.path);
  return ids.length > 0 ? ids.map((id) => ({ type, id })) : undefined;
}

/** The ids at a path, those of all members of a list. */
function found(value: unknown, path: Source["path"]): (string | number)[] {
  if (Array.isArray(value)) return value.flatMap((member: unknown) => found(member, path));
  const [name, ...rest] = path;
  if (name === undefined)
    return typeof value === "string" || typeof value === "number" ? [value] : [];
  const held: unknown = Object.getOwnPropertyDescriptor(Object(value), name)?.value;
  return found(held, rest);
}
