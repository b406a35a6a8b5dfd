/** A store whose requests are answered one after another, and kept. */
import { configureStore } from "@reduxjs/toolkit";
import { api, apiExtra } from "tiny-rtk-query";
import type { ConnectionOptions } from "tiny-rtk-query";

export interface Asked {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly body: unknown;
  readonly signal: AbortSignal | null | undefined;
}

export type Answer = Response | Error;

/** The store, and what was asked of its service. */
export function shop(answers: Answer[], more: Partial<ConnectionOptions> = {}) {
  const asked: Asked[] = [];
  const fetch = async (url: string, init: RequestInit): Promise<Response> => {
    const { method = "GET", body = null, signal } = init;
    const headers = new Headers(init.headers);
    asked.push({ url: url.replace("http://tiny.test", ""), method, headers, body, signal });
    const answer = answers.shift();
    if (answer === undefined) throw new Error(`nothing answers ${method} ${url}`);
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const options = { baseUrl: "http://tiny.test", retries: { firstMs: 1 }, fetch, ...more };
  const store = configureStore({
    reducer: { [api.reducerPath]: api.reducer },
    middleware: (defaults) =>
      defaults({ thunk: { extraArgument: apiExtra(options) } }).concat(api.middleware),
  });
  return { store, asked };
}

export function json(value: unknown, status = 200, headers: Record<string, string> = {}): Response {
  const type = status < 400 ? "application/json" : "application/problem+json";
  return new Response(JSON.stringify(value), {
    status,
    headers: { "Content-Type": type, ...headers },
  });
}

export function empty(status = 204): Response {
  return new Response(null, { status });
}

/** A body that comes in pieces; an error breaks it off. */
export function pieces(type: string, ...parts: (string | Error)[]): Response {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const part = parts.shift();
      if (part === undefined) controller.close();
      else if (part instanceof Error) controller.error(part);
      else controller.enqueue(encoder.encode(part));
    },
  });
  return new Response(body, { headers: { "Content-Type": type } });
}

/** Wait until something holds, for a second at most. */
export async function until(holds: () => boolean): Promise<void> {
  const end = Date.now() + 1000;
  while (!holds()) {
    if (Date.now() > end) throw new Error("it did not come about");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
