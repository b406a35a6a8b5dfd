/** Endpoints against what serves the contract. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { api, headersOf, isFault } from "book-management-api-rtk-query";
import type { Problem } from "book-management-api-rtk-query";
import { IS_MOCK, draft, shop, until, word } from "./place.js";

const { endpoints } = api;

test("a user logs in and calls with the token", async () => {
  let token = "";
  const store = shop({ credentials: { bearer: () => token } });
  const username = word();
  const password = "Correct-horse-9";
  const email = `${username}@example.org`;
  const anyone = shop({ credentials: {} });
  await anyone
    .dispatch(endpoints.createUser.initiate({ body: { username, email, password } }))
    .unwrap();
  const tokens = await anyone
    .dispatch(endpoints.logIn.initiate({ body: { username, password } }))
    .unwrap();
  token = tokens.access_token;
  const me = await store.dispatch(endpoints.getMe.initiate({})).unwrap();
  // Who calls the mock is always the one user of its world.
  assert.equal(me.username, IS_MOCK ? me.username : username);
});

test("a caller without credentials is told", async () => {
  const store = shop({ credentials: {} });
  const { error } = await store.dispatch(endpoints.createBook.initiate({ body: draft("Dune") }));
  assert.ok(isFault(error));
  assert.equal(error.status, 401);
});

test("what was created is read with its version", async () => {
  const store = shop();
  const made = await store
    .dispatch(endpoints.createBook.initiate({ body: draft("Dune") }))
    .unwrap();
  assert.match(headersOf(made)?.location ?? "", new RegExp(`/${made.id}$`));
  const read = await store.dispatch(endpoints.getBook.initiate({ bookId: made.id })).unwrap();
  assert.deepEqual([read.title, read.price], ["Dune", 10.99]);
  assert.equal(headersOf(read)?.etag, headersOf(made)?.etag);
});

test("lists are filtered and grow page by page", async () => {
  const store = shop();
  const mark = word();
  for (const n of [1, 2, 3, 4, 5]) {
    await store.dispatch(endpoints.createBook.initiate({ body: draft(`${mark} ${n}`) })).unwrap();
  }
  const asked = { search: mark, genre: ["science_fiction" as const], perPage: 2 };
  const page = await store.dispatch(endpoints.listBooks.initiate(asked)).unwrap();
  assert.deepEqual([page.items.length, page.total], [2, 5]);
  let found = await store.dispatch(endpoints.listBooksPages.initiate(asked));
  while (found.hasNextPage) {
    found = await store.dispatch(
      endpoints.listBooksPages.initiate(asked, { direction: "forward" }),
    );
  }
  const titles = found.data?.pages.flatMap(({ items }) => items.map(({ title }) => title)) ?? [];
  assert.deepEqual(
    titles.sort(),
    [1, 2, 3, 4, 5].map((n) => `${mark} ${n}`),
  );
});

test("a list by cursor grows to its last page", async () => {
  const store = shop();
  await store.dispatch(endpoints.createBook.initiate({ body: draft("Dune") })).unwrap();
  const all = await store.dispatch(endpoints.listBooks.initiate({})).unwrap();
  let found = await store.dispatch(endpoints.listBooksByCursorPages.initiate({ limit: 50 }));
  while (found.hasNextPage) {
    found = await store.dispatch(
      endpoints.listBooksByCursorPages.initiate({ limit: 50 }, { direction: "forward" }),
    );
  }
  const ids = found.data?.pages.flatMap(({ items }) => items.map(({ id }) => id)) ?? [];
  assert.equal(ids.length, all.total);
  assert.equal(new Set(ids).size, ids.length);
});

test("a conflict is an error with its problem", async () => {
  const store = shop();
  const body = draft("Dune");
  await store.dispatch(endpoints.createBook.initiate({ body })).unwrap();
  const { error } = await store.dispatch(endpoints.createBook.initiate({ body }));
  assert.ok(isFault(error));
  const problem: Problem | undefined = error.problem;
  assert.deepEqual([error.status, problem?.status], [409, 409]);
  assert.ok(error.requestId);
});

test("versions guard what is read and changed", async () => {
  const store = shop();
  const made = await store
    .dispatch(endpoints.createBook.initiate({ body: draft("Dune") }))
    .unwrap();
  const bookId = made.id;
  const etag = headersOf(made)?.etag ?? "";
  const read = await store.dispatch(endpoints.getBook.initiate({ bookId, ifNoneMatch: etag }));
  const change = { bookId, ifMatch: etag, body: { title: "Dune Messiah" } };
  const changed = await store.dispatch(endpoints.changeBook.initiate(change)).unwrap();
  const late = await store.dispatch(endpoints.deleteBook.initiate({ bookId, ifMatch: etag }));
  assert.equal(changed.title, "Dune Messiah");
  assert.deepEqual(
    [read.error, late.error].map((e) => isFault(e) && e.status),
    [304, 412],
  );
  const ifMatch = headersOf(changed)?.etag ?? "";
  await store.dispatch(endpoints.deleteBook.initiate({ bookId, ifMatch })).unwrap();
});

test("a file is uploaded and downloaded", async () => {
  const store = shop();
  const text = "page 7: read sand for send\n".repeat(10_000);
  const file = new File([text], "errata.txt", { type: "text/plain" });
  const body = { file, description: "What is wrong" };
  const upload = await store.dispatch(endpoints.createUpload.initiate({ body })).unwrap();
  const content = await store
    .dispatch(endpoints.getUploadContent.initiate({ uploadId: upload.id }))
    .unwrap();
  const came = await (await fetch(content.url)).text();
  // The mock sends something in its place.
  assert.equal(came, IS_MOCK ? "mock" : text);
  assert.ok(headersOf(content)?.etag);
});

test("a stream of lines fills the cache", async () => {
  const store = shop();
  const search = word();
  for (const n of [1, 2, 3]) {
    await store.dispatch(endpoints.createBook.initiate({ body: draft(`${search} ${n}`) })).unwrap();
  }
  store.dispatch(endpoints.exportBooks.initiate({ search }));
  const entry = () => endpoints.exportBooks.select({ search })(store.getState()).data;
  await until(() => entry()?.state === "ended");
  const titles: string[] | undefined = entry()?.items.map(({ title }) => title);
  assert.deepEqual(
    titles?.sort(),
    [1, 2, 3].map((n) => `${search} ${n}`),
  );
});

test("a stream of events fills the cache", async () => {
  const store = shop();
  const asked = {
    body: { messages: [{ role: "user" as const, content: "Which book is about sand?" }] },
  };
  store.dispatch(endpoints.converse.initiate(asked));
  const entry = () => endpoints.converse.select(asked)(store.getState()).data;
  await until(() => entry()?.state === "ended");
  assert.ok((entry()?.items.length ?? 0) > 0);
});

test("a lost reply is asked for again under the same key", async () => {
  const keys: (string | null)[] = [];
  const losing = async (url: string, init: RequestInit): Promise<Response> => {
    const response = await fetch(url, init);
    if (init.method === "POST") keys.push(new Headers(init.headers).get("Idempotency-Key"));
    if (keys.length !== 1) return response;
    await response.text();
    throw new TypeError("the connection was lost");
  };
  const store = shop({ fetch: losing, retries: { firstMs: 10 } });
  const search = word();
  const made = await store
    .dispatch(endpoints.createBook.initiate({ body: draft(search) }))
    .unwrap();
  const { total } = await store.dispatch(endpoints.listBooks.initiate({ search })).unwrap();
  assert.deepEqual([made.title, total], [search, 1]);
  assert.equal(keys.length, 2);
  assert.equal(keys[0], keys[1]);
  assert.ok(keys[0]);
});

test("what is created and deleted is seen in what is shown", async () => {
  const store = shop();
  const search = word();
  const shown = () => endpoints.listBooks.select({ search })(store.getState()).data?.total;
  await store.dispatch(endpoints.listBooks.initiate({ search }));
  assert.equal(shown(), 0);
  const made = await store
    .dispatch(endpoints.createBook.initiate({ body: draft(search) }))
    .unwrap();
  await until(() => shown() === 1);
  const bookId = made.id;
  const read = () => endpoints.getBook.select({ bookId })(store.getState());
  await store.dispatch(endpoints.getBook.initiate({ bookId }));
  await store.dispatch(endpoints.changeBook.initiate({ bookId, body: { title: `${search} 2` } }));
  await until(() => read().data?.title === `${search} 2`);
  await store.dispatch(endpoints.deleteBook.initiate({ bookId })).unwrap();
  await until(() => shown() === 0);
  await until(() => isFault(read().error));
});

test("a review is seen in the book that it is about", async () => {
  const store = shop();
  const made = await store
    .dispatch(endpoints.createBook.initiate({ body: draft(word()) }))
    .unwrap();
  const bookId = made.id;
  const entry = () => endpoints.getBook.select({ bookId })(store.getState());
  await store.dispatch(endpoints.getBook.initiate({ bookId }));
  const before = entry().requestId;
  const body = { rating: 5, text: "Sand everywhere" };
  const review = await store.dispatch(endpoints.createReview.initiate({ bookId, body })).unwrap();
  await until(() => entry().requestId !== before && entry().isSuccess);
  const again = entry().requestId;
  await store.dispatch(endpoints.deleteReview.initiate({ reviewId: review.id })).unwrap();
  await until(() => entry().requestId !== again && entry().isSuccess);
});
