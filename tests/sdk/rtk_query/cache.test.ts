/** What endpoints tell the cache: tags, and lists that grow. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { LIST, api } from "tiny-rtk-query";
import type { TagType } from "tiny-rtk-query";
import { empty, json, shop, until } from "./shop.js";

const { endpoints } = api;
const A = { id: "1", code: "A" };
const B = { id: "2", code: "B" };

test("what is created is read in every list", async () => {
  const { store, asked } = shop([json({ items: [A] }), json(B, 201), json({ items: [A, B] })]);
  const list = store.dispatch(endpoints.listThings.initiate({}));
  await list;
  await store.dispatch(endpoints.createThing.initiate({ body: { code: "B" } }));
  await until(() => asked.length === 3);
  await until(() => endpoints.listThings.select({})(store.getState()).data?.items.length === 2);
});

test("what is changed is read anew by its id, and no other", async () => {
  const { store, asked } = shop([
    json(A),
    json(B),
    json({ ...A, code: "C" }),
    json({ ...A, code: "C" }),
  ]);
  await store.dispatch(endpoints.getThing.initiate({ id: "1" }));
  await store.dispatch(endpoints.getThing.initiate({ id: "2" }));
  await store.dispatch(endpoints.replaceThing.initiate({ id: "1", body: { code: "C" } }));
  const read = () => endpoints.getThing.select({ id: "1" })(store.getState()).data?.code;
  await until(() => read() === "C");
  assert.deepEqual(
    asked.map(({ method, url }) => `${method} ${url}`),
    ["GET /things/1", "GET /things/2", "PUT /things/1", "GET /things/1"],
  );
});

test("what is deleted is gone from its list and by its id", async () => {
  const gone = json({ detail: "gone" }, 404);
  const { store, asked } = shop([
    json({ items: [A] }),
    json(A),
    empty(),
    json({ items: [] }),
    gone,
  ]);
  await store.dispatch(endpoints.listThings.initiate({}));
  await store.dispatch(endpoints.getThing.initiate({ id: "1" }));
  await store.dispatch(endpoints.deleteThing.initiate({ id: "1" }));
  await until(() => asked.length === 5);
  const again = asked.slice(3).map(({ url }) => url);
  assert.deepEqual(again.sort(), ["/things", "/things/1"]);
});

test("a part that is added is seen in what owns it", async () => {
  const part = { id: 1, thing_id: "1" };
  const { store, asked } = shop([json(A), json(B), json(part, 201), json(A)]);
  await store.dispatch(endpoints.getThing.initiate({ id: "1" }));
  await store.dispatch(endpoints.getThing.initiate({ id: "2" }));
  await store.dispatch(endpoints.createPart.initiate({ thingId: "1", body: { id: 1 } }));
  await until(() => asked.length === 4);
  assert.equal(asked[3]?.url, "/things/1");
});

test("a change that was refused makes nothing stale, a conflict does", async () => {
  const refused = json({ detail: "no" }, 422);
  const conflict = json({ detail: "changed" }, 412);
  const { store, asked } = shop([json(A), refused, conflict, json(B)]);
  await store.dispatch(endpoints.getThing.initiate({ id: "1" }));
  await store.dispatch(endpoints.replaceThing.initiate({ id: "1", body: { code: "C" } }));
  await new Promise((resolve) => setTimeout(resolve, 30));
  assert.equal(asked.length, 2);
  await store.dispatch(endpoints.replaceThing.initiate({ id: "1", body: { code: "C" } }));
  await until(() => asked.length === 4);
  assert.equal(asked[3]?.url, "/things/1");
});

test("tags are typed", async () => {
  const { store, asked } = shop([json({ items: [A] }), json({ items: [] })]);
  await store.dispatch(endpoints.listThings.initiate({}));
  const type: TagType = "Thing";
  store.dispatch(api.util.invalidateTags([{ type, id: LIST }]));
  await until(() => asked.length === 2);
  // @ts-expect-error: the contract has no such resource
  api.util.invalidateTags(["Nothing"]);
});

test("a list grows page by page", async () => {
  const page = (...items: object[]) => json({ items, total: 3 });
  const { store, asked } = shop([page(A, B), page(A), page(A, B), page(A)]);
  const list = store.dispatch(endpoints.listThingsPages.initiate({ tags: ["a"] }));
  assert.equal((await list).hasNextPage, true);
  const { data, hasNextPage } = await store.dispatch(
    endpoints.listThingsPages.initiate({ tags: ["a"] }, { direction: "forward" }),
  );
  assert.deepEqual(data?.pageParams, [1, 2]);
  assert.equal(hasNextPage, false);
  assert.deepEqual(
    asked.map(({ url }) => url),
    ["/things?tags=a&page=1", "/things?tags=a&page=2"],
  );
  store.dispatch(api.util.invalidateTags([{ type: "Thing", id: "2" }]));
  await until(() => asked.length === 4);
});

test("a list by cursor grows to its end", async () => {
  const { store, asked } = shop([
    json({ items: [A], next_cursor: "n" }),
    json({ items: [B], next_cursor: null }),
  ]);
  await store.dispatch(endpoints.listThingsByCursorPages.initiate({}));
  const { data, hasNextPage } = await store.dispatch(
    endpoints.listThingsByCursorPages.initiate({}, { direction: "forward" }),
  );
  assert.deepEqual(
    data?.pages.map(({ items }) => items[0]?.id),
    ["1", "2"],
  );
  assert.equal(hasNextPage, false);
  assert.deepEqual(
    asked.map(({ url }) => url),
    ["/things/cursor", "/things/cursor?cursor=n"],
  );
});

test("a list by offset grows until a page is empty", async () => {
  const { store, asked } = shop([json([{ id: 1 }, { id: 2 }]), json([])]);
  const first = await store.dispatch(endpoints.listPartsPages.initiate({ thingId: "1", limit: 2 }));
  assert.equal(first.hasNextPage, true);
  const { hasNextPage } = await store.dispatch(
    endpoints.listPartsPages.initiate({ thingId: "1", limit: 2 }, { direction: "forward" }),
  );
  assert.equal(hasNextPage, false);
  assert.equal(asked[1]?.url, "/things/1/parts?offset=2&limit=2");
});
