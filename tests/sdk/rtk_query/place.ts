/** The service that the tests ask, and what they send to it. */
import { configureStore } from "@reduxjs/toolkit";
import { api, apiExtra } from "book-management-api-rtk-query";
import type { BookDraft, ConnectionOptions } from "book-management-api-rtk-query";

export const URL_OF_SERVICE = given("SERVICE_URL");
export const IS_MOCK = given("SERVICE_KIND") === "mock";
export const KEY = given("SERVICE_KEY");

function given(name: string): string {
  const said = process.env[name];
  if (said === undefined) throw new Error(`${name} is not set`);
  return said;
}

/** A store of its own, that calls with a key which may do everything. */
export function shop(more: Partial<ConnectionOptions> = {}) {
  const options = { baseUrl: URL_OF_SERVICE, credentials: { apiKey: KEY }, ...more };
  return configureStore({
    reducer: { [api.reducerPath]: api.reducer },
    middleware: (defaults) =>
      defaults({ thunk: { extraArgument: apiExtra(options) } }).concat(api.middleware),
  });
}

export type Shop = ReturnType<typeof shop>;

export function word(): string {
  return `w${crypto.randomUUID().replaceAll("-", "").slice(0, 12)}`;
}

export function draft(title: string): BookDraft {
  return {
    title,
    author_name: "Frank Herbert",
    isbn: isbn(),
    genre: "science_fiction",
    price: 10.99,
  };
}

/** A random ISBN-13 with its check digit. */
function isbn(): string {
  const digits = [9, 7, 8, ...Array.from({ length: 9 }, () => Math.floor(Math.random() * 10))];
  const sum = digits.reduce((total, digit, at) => total + digit * (at % 2 === 0 ? 1 : 3), 0);
  return [...digits, (10 - (sum % 10)) % 10].join("");
}

/** Wait until something holds, for five seconds at most. */
export async function until(holds: () => boolean): Promise<void> {
  const end = Date.now() + 5000;
  while (!holds()) {
    if (Date.now() > end) throw new Error("it did not come about");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
