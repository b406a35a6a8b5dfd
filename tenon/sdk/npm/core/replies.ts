/** Replies of success: what the contract declares for a status, read. */
import { UnexpectedReply, covering } from "./errors.js";
import type { Answer, Header, Operation } from "./operation.js";

/** A reply: its status, its body, and its declared headers by their names in lower case. */
export interface Reply<Status = number, Data = unknown, Declared = object> {
  readonly status: Status;
  readonly data: Data;
  readonly headers: Declared;
  readonly response: Response;
}

/** The headers that the contract names, of all that a reply may have. */
export type Declared<All> = {
  readonly [Name in keyof All as string extends Name ? never : Name]: All[Name];
};

/** An item of a list: of the body itself, or of its property of that name. */
export type ItemOf<Body, Name extends string | undefined = undefined> = Name extends string
  ? Body extends unknown
    ? Name extends keyof Body
      ? Element<NonNullable<Body[Name]>>
      : unknown
    : never
  : Element<Body>;

type Element<List> = List extends readonly (infer Item)[] ? Item : unknown;

/** What a reply of success holds. Throws UnexpectedReply when it is not as declared. */
export function read(operation: Operation, response: Response, body: string): Reply {
  const said = covering(
    operation.answers.map((each) => each.status),
    response.status,
  );
  const answer = operation.answers.find((each) => each.status === said);
  if (answer === undefined) {
    // Of a redirect a browser tells nothing, not even its status.
    const what = response.type === "opaqueredirect" ? "redirect" : response.status;
    throw new UnexpectedReply(`${operation.id} answered an undeclared ${what}`);
  }
  const data = value(operation, answer, response, body);
  return { status: response.status, data, headers: declared(answer, response), response };
}

function value(operation: Operation, answer: Answer, response: Response, body: string): unknown {
  if (answer.form === "text") return body;
  if (answer.form === "none" || body === "") return undefined;
  try {
    return JSON.parse(body) as unknown;
  } catch (cause) {
    const message = `${operation.id}, ${response.status}: its body is no JSON`;
    throw new UnexpectedReply(message, { cause });
  }
}

function declared(answer: Answer, response: Response): object {
  const found = answer.headers.flatMap((header) => {
    const said = response.headers.get(header.name);
    return said === null ? [] : [[header.name.toLowerCase(), typed(header, said)] as const];
  });
  return Object.fromEntries(found);
}

/** The text of a header as what its schema says; text where it does not fit. */
function typed(header: Header, said: string): unknown {
  const several = said.split(",").map((each) => each.trim());
  switch (header.is) {
    case "number":
      return numeric(said);
    case "boolean":
      return said === "true" || (said === "false" ? false : said);
    case "strings":
      return several;
    case "numbers":
      return several.map(numeric);
    case "string":
      return said;
  }
}

function numeric(said: string): unknown {
  const found = Number(said);
  return said.trim() === "" || Number.isNaN(found) ? said : found;
}
