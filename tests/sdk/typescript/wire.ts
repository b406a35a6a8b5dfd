/** A client whose requests are answered one after another, and kept. */
import { createClient } from "tiny-client";
import type { Client, ClientOptions } from "tiny-client";

export interface Asked {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly body: string;
  readonly redirect: RequestRedirect | undefined;
}

/** The client, and what it asked of its service. */
export function wired(
  answers: (Response | Error)[],
  more: Partial<ClientOptions> = {},
): { api: Client; asked: Asked[] } {
  const asked: Asked[] = [];
  const fetch = async (url: string, init: RequestInit): Promise<Response> => {
    const { method = "GET", body = null, redirect } = init;
    const text = await new Response(body).text();
    const headers = new Headers(init.headers);
    const short = url.replace("http://tiny.test/v1", "");
    asked.push({ url: short, method, headers, body: text, redirect });
    const answer = answers.shift();
    if (answer === undefined) throw new Error(`nothing answers ${method} ${url}`);
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const options = { baseUrl: "http://tiny.test/v1/", retries: { firstMs: 1 }, fetch, ...more };
  return { api: createClient(options), asked };
}

export function json(value: unknown, status = 200, headers: Record<string, string> = {}): Response {
  const type = status < 400 ? "application/json" : "application/problem+json";
  return new Response(JSON.stringify(value), {
    status,
    headers: { "Content-Type": type, ...headers },
  });
}

export function empty(status = 204, headers: Record<string, string> = {}): Response {
  return new Response(null, { status, headers });
}

export function pet(status = 200): Response {
  return json({ id: 1, name: "Rex" }, status, { "X-Left": "3" });
}

export function page(names: string[], more: object = {}): Response {
  return json({ items: names.map((name, id) => ({ id, name })), ...more });
}

/** A body that comes in pieces; an error breaks it off. */
export function pieces(type: string, ...parts: (Uint8Array | string | Error)[]): Response {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const part = parts.shift();
      if (part === undefined) controller.close();
      else if (part instanceof Error) controller.error(part);
      else controller.enqueue(typeof part === "string" ? encoder.encode(part) : part);
    },
  });
  return new Response(body, { headers: { "Content-Type": type } });
}

/** All that comes. */
export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}
