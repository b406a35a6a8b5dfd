/** Addresses and headers: what parameters become. */
import type { Arguments, Operation, Parameter } from "./operation.js";
import { inHeader, inPath, inQuery } from "./values.js";

const SLOT = /\{([^{}]*)\}/g;

/** The URL of a call. Throws TypeError for a path parameter that is missing or empty. */
export function address(baseUrl: string, operation: Operation, args: Arguments): string {
  const texts = new Map(
    given(operation, "path", args).map(([each, value]) => [each.name, segment(each, value)]),
  );
  const path = operation.path.replace(SLOT, (slot: string, name: string) => {
    const found = texts.get(name);
    if (found === undefined && declared(operation, name)) throw missing(operation, name);
    return found ?? slot;
  });
  const parts = given(operation, "query", args).flatMap(([each, value]) => inQuery(each, value));
  return baseUrl + path + (parts.length > 0 ? `?${parts.join("&")}` : "");
}

/** The headers that the parameters of a call make. */
export function headers(operation: Operation, args: Arguments): Headers {
  const made = new Headers({ Accept: operation.accept });
  for (const [each, value] of given(operation, "header", args)) {
    made.set(each.name, inHeader(each, value));
  }
  const cookies = given(operation, "cookie", args).map(
    ([each, value]) => `${each.name}=${inHeader(each, value)}`,
  );
  if (cookies.length > 0) made.set("Cookie", cookies.join("; "));
  return made;
}

/** The parameters of a location that are given; what is null or undefined is not. */
function given(
  operation: Operation,
  location: Parameter["in"],
  args: Arguments,
): [Parameter, unknown][] {
  const values = new Map(Object.entries(args[location] ?? {}));
  return operation.parameters
    .filter((each) => each.in === location && (values.get(each.name) ?? null) !== null)
    .map((each) => [each, values.get(each.name)]);
}

function declared(operation: Operation, name: string): boolean {
  return operation.parameters.some((each) => each.in === "path" && each.name === name);
}

function segment(parameter: Parameter, value: unknown): string {
  const made = inPath(parameter, value);
  if (made === "") throw new TypeError(`${parameter.name} is empty: a path needs it`);
  // As they are, `.` and `..` would name another path (RFC 3986, section 5.2.4).
  return made === "." || made === ".." ? made.replaceAll(".", "%2E") : made;
}

function missing(operation: Operation, name: string): TypeError {
  return new TypeError(`${operation.id} needs the path parameter ${name}`);
}
