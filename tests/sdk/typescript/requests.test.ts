/** What calls become on the wire. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { all, empty, json, page, pet, wired } from "./wire.js";

test("parameters travel as the contract says", async () => {
  const { api, asked } = wired([page([])]);

  await api.pets.listPets({
    query: { tags: ["a b", "c&d"], near: { x: 3 }, page: 2 },
    header: { "X-Trace": "t" },
    cookie: { session: "s" },
  });

  assert.equal(asked[0]?.url, "/pets?tags=a%20b&tags=c%26d&near[x]=3&page=2");
  assert.equal(asked[0]?.headers.get("X-Trace"), "t");
  assert.equal(asked[0]?.headers.get("Cookie"), "session=s");
});

test("a path parameter stays one segment", async () => {
  const { api, asked } = wired([pet(), pet(), pet(), empty()]);

  for (const name of ["a/b?c", "..", "ä ö"]) await api.pets.getPet({ path: { name } });
  await api.class.delete({ path: { delete: "../{in}" } });

  assert.deepEqual(
    asked.map((each) => each.url),
    ["/pets/a%2Fb%3Fc", "/pets/%2E%2E", "/pets/%C3%A4%20%C3%B6", "/class/..%2F%7Bin%7D"],
  );
});

test("an empty path parameter is not sent", async () => {
  const { api, asked } = wired([]);

  await assert.rejects(api.pets.getPet({ path: { name: "" } }), /name is empty/);

  assert.deepEqual(asked, []);
});

test("names that TypeScript keeps for itself are names of members", async () => {
  const { api, asked } = wired([empty(), empty()]);

  await api.class.delete({ path: { delete: "x" }, query: { in: "here", then: "there" } });
  await api.class.then_2();

  assert.deepEqual(
    asked.map((each) => each.url),
    ["/class/x?in=here&then=there", "/then"],
  );
  assert.equal("then" in api.class, false);
});

test("a body says what is given and nothing else", async () => {
  const { api, asked } = wired([empty(), empty()]);
  const account = { name: "ann", password: "p", pet: { name: "Rex" } };

  await api.wide.putAccount({ body: { ...account, note: null } });
  await api.wide.putAccount({ body: account });

  const sent = asked.map((each) => JSON.parse(each.body));
  assert.deepEqual(sent, [{ ...account, note: null }, account]);
});

test("an argument that is null or undefined is not sent", async () => {
  const { api, asked } = wired([empty(), empty()]);

  await api.wide.askNull({ query: { q: null } });
  await api.wide.askNull({ query: {} });

  assert.deepEqual(
    asked.map((each) => each.url),
    ["/null", "/null"],
  );
});

test("of the types of a body JSON is sent", async () => {
  const { api, asked } = wired([empty()]);

  await api.wide.postForms({ body: { a: 1 } });

  assert.equal(asked[0]?.headers.get("Content-Type"), "application/json");
  assert.equal(asked[0]?.body, '{"a":1}');
});

test("a form is written as browsers do", async () => {
  const { api, asked } = wired([empty()]);

  await api.wide.putForm({ body: { name: "a b&c", tags: ["x", "y"] } });

  assert.equal(asked[0]?.headers.get("Content-Type"), "application/x-www-form-urlencoded");
  assert.equal(asked[0]?.body, "name=a+b%26c&tags=x&tags=y");
});

test("a form is sent in parts", async () => {
  const { api, asked } = wired([empty()]);
  const photo = new File([new Uint8Array([1, 2])], 'a"b.png', { type: "image/png" });

  await api.pets.addPhoto({ body: { photo, title: "Rex", from: "me" } });

  const type = asked[0]?.headers.get("Content-Type") ?? "";
  const form = await new Response(asked[0]?.body ?? "", {
    headers: { "Content-Type": type },
  }).formData();
  const sent = form.get("photo") as File;
  assert.deepEqual([sent.type, sent.size], ["image/png", 2]);
  assert.match(asked[0]?.body ?? "", /filename="a%22b.png"/);
  assert.deepEqual([form.get("title"), form.get("from")], ["Rex", "me"]);
});

test("a body of bytes is sent as it is", async () => {
  const { api, asked } = wired([empty(), empty()]);

  await api.pets.setPhoto({ body: new TextEncoder().encode("png") });
  await api.pets.setPhoto({ body: new Blob(["stream"]).stream() });

  assert.deepEqual(
    asked.map((each) => each.body),
    ["png", "stream"],
  );
  assert.equal(asked[0]?.headers.get("Content-Type"), "image/png");
});

test("callbacks make no methods", () => {
  const { api } = wired([]);

  assert.deepEqual(Object.keys(api.class), ["delete", "then_2"]);
});

test("the same operations can be called by their paths", async () => {
  const { api, asked } = wired([pet(), json({ detail: "no" }, 409), json({ detail: "no" }, 404)], {
    credentials: { token: "t", key: "k k" },
  });

  const made = await api.raw.POST("/pets", { body: { name: "Rex" } });
  const refused = await api.raw.POST("/pets", {
    body: { name: "Rex" },
    headers: { "X-More": "m" },
    params: { header: { "Idempotency-Key": "mine" } },
  });
  const { error } = await api.raw.GET("/pets/{name}", { params: { path: { name: "a/b" } } });

  assert.equal(made.data?.name, "Rex");
  assert.equal(refused.error?.detail, "no");
  assert.equal(error?.detail, "no");
  assert.equal(asked[0]?.url, "/pets?api%20key=k%20k");
  assert.equal(asked[0]?.headers.get("Authorization"), "Bearer t");
  assert.equal(asked[1]?.headers.get("Idempotency-Key"), "mine");
  assert.equal(asked[1]?.headers.get("X-More"), "m");
  assert.equal(asked[2]?.url, "/pets/a%2Fb");
});

test("pages are counted until all was seen", async () => {
  const { api, asked } = wired([page(["a", "b"], { total: 3 }), page(["c"], { total: 3 })]);

  const names = (await all(api.pets.iteratePets())).map((each) => each.name);

  assert.deepEqual(names, ["a", "b", "c"]);
  assert.deepEqual(
    asked.map((each) => each.url),
    ["/pets", "/pets?page=2"],
  );
});

test("pages without a total end with an empty one", async () => {
  const { api, asked } = wired([page(["a"]), page([])]);

  assert.equal((await all(api.pets.iteratePets({ query: { page: 4 } }))).length, 1);
  assert.deepEqual(
    asked.map((each) => each.url),
    ["/pets?page=4", "/pets?page=5"],
  );
});

test("cursors are handed on", async () => {
  const { api, asked } = wired([
    page(["a"], { next_cursor: "x=" }),
    page(["b"], { next_cursor: null }),
  ]);

  assert.equal((await all(api.pets.iteratePetsByCursor())).length, 2);
  assert.equal(asked[1]?.url, "/pets/cursor?cursor=x%3D");
});

test("a cursor that stands still ends the walk", async () => {
  const { api } = wired([page(["a"], { next_cursor: "x" }), page(["b"], { next_cursor: "x" })]);

  assert.equal((await all(api.pets.iteratePetsByCursor())).length, 2);
});
