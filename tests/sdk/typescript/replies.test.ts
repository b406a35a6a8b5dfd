/** What replies become, and what errors say. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ApiError, ConnectionFailed, UnexpectedReply, errors } from "tiny-client";
import { all, empty, json, pet, wired } from "./wire.js";

test("declared headers are typed members of a reply", async () => {
  const headers = { "X-Place": "7", "X-Open": "true", "X-Tags": "a, b", "X-Other": "o" };
  const { api } = wired([json("soon", 202, headers)]);

  const reply = await api.wide.addAnimal({ body: { kind: "cat", lives: 9 } });

  assert.deepEqual(reply.headers, { "x-place": 7, "x-open": true, "x-tags": ["a", "b"] });
  assert.equal(reply.response.headers.get("X-Other"), "o");
});

test("each reply of success is told apart by its status", async () => {
  const { api } = wired([json({ kind: "cat", lives: 9 }, 201), json("soon", 202)]);
  const body = { kind: "cat", lives: 9 } as const;

  const said: string[] = [];
  for (const reply of [await api.wide.addAnimal({ body }), await api.wide.addAnimal({ body })]) {
    said.push(reply.status === 202 ? reply.data.toUpperCase() : reply.data.kind);
  }

  assert.deepEqual(said, ["cat", "SOON"]);
});

test("each form of an answer has a method", async () => {
  const answers = [
    json(7),
    new Response("a,b", { headers: { "Content-Type": "text/csv" } }),
    new Response("1\n2\n", { headers: { "Content-Type": "application/jsonl" } }),
    new Response("PNG", { headers: { "Content-Type": "image/png", ETag: '"1"' } }),
  ];
  const { api, asked } = wired(answers);

  assert.equal((await api.wide.getForms()).data, 7);
  assert.equal((await api.wide.getFormsAsText()).data, "a,b");
  assert.deepEqual(await all(api.wide.getFormsAsStream()), [1, 2]);
  const download = await api.wide.getFormsAsBytes();
  assert.deepEqual([download.contentType, download.etag], ["image/png", '"1"']);
  assert.equal(await (await download.blob()).text(), "PNG");
  const accepted = asked.map((each) => each.headers.get("Accept"));
  assert.deepEqual(accepted, ["application/json", "text/csv", "application/jsonl", "image/png"]);
});

test("headers of streams and downloads are text", async () => {
  const said = { "Content-Type": "application/jsonl", "X-Left": "3" };
  const { api } = wired([
    new Response("1\n", { headers: said }),
    new Response("PNG", { headers: said }),
  ]);

  const stream = api.wide.getFormsAsStream();
  await all(stream);
  const download = await api.wide.getFormsAsBytes();

  assert.deepEqual([stream.headers?.get("X-Left"), download.headers.get("X-Left")], ["3", "3"]);
});

test("XML comes as bytes", async () => {
  const { api } = wired([new Response("<thing/>")]);

  const download = await api.wide.getXml();

  assert.equal(await download.text(), "<thing/>");
});

test("a tuple comes as a tuple", async () => {
  const { api } = wired([json([1, "a"])]);

  const [number, text] = (await api.wide.getPair()).data;

  assert.equal(number.toFixed(1) + text.toUpperCase(), "1.0A");
});

test("a union comes as one of its members", async () => {
  const { api } = wired([json({ kind: "dog", barks: true })]);

  const animal = (await api.wide.getAnimal()).data;

  assert.equal(animal.kind === "dog" ? animal.barks : animal.lives, true);
});

test("a pattern is not judged", async () => {
  const account = { id: 1, name: "Not Small", pet: { id: 1, name: "Rex" } };
  const { api } = wired([json(account)]);

  assert.equal((await api.wide.getAccount()).data.name, "Not Small");
});

test("an error holds the declared document", async () => {
  const { api } = wired([json({ detail: "taken" }, 409, { "X-Request-Id": "r1" })]);

  const error = await api.pets.getPet({ path: { name: "Rex" } }).catch((thrown: unknown) => thrown);

  assert(error instanceof errors.Conflict);
  assert(error instanceof ApiError);
  assert.deepEqual(error.problem, { detail: "taken" });
  assert.equal(error.body, '{"detail":"taken"}');
  assert.deepEqual([error.status, error.requestId, error.name], [409, "r1", "Conflict"]);
  assert.equal(error.operation.id, "getPet");
  assert.match(error.message, /^409.*: taken$/);
});

test("an error that is not as declared is still an error", async () => {
  const { api } = wired([new Response("<html>", { status: 502 })]);

  const error = await api.pets.getPet({ path: { name: "Rex" } }).catch((thrown: unknown) => thrown);

  assert(error instanceof errors.ServerError);
  assert.deepEqual([error.problem, error.body], [undefined, "<html>"]);
});

test("a success that breaks the contract is told", async () => {
  const { api } = wired([new Response("no json", { status: 200 }), pet(299)]);

  await assert.rejects(api.pets.getPet({ path: { name: "Rex" } }), UnexpectedReply);
  await assert.rejects(api.pets.getPet({ path: { name: "Rex" } }), /undeclared 299/);
});

test("a reply without a body has no data", async () => {
  const { api } = wired([empty()]);

  const reply = await api.pets.poke({ path: { name: "Rex" } });

  assert.deepEqual([reply.status, reply.data], [204, undefined]);
});

test("where there is no reply the cause is told", async () => {
  const cause = new TypeError("fetch failed");
  const { api } = wired([cause]);

  const error = await api.pets.poke({ path: { name: "Rex" } }).catch((thrown: unknown) => thrown);

  assert(error instanceof ConnectionFailed);
  assert.equal(error.cause, cause);
});

test("a redirect is followed only where that is asked for", async () => {
  const { api, asked } = wired([empty(302, { Location: "http://elsewhere.test/" })]);
  const following = wired([pet()], { init: { redirect: "follow" } });

  await assert.rejects(api.pets.getPet({ path: { name: "Rex" } }), /undeclared 302/);
  await following.api.pets.getPet({ path: { name: "Rex" } });

  assert.deepEqual([asked[0]?.redirect, following.asked[0]?.redirect], ["manual", "follow"]);
});
