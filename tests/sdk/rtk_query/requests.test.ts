/** What endpoints send: arguments, bodies, credentials, attempts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { configureStore } from "@reduxjs/toolkit";
import * as sdk from "tiny-rtk-query";
import { api, configureApi } from "tiny-rtk-query";
import { empty, json, shop } from "./shop.js";

const { endpoints } = api;
const THING = { id: "1", code: "A" };

test("every operation has an endpoint and a hook", () => {
  assert.equal(typeof endpoints.getThing.initiate, "function");
  const hooks = Object.keys(sdk).filter((name) => name.startsWith("use"));
  for (const hook of ["useGetThingQuery", "useLazyGetThingQuery", "useCreateThingMutation"]) {
    assert.ok(hooks.includes(hook), hook);
  }
});

test("reserved words are changed, and not on the wire", async () => {
  const { store, asked } = shop([empty()]);
  const given = { in: "1", class: "2", constructorValue: "3", proto: "4", thenValue: "5" };
  await store.dispatch(
    endpoints.deleteOperation.initiate({ inValue: given.in, classValue: given.class, ...given }),
  );
  assert.equal(asked[0]?.url, "/delete?in=1&class=2&constructor=3&__proto__=4&then=5");
});

test("parameters travel as the contract says", async () => {
  const { store, asked } = shop([json({ items: [] })]);
  await store.dispatch(
    endpoints.listThings.initiate({
      tags: ["a b", "c"],
      near: { x: 1 },
      xTrace: "t",
      session: "s",
    }),
  );
  assert.equal(asked[0]?.url, "/things?tags=a%20b&tags=c&near[x]=1");
  assert.equal(asked[0]?.headers.get("X-Trace"), "t");
  assert.equal(asked[0]?.headers.get("Cookie"), "session=s");
});

test("a path parameter stays one segment", async () => {
  const { store, asked } = shop([json(THING)]);
  await store.dispatch(endpoints.getThing.initiate({ id: "a/b?c#ü" }));
  assert.equal(asked[0]?.url, "/things/a%2Fb%3Fc%23%C3%BC");
});

test("a body says what is given and nothing else", async () => {
  const { store, asked } = shop([json(THING, 201), json(THING, 201)]);
  await store.dispatch(endpoints.createThing.initiate({ body: { code: "A", note: null } }));
  await store.dispatch(endpoints.createThing.initiate({ body: { code: "A" } }));
  assert.deepEqual(
    asked.map(({ body }) => body),
    ['{"code":"A","note":null}', '{"code":"A"}'],
  );
});

test("an argument that is null is not sent", async () => {
  const { store, asked } = shop([json({ items: [] })]);
  await store.dispatch(endpoints.listThings.initiate({ q: null }));
  assert.equal(asked[0]?.url, "/things");
});

test("of the types of a body JSON is sent", async () => {
  const { store, asked } = shop([empty(), empty()]);
  await store.dispatch(endpoints.several.initiate({ body: { a: 1 } }));
  await store.dispatch(endpoints.several.initiate({}));
  assert.equal(asked[0]?.headers.get("Content-Type"), "application/json");
  assert.deepEqual(
    asked.map(({ body }) => body),
    ['{"a":1}', null],
  );
});

test("a form is sent in parts", async () => {
  const { store, asked } = shop([empty()]);
  const photo = new File(["png"], "cat.png", { type: "image/png" });
  await store.dispatch(endpoints.addPhoto.initiate({ body: { photo, title: "Tom" } }));
  const { body, headers } = asked[0] ?? {};
  const form = await new Response(body as Blob, { headers: headers ?? [] }).formData();
  const sent = form.get("photo");
  assert.ok(sent instanceof File);
  assert.deepEqual([sent.name, sent.type, form.get("title")], ["cat.png", "image/png", "Tom"]);
});

test("bytes are sent as what the caller says", async () => {
  const { store, asked } = shop([empty()]);
  const body = new Blob(["bytes"]);
  await store.dispatch(endpoints.setPhoto.initiate({ body, contentType: "image/webp" }));
  assert.equal(asked[0]?.headers.get("Content-Type"), "image/webp");
  assert.equal(asked[0]?.body, body);
});

test("the first alternative whose credentials are held is used", async () => {
  const login = { username: "ann", password: "secret" };
  const held = [{ token: "t", login }, { token: () => Promise.resolve("t"), key: "k e" }, {}];
  const found: (readonly [string | undefined, string | null | undefined])[] = [];
  for (const credentials of held) {
    const { store, asked } = shop([json(THING, 201)], { credentials });
    await store.dispatch(endpoints.createThing.initiate({ body: { code: "A" } }));
    found.push([asked[0]?.url, asked[0]?.headers.get("Authorization")]);
  }
  assert.deepEqual(found, [
    ["/things", "Basic YW5uOnNlY3JldA=="],
    ["/things?api%20key=k%20e", "Bearer t"],
    ["/things", null],
  ]);
});

test("a busy service is asked again under the same key", async () => {
  const busy = json({ detail: "busy" }, 503, { "Retry-After": "0" });
  const { store, asked } = shop([busy, new TypeError("lost"), json(THING, 201)]);
  const { data } = await store.dispatch(endpoints.createThing.initiate({ body: { code: "A" } }));
  const keys = asked.map(({ headers }) => headers.get("Idempotency-Key"));
  assert.deepEqual(data, THING);
  assert.equal(keys.length, 3);
  assert.match(keys[0] ?? "", /^[0-9a-f-]{36}$/);
  assert.equal(new Set(keys).size, 1);
});

test("callbacks make no endpoints", () => {
  assert.ok(!Object.keys(endpoints).some((name) => /called/i.test(name)));
});

test("a store without a connection of its own has the one that all share", async () => {
  const bare = () =>
    configureStore({
      reducer: { [api.reducerPath]: api.reducer },
      middleware: (defaults) => defaults().concat(api.middleware),
    });
  const { error } = await bare().dispatch(endpoints.getThing.initiate({ id: "1" }));
  assert.match(String(Object(error).message), /call configureApi\(\{ baseUrl \}\)/);
  configureApi({
    baseUrl: "http://shared.test/",
    fetch: async (url) => json({ ...THING, code: url }),
  });
  const { data } = await bare().dispatch(endpoints.getThing.initiate({ id: "1" }));
  assert.equal(data?.code, "http://shared.test/things/1");
});
