/** Values of parameters as text (OpenAPI 3.1, "Style Values"). */
import type { Parameter } from "./operation.js";

const SEPARATORS: Readonly<Record<string, string>> = {
  spaceDelimited: "%20",
  pipeDelimited: "%7C",
};
// What `allowReserved` lets through (RFC 3986, section 2.2), but for what ends a query's part.
const RESERVED = /%(?:3A|2F|3F|5B|5D|40|21|24|27|28|29|2A|2C|3B)/g;
const UNSAFE = /[!'()*]/g;

/** One plain value as text. */
export function text(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
}

/** Text that stands for itself in every part of a URL. */
export function quoted(value: string): string {
  return encodeURIComponent(value.toWellFormed()).replace(UNSAFE, percent);
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

/** The members of an object, or undefined for another value. */
function members(value: unknown): [string, unknown][] | undefined {
  const plain = typeof value === "object" && value !== null && !(value instanceof Date);
  if (!plain || Array.isArray(value)) return undefined;
  return Object.entries(value).filter(([, item]) => item !== undefined);
}

function encode(value: unknown, reserved = false): string {
  const encoded = quoted(text(value));
  return reserved ? encoded.replace(RESERVED, decodeURIComponent) : encoded;
}

function joined(value: unknown, separator: string, explode: boolean, reserved = false): string {
  const named = members(value);
  if (named) {
    const between = explode ? "=" : separator;
    const pairs = named.map(([key, item]) => `${quoted(key)}${between}${encode(item, reserved)}`);
    return pairs.join(separator);
  }
  const items: unknown[] = Array.isArray(value) ? value : [value];
  return items.map((item) => encode(item, reserved)).join(separator);
}

/** A path parameter as it stands in the path. */
export function inPath(parameter: Parameter, value: unknown): string {
  if (parameter.json === true) return quoted(JSON.stringify(value));
  if (parameter.style === "matrix") return matrix(parameter, value);
  if (parameter.style !== "label") return joined(value, ",", parameter.explode === true);
  return `.${joined(value, parameter.explode === true ? "." : ",", parameter.explode === true)}`;
}

function matrix(parameter: Parameter, value: unknown): string {
  const name = quoted(parameter.name);
  const named = members(value);
  if (parameter.explode === true && named) {
    return named.map(([key, item]) => `;${quoted(key)}=${encode(item)}`).join("");
  }
  if (parameter.explode === true && Array.isArray(value)) {
    return value.map((item) => `;${name}=${encode(item)}`).join("");
  }
  return `;${name}=${joined(value, ",", false)}`;
}

/** A query parameter as the parts of a query, each `name=value`, percent-encoded. */
export function inQuery(parameter: Parameter, value: unknown): string[] {
  const reserved = parameter.allowReserved === true;
  const name = quoted(parameter.name);
  const named = members(value);
  if (parameter.json === true) return [`${name}=${quoted(JSON.stringify(value))}`];
  if (parameter.style === "deepObject" && named) {
    const prefix = name.replace(/%5B|%5D/g, decodeURIComponent);
    return named.map(([key, item]) => `${prefix}[${quoted(key)}]=${encode(item, reserved)}`);
  }
  if (parameter.explode === true && named) {
    return named.map(([key, item]) => `${quoted(key)}=${encode(item, reserved)}`);
  }
  if (parameter.explode === true && Array.isArray(value)) {
    return value.map((item) => `${name}=${encode(item, reserved)}`);
  }
  const separator = SEPARATORS[parameter.style] ?? ",";
  return [`${name}=${joined(value, separator, false, reserved)}`];
}

/** A header or cookie parameter as its value. */
export function inHeader(parameter: Parameter, value: unknown): string {
  if (parameter.json === true) return JSON.stringify(value);
  const named = members(value);
  const between = parameter.explode === true ? "=" : ",";
  if (named) return named.map(([key, item]) => `${key}${between}${text(item)}`).join(",");
  return Array.isArray(value) ? value.map(text).join(",") : text(value);
}
