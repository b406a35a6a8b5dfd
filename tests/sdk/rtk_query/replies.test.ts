/** What endpoints answer: data, headers, faults, streams and files. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { api, headersOf, isFault } from "tiny-rtk-query";
import type { Fault } from "tiny-rtk-query";
import { json, pieces, shop, until } from "./shop.js";

const { endpoints } = api;
const THING = { id: "1", code: "A" };
const EVENTS = "text/event-stream";

function event(id: number): string {
  return `id: ${id}\ndata: {"id":"${id}","code":"A"}\n\n`;
}

test("headers are found by the data of their reply", async () => {
  const { store } = shop([
    json(THING, 201, { "X-Left": "3", ETag: '"1"' }),
    json(THING, 200, { ETag: '"2"' }),
  ]);
  const made = await store
    .dispatch(endpoints.createThing.initiate({ body: { code: "A" } }))
    .unwrap();
  const read = store.dispatch(endpoints.getThing.initiate({ id: "1" }));
  await read;
  const { data } = endpoints.getThing.select({ id: "1" })(store.getState());
  assert.deepEqual([headersOf(made)?.["x-left"], headersOf(made)?.etag], ["3", '"1"']);
  assert.equal(headersOf(data)?.etag, '"2"');
  assert.equal(headersOf({ ...THING }), undefined);
});

test("the headers of the latest reply are found, though it says the same", async () => {
  const { store } = shop([json(THING, 200, { ETag: '"1"' }), json(THING, 200, { ETag: '"2"' })]);
  const read = store.dispatch(endpoints.getThing.initiate({ id: "1" }));
  await read;
  await read.refetch();
  const { data } = endpoints.getThing.select({ id: "1" })(store.getState());
  assert.equal(headersOf(data)?.etag, '"2"');
});

test("an error is plain data with the problem", async () => {
  const { store } = shop([json({ detail: "taken" }, 409, { "X-Request-Id": "r1" })]);
  const asked = endpoints.createThing.initiate({ body: { code: "A" } });
  const { error } = await store.dispatch(asked);
  assert.ok(isFault(error));
  const expected: Fault = {
    status: 409,
    message: "409: taken",
    problem: { detail: "taken" },
    requestId: "r1",
  };
  assert.deepEqual(error, expected);
  assert.equal(Object.getPrototypeOf(error), Object.prototype);
});

test("a fault without a problem keeps what came", async () => {
  const { store } = shop([new Response("<h1>", { status: 502 })]);
  const { error } = await store.dispatch(endpoints.getThing.initiate({ id: "1" }));
  assert.deepEqual(error, { status: 502, message: "502", body: "<h1>" });
});

test("a connection that fails is a fault", async () => {
  const { store } = shop([new TypeError("lost")], { retries: { attempts: 1 } });
  const { error } = await store.dispatch(endpoints.getThing.initiate({ id: "1" }));
  assert.ok(isFault(error));
  assert.equal(error.status, "CONNECTION_FAILED");
});

test("a reply that breaks the contract is a fault", async () => {
  const { store } = shop([new Response("{"), json(1, 203)]);
  const torn = await store.dispatch(endpoints.either.initiate());
  const strange = await store.dispatch(endpoints.pair.initiate());
  const found = [torn.error, strange.error].map((error) => isFault(error) && error.status);
  assert.deepEqual(found, ["UNEXPECTED_REPLY", "UNEXPECTED_REPLY"]);
});

test("several replies of success are a union, told apart in meta", async () => {
  const told: (number | undefined)[] = [];
  api.enhanceEndpoints({
    endpoints: {
      either: {
        onQueryStarted: async (_, { queryFulfilled }) => {
          const { meta } = await queryFulfilled;
          told.push(meta?.status);
        },
      },
    },
  });
  const { store } = shop([json(1), json("soon", 202)]);
  const asked = () => store.dispatch(endpoints.either.initiate(undefined, { forceRefetch: true }));
  const now: number | string = await asked().unwrap();
  const later = await asked().unwrap();
  assert.deepEqual([now, later], [1, "soon"]);
  assert.deepEqual(told, [200, 202]);
});

test("each form of an answer has an endpoint", async () => {
  const { store, asked } = shop([
    json(7),
    new Response("a,b", { headers: { "Content-Type": "text/csv" } }),
    pieces("application/jsonl", "1\n2\n"),
    new Response("png", { headers: { "Content-Type": "image/png" } }),
  ]);
  const value: number = await store.dispatch(endpoints.ask.initiate()).unwrap();
  const text: string = await store.dispatch(endpoints.askAsText.initiate()).unwrap();
  const stream = await store.dispatch(endpoints.askAsStream.initiate()).unwrap();
  const file = await store.dispatch(endpoints.askAsBytes.initiate()).unwrap();
  assert.deepEqual([value, text, stream.items[0], file.size], [7, "a,b", 1, 3]);
  assert.deepEqual(
    asked.map(({ headers }) => headers.get("Accept")),
    ["application/json", "text/csv", "application/jsonl", "image/png"],
  );
});

test("XML comes as a file", async () => {
  const xml = new Response("<thing/>", { headers: { "Content-Type": "application/xml" } });
  const { store } = shop([xml]);
  const file = await store.dispatch(endpoints.xml.initiate()).unwrap();
  assert.equal(await (await fetch(file.url)).text(), "<thing/>");
});

test("a tuple is a tuple", async () => {
  const { store } = shop([json([1, "a"])]);
  const [first, second]: [number, string] = await store
    .dispatch(endpoints.pair.initiate())
    .unwrap();
  assert.deepEqual([first, second], [1, "a"]);
});

test("a union is told apart by its literals", async () => {
  const { store } = shop([json({ kind: "dog", barks: true })]);
  const pet = await store.dispatch(endpoints.pet.initiate()).unwrap();
  const barks: boolean | number = pet.kind === "dog" ? pet.barks : pet.lives;
  assert.equal(barks, true);
});

test("a pattern is not judged", async () => {
  const { store } = shop([json({ id: "1", code: "small" })]);
  const { code } = await store.dispatch(endpoints.getThing.initiate({ id: "1" })).unwrap();
  assert.equal(code, "small");
});

test("what is only read is not sent, and what is only sent is not read", async () => {
  const { store, asked } = shop([json({ ...THING, code: "B" }, 201), json(THING, 201)]);
  const made = await store
    .dispatch(endpoints.createThing.initiate({ body: { code: "B", secret: "s" } }))
    .unwrap();
  const id: string = made.id;
  // @ts-expect-error: the service alone says the id
  await store.dispatch(endpoints.createThing.initiate({ body: { code: "B", id } }));
  // @ts-expect-error: a secret is not told
  assert.equal(made.secret, undefined);
  assert.equal(asked.length, 2);
});

test("the items of a stream are appended as they come", async () => {
  const { store, asked } = shop([pieces(EVENTS, event(1), event(2), "data: [DONE]\n\n")]);
  const followed = store.dispatch(endpoints.followNews.initiate({}));
  const first = await followed.unwrap();
  assert.deepEqual([first.items.length, first.state], [1, "open"]);
  const entry = () => endpoints.followNews.select({})(store.getState()).data;
  await until(() => entry()?.state === "ended");
  assert.deepEqual(
    entry()?.items.map(({ id }) => id),
    ["1", "2"],
  );
  assert.equal(asked[0]?.headers.get("Accept"), EVENTS);
});

test("a stream that breaks off is resumed", async () => {
  const { store, asked } = shop([
    pieces(EVENTS, event(1), event(2), new TypeError("lost")),
    pieces(EVENTS, event(3), "data: [DONE]\n\n"),
  ]);
  store.dispatch(endpoints.followNews.initiate({}));
  const entry = () => endpoints.followNews.select({})(store.getState()).data;
  await until(() => entry()?.state === "ended");
  assert.deepEqual(
    entry()?.items.map(({ id }) => id),
    ["1", "2", "3"],
  );
  assert.equal(asked[1]?.headers.get("Last-Event-ID"), "2");
});

test("a stream of lines has typed items", async () => {
  const { store } = shop([pieces("application/jsonl", "1\n2", "\n3\n")]);
  store.dispatch(endpoints.readLines.initiate());
  const entry = () => endpoints.readLines.select()(store.getState()).data;
  await until(() => entry()?.state === "ended");
  const items: number[] | undefined = entry()?.items;
  assert.deepEqual(items, [1, 2, 3]);
});

test("a stream that fails says why", async () => {
  const failed = 'event: error\ndata: {"detail":"out of news"}\n\n';
  const { store } = shop([pieces(EVENTS, event(1), failed)]);
  store.dispatch(endpoints.followNews.initiate({}));
  const entry = () => endpoints.followNews.select({})(store.getState()).data;
  await until(() => entry()?.state === "failed");
  assert.deepEqual(entry()?.error, {
    status: "STREAM_FAILED",
    message: "out of news",
    problem: { detail: "out of news" },
  });
  assert.equal(entry()?.items.length, 1);
});

test("a stream that is refused is an error", async () => {
  const { store } = shop([json({ detail: "who are you?" }, 401)]);
  const { error } = await store.dispatch(endpoints.followNews.initiate({}));
  assert.ok(isFault(error));
  assert.equal(error.status, 401);
});

/** The first event of a stream that does not end. */
function endless(): Response {
  const first = new TextEncoder().encode(event(1));
  const body = new ReadableStream<Uint8Array>({ start: (stream) => stream.enqueue(first) });
  return new Response(body, { headers: { "Content-Type": EVENTS } });
}

