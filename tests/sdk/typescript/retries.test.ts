/** What is sent again, under which key, and with which credentials. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectionFailed, createClient, errors } from "tiny-client";
import { empty, json, pet, wired } from "./wire.js";

const body = { name: "Rex" };

test("a busy service is asked again under the same key", async () => {
  const { api, asked } = wired([empty(503), empty(429, { "Retry-After": "0" }), pet(201)]);

  const reply = await api.pets.createPet({ body });

  const keys = new Set(asked.map((each) => each.headers.get("Idempotency-Key")));
  assert.deepEqual([asked.length, keys.size, reply.headers["x-left"]], [3, 1, 3]);
  assert.match(
    [...keys][0] ?? "",
    /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
});

test("a key of the caller is kept", async () => {
  const { api, asked } = wired([pet(201)]);

  await api.pets.createPet({ body, header: { "Idempotency-Key": "mine" } });

  assert.equal(asked[0]?.headers.get("Idempotency-Key"), "mine");
});

test("what must not happen twice is not sent again", async () => {
  const counts: number[] = [];
  for (const answer of [empty(503), empty(500), new TypeError("lost")]) {
    const { api, asked } = wired([answer]);
    await assert.rejects(api.pets.poke({ path: { name: "Rex" } }));
    counts.push(asked.length);
  }

  assert.deepEqual(counts, [1, 1, 1]);
});

test("what was never sent is sent again", async () => {
  const refused = new TypeError("fetch failed", {
    cause: Object.assign(new Error("refused"), { code: "ECONNREFUSED" }),
  });
  const { api, asked } = wired([refused, empty()]);

  await api.pets.poke({ path: { name: "Rex" } });

  assert.equal(asked.length, 2);
});

test("attempts end", async () => {
  const { api, asked } = wired([empty(503), empty(503), empty(503)]);

  await assert.rejects(api.pets.getPet({ path: { name: "Rex" } }), errors.ServiceUnavailable);

  assert.equal(asked.length, 3);
});

test("a wait that is too long is an error", async () => {
  const { api, asked } = wired([json({ detail: "wait" }, 429, { "Retry-After": "3600" })]);

  await assert.rejects(api.pets.getPet({ path: { name: "Rex" } }), errors.TooManyRequests);

  assert.equal(asked.length, 1);
});

test("who says how long to wait did nothing yet", async () => {
  const counts: number[] = [];
  for (const said of ["0", "Wed, 21 Oct 2015 07:28:00 GMT", "1.5", "soon"]) {
    const { api, asked } = wired([empty(503, { "Retry-After": said }), empty()]);
    await api.pets.poke({ path: { name: "Rex" } }).catch(() => undefined);
    counts.push(asked.length);
  }

  assert.deepEqual(counts, [2, 2, 1, 1]);
});

test("a stream of bytes is sent once", async () => {
  const { api, asked } = wired([empty(503)]);

  await assert.rejects(api.pets.setPhoto({ body: new Blob(["x"]).stream() }));

  assert.equal(asked.length, 1);
});

test("the first alternative whose credentials are held is used", async () => {
  const login = { username: "Ann", password: "pass" };
  const several = [{ token: () => "t", key: "k k" }, { token: "t", login }, { token: "t" }];
  const found = [];
  for (const credentials of several) {
    const { api, asked } = wired([pet(201)], { credentials });
    await api.pets.createPet({ body });
    found.push([asked[0]?.url, asked[0]?.headers.get("Authorization")]);
  }

  assert.deepEqual(found, [
    ["/pets?api%20key=k%20k", "Bearer t"],
    ["/pets", "Basic QW5uOnBhc3M="],
    ["/pets", null],
  ]);
});

test("credentials are not sent where none are asked for", async () => {
  const { api, asked } = wired([pet()], { credentials: { token: "t" } });

  await api.pets.getPet({ path: { name: "Rex" } });

  assert.equal(asked[0]?.headers.has("Authorization"), false);
});

test("a token is asked for at each attempt", async () => {
  let number = 0;
  const token = async (): Promise<string> => `t${(number += 1)}`;
  const { api, asked } = wired([empty(503), pet(201)], { credentials: { token, key: "k" } });

  await api.pets.createPet({ body });

  const tokens = asked.map((each) => each.headers.get("Authorization"));
  assert.deepEqual(tokens, ["Bearer t1", "Bearer t2"]);
});

test("a failing credential is no failed connection", async () => {
  const token = (): string => {
    throw new RangeError("no token");
  };
  const { api, asked } = wired([], { credentials: { token, key: "k" } });

  await assert.rejects(api.pets.createPet({ body }), RangeError);

  assert.equal(asked.length, 0);
});

/** A service that never answers. */
const silent = (_: string, init: RequestInit): Promise<Response> =>
  new Promise((_, reject) => {
    init.signal?.addEventListener("abort", () => reject(init.signal?.reason));
  });

test("a call that takes too long fails", async () => {
  const api = createClient({ baseUrl: "http://tiny.test", fetch: silent, timeoutMs: 10 });

  const call = api.pets.poke({ path: { name: "Rex" } });

  await assert.rejects(call, (error: Error) => {
    return error instanceof ConnectionFailed && /no reply in time/.test(error.message);
  });
});

test("a caller that leaves ends a call", async () => {
  const api = createClient({ baseUrl: "http://tiny.test", fetch: silent });
  const leaving = new AbortController();

  const call = api.pets.getPet({ path: { name: "Rex" }, signal: leaving.signal });
  leaving.abort(new RangeError("gone"));

  await assert.rejects(call, RangeError);
});
