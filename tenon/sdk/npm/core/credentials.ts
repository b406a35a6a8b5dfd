/** Credentials: what a caller has, laid into requests as `security` asks. */
import type { Operation, Scheme, Schemes } from "./operation.js";
import { quoted } from "./values.js";

/** A token or key, or a function that gets one anew for each request. */
export type Token = string | (() => string | Promise<string>);

/** A name and a password. */
export interface Login {
  readonly username: string;
  readonly password: string;
}

/** A name and a password, or a function that gets them anew for each request. */
export type Pair = Login | (() => Login | Promise<Login>);

/** Credentials by the names that the contract gives their schemes. */
export type Credentials = Readonly<Record<string, Token | Pair | undefined>>;

/** What a request is made of before it is sent. */
export interface Laid {
  url: string;
  readonly headers: Headers;
}

/** The schemes to use: the first alternative that credentials are held for in full. */
export function chosen(operation: Operation, held: Credentials): readonly string[] {
  const known = (name: string): boolean => Object.hasOwn(held, name) && held[name] !== undefined;
  return operation.security.find((names) => names.length > 0 && names.every(known)) ?? [];
}

/** Put the credentials of some schemes into a request, asked for where they are functions. */
export async function lay(
  laid: Laid,
  names: readonly string[],
  schemes: Schemes,
  held: Credentials,
): Promise<void> {
  for (const name of names) {
    const scheme = schemes[name];
    const secret = held[name];
    const known = await (typeof secret === "function" ? secret() : secret);
    if (scheme !== undefined && known !== undefined) put(laid, scheme, known);
  }
}

function put(laid: Laid, scheme: Scheme, secret: string | Login): void {
  const plain = typeof secret === "string" ? secret : `${secret.username}:${secret.password}`;
  switch (scheme.kind) {
    case "bearer":
      return laid.headers.set("Authorization", `Bearer ${plain}`);
    case "basic":
      return laid.headers.set("Authorization", `Basic ${base64(plain)}`);
    case "http":
      return laid.headers.set("Authorization", `${scheme.name} ${plain}`);
    case "header":
      return laid.headers.set(scheme.name, plain);
    case "cookie": {
      const kept = laid.headers.get("Cookie");
      const pair = `${scheme.name}=${plain}`;
      return laid.headers.set("Cookie", kept === null ? pair : `${kept}; ${pair}`);
    }
    case "query": {
      const part = `${quoted(scheme.name)}=${quoted(plain)}`;
      laid.url += (laid.url.includes("?") ? "&" : "?") + part;
    }
  }
}

function base64(value: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(value)));
}
