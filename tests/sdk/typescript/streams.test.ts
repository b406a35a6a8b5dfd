/** How streams are read. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectionFailed, StreamFailed, UnexpectedReply, errors } from "tiny-client";
import { all, empty, json, pieces, wired } from "./wire.js";

const EVENTS = "text/event-stream";
const bytes = (...codes: number[]): Uint8Array => new Uint8Array(codes);

test("events come whole from any pieces", async () => {
  const { api } = wired([
    pieces(
      EVENTS,
      bytes(0xef, 0xbb, 0xbf),
      ": hi\r\nid: 1\r",
      '\ndata: {"id":1,\r\ndata: "name":"R',
      bytes(0xc3),
      bytes(0xa9),
      'x"}\r\n\r\n',
      'data: {"id":2,"name":"b"}\n\ndata: [DONE]\n\n',
      'data: {"id":3,"name":"late"}\n\n',
    ),
  ]);

  const stream = api.pets.followNews();

  assert.deepEqual(
    (await all(stream)).map((each) => each.name),
    ["Réx", "b"],
  );
  assert.deepEqual([stream.done, stream.lastEventId], [true, "1"]);
});

test("a stream that breaks off is resumed", async () => {
  const first = 'retry: 5\nid: 1\ndata: {"id":1,"name":"a"}\n\n';
  const { api, asked } = wired([
    pieces(EVENTS, first, new TypeError("terminated")),
    pieces(EVENTS, 'id: 2\ndata: {"id":2,"name":"b"}\n\n'),
  ]);

  const names = (await all(api.pets.followNews())).map((each) => each.name);

  assert.deepEqual(names, ["a", "b"]);
  assert.deepEqual(
    asked.map((each) => each.headers.get("Last-Event-ID")),
    [null, "1"],
  );
});

test("a stream that cannot be resumed breaks off", async () => {
  const broken = pieces("application/jsonl", "1\n", new TypeError("terminated"));
  const { api } = wired([broken]);
  const seen: number[] = [];

  await assert.rejects(async () => {
    for await (const item of api.wide.followNumbers()) seen.push(item);
  }, ConnectionFailed);

  assert.deepEqual(seen, [1]);
});

test("a stream that says it failed throws", async () => {
  const { api, asked } = wired([
    pieces(EVENTS, 'id: 1\nevent: error\ndata: {"detail":"full"}\n\n'),
  ]);

  await assert.rejects(all(api.pets.followNews()), (error: Error) => {
    assert(error instanceof StreamFailed);
    assert.deepEqual(error.problem, { detail: "full" });
    return error.message === "full";
  });
  assert.equal(asked.length, 1);
});

test("an error before a stream is an ordinary one", async () => {
  const { api, asked } = wired([json({ detail: "who?" }, 401)]);

  await assert.rejects(all(api.pets.followNews()), errors.Unauthorized);

  assert.equal(asked.length, 1);
});

test("a stream of lines yields typed items", async () => {
  const { api } = wired([pieces("application/jsonl", "1\n", "\n2", "3\r\n", "4")]);

  const items = await all(api.wide.followNumbers());

  assert.deepEqual(
    items.map((each) => each.toFixed(0)),
    ["1", "23", "4"],
  );
});

test("texts of a stream need no quotes", async () => {
  const { api } = wired([pieces(EVENTS, 'data: plain\n\ndata: "quoted"\n\ndata: 12\n\n')]);

  assert.deepEqual(await all(api.wide.followWords()), ["plain", "quoted", "12"]);
});

test("an item that is no JSON is told", async () => {
  const { api } = wired([pieces("application/jsonl", "{oops\n")]);

  await assert.rejects(all(api.wide.followNumbers()), UnexpectedReply);
});

test("leaving a loop ends the stream", async () => {
  let left = false;
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new TextEncoder().encode("1\n")),
    cancel: () => {
      left = true;
    },
  });
  const { api } = wired([new Response(body, { headers: { "Content-Type": "application/jsonl" } })]);

  for await (const item of api.wide.followNumbers()) {
    assert.equal(item, 1);
    break;
  }

  assert.equal(left, true);
});

test("closing a silent stream tells who waits that there is no more", async () => {
  const silent = new ReadableStream<Uint8Array>();
  const type = { "Content-Type": "application/jsonl" };
  const { api } = wired([new Response(silent, { headers: type })]);

  const stream = api.wide.followNumbers();
  const waiting = stream[Symbol.asyncIterator]().next();
  setTimeout(() => void stream.close(), 5);

  assert.deepEqual(await waiting, { done: true, value: undefined });
});

test("a caller that leaves a stream is told its own reason", async () => {
  const silent = new ReadableStream<Uint8Array>();
  const type = { "Content-Type": "application/jsonl" };
  const { api } = wired([new Response(silent, { headers: type })]);
  const leaving = new AbortController();

  setTimeout(() => leaving.abort(new RangeError("gone")), 5);

  await assert.rejects(all(api.wide.followNumbers({ signal: leaving.signal })), RangeError);
});

test("a stream is asked for when its first item is", async () => {
  const { api, asked } = wired([empty()]);

  const stream = api.wide.followNumbers();

  assert.equal(asked.length, 0);
  assert.deepEqual(await all(stream), []);
});