test("a stream is closed with its last reader", async () => {
  const { store, asked } = shop([endless()]);
  const readers = [1, 2].map(() => store.dispatch(endpoints.followNews.initiate({})));
  await Promise.all(readers);
  readers[0]?.unsubscribe();
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(asked[0]?.signal?.aborted, false);
  readers[1]?.unsubscribe();
  await until(() => asked[0]?.signal?.aborted === true);
});

test("a stream that is asked for anew takes the place of the old one", async () => {
  const { store, asked } = shop([endless(), pieces(EVENTS, event(7), "data: [DONE]\n\n")]);
  const reader = store.dispatch(endpoints.followNews.initiate({}));
  await reader;
  await reader.refetch();
  assert.equal(asked[0]?.signal?.aborted, true);
  const entry = () => endpoints.followNews.select({})(store.getState()).data;
  await until(() => entry()?.state === "ended");
  assert.deepEqual(
    entry()?.items.map(({ id }) => id),
    ["7"],
  );
});

test("a file is at a URL while it is in the cache", async () => {
  const named = {
    "Content-Type": "image/png",
    "Content-Disposition": 'attachment; filename="../cat.png"',
  };
  const { store } = shop([new Response("png", { headers: { ...named, ETag: '"1"' } })]);
  const reader = store.dispatch(endpoints.getPhoto.initiate());
  const file = await reader.unwrap();
  assert.deepEqual([file.type, file.size, file.name], ["image/png", 3, "cat.png"]);
  assert.equal(headersOf(file)?.etag, '"1"');
  assert.equal(await (await fetch(file.url)).text(), "png");
  store.dispatch(api.util.resetApiState());
  await new Promise((resolve) => setTimeout(resolve, 20));
  await assert.rejects(fetch(file.url));
});
