/** The SDK of our own contract, driven against a server: the service, or the mock. */
import assert from "node:assert/strict";
import { randomBytes, randomInt } from "node:crypto";
import { openAsBlob, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { createClient, errors } from "book-management-api-client";
import type { Book, BookDraft, Client, ClientOptions } from "book-management-api-client";

const baseUrl = process.env["SERVER"] ?? "";
const apiKey = process.env["KEY"] ?? "";
/** The mock sends something in the place of bytes that were uploaded. */
const mocked = process.env["KIND"] === "mock";

const word = (): string => `w${randomBytes(6).toString("hex")}`;
const keeper = (more: Partial<ClientOptions> = {}): Client =>
  createClient({ baseUrl, credentials: { apiKey }, ...more });

function isbn(): string {
  const digits = [9, 7, 8, ...Array.from({ length: 9 }, () => randomInt(10))];
  const sum = digits.reduce((whole, digit, at) => whole + digit * (at % 2 === 0 ? 1 : 3), 0);
  return [...digits, (10 - (sum % 10)) % 10].join("");
}

function draft(title = "Dune"): BookDraft {
  const book = { title, author_name: "Frank Herbert", isbn: isbn(), price: 10.99 };
  return { ...book, genre: "science_fiction" };
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

test("a user logs in and calls with the token", async () => {
  const username = word();
  const password = "Correct-horse-9";
  const anyone = createClient({ baseUrl });
  await anyone.users.createUser({ body: { username, email: `${username}@example.org`, password } });
  const tokens = (await anyone.auth.logIn({ body: { username, password } })).data;

  const known = createClient({ baseUrl, credentials: { bearer: async () => tokens.access_token } });
  const me = await known.users.getMe();

  // Who calls the mock is always the one user of its world.
  assert.deepEqual([me.status, me.data.username], [200, mocked ? me.data.username : username]);
});

test("what was created is read with its version", async () => {
  const { books } = keeper();

  const created = await books.createBook({ body: draft() });
  const read = await books.getBook({ path: { book_id: created.data.id } });

  assert.equal(created.status, 201);
  assert.ok(created.headers.location.endsWith(`/${created.data.id}`));
  assert.deepEqual([read.data.title, read.data.price], ["Dune", 10.99]);
  assert.equal(read.headers.etag, created.headers.etag);
});

test("lists are filtered and walked page by page", async () => {
  const { books } = keeper();
  const mark = word();
  const ids = new Set<number>();
  for (let n = 0; n < 5; n += 1) {
    ids.add((await books.createBook({ body: draft(`${mark} ${n}`) })).data.id);
  }

  const query = { search: mark, genre: ["science_fiction" as const], per_page: 2 };
  const page = await books.listBooks({ query });
  const walked = await all(books.iterateBooks({ query: { search: mark, per_page: 2 } }));

  const said = [page.data.items.length, page.data.total, page.headers["x-total-count"]];
  assert.deepEqual(said, [2, 5, 5]);
  assert.deepEqual(new Set(walked.map((each) => each.id)), ids);
  assert.equal(walked.length, 5);
});

test("a list by cursor is walked to its end", async () => {
  const { books } = keeper();
  await books.createBook({ body: draft() });

  const walked = await all(books.iterateBooksByCursor({ query: { limit: 10 } }));

  const ids = new Set(walked.map((each) => each.id));
  assert.equal(ids.size, walked.length);
  assert.equal((await books.listBooks()).data.total, walked.length);
});

test("a conflict is an error with its problem", async () => {
  const { books } = keeper();
  const body = draft();
  await books.createBook({ body });

  const error = await books.createBook({ body }).catch((thrown: unknown) => thrown);

  assert(error instanceof errors.Conflict);
  assert.deepEqual([error.status, error.problem?.status], [409, 409]);
  assert.ok(error.requestId);
});

test("versions guard what is read and changed", async () => {
  const { books } = keeper();
  const made = await books.createBook({ body: draft() });
  const path = { book_id: made.data.id };
  const etag = made.headers.etag;

  await assert.rejects(
    books.getBook({ path, header: { "If-None-Match": etag } }),
    errors.NotModified,
  );
  const changed = await books.changeBook({
    path,
    header: { "If-Match": etag },
    body: { title: "Dune Messiah" },
  });
  assert.equal(changed.data.title, "Dune Messiah");
  const old = books.deleteBook({ path, header: { "If-Match": etag } });
  await assert.rejects(old, errors.PreconditionFailed);
  const gone = await books.deleteBook({ path, header: { "If-Match": changed.headers.etag } });
  assert.equal(gone.status, 204);
  await assert.rejects(books.getBook({ path }), errors.NotFound);
});

test("a caller without credentials is told", async () => {
  const { books } = createClient({ baseUrl });

  await assert.rejects(books.createBook({ body: draft() }), errors.Unauthorized);
});

test("a file is uploaded and downloaded", async () => {
  const { uploads } = keeper();
  const place = join(tmpdir(), word());
  const text = "page 7: read sand for send\n".repeat(10_000);
  writeFileSync(place, text);
  const file = new File([await openAsBlob(place)], "errata.txt", { type: "text/plain" });

  const upload = await uploads.createUpload({ body: { file, description: "What is wrong" } });
  const path = { upload_id: upload.data.id };
  const content = await uploads.getUploadContent({ path });
  let pieces = 0;
  for await (const piece of content) pieces += piece.length;
  const again = await (await uploads.getUploadContent({ path })).text();

  assert.ok(upload.headers.location.endsWith(`/${upload.data.id}`));
  assert.ok(content.etag);
  assert.deepEqual([again, pieces], mocked ? ["mock", 4] : [text, text.length]);
});

test("a stream of lines yields typed items", async () => {
  const { books } = keeper();
  const mark = word();
  const ids = new Set<number>();
  for (let n = 0; n < 3; n += 1) {
    ids.add((await books.createBook({ body: draft(`${mark} ${n}`) })).data.id);
  }

  const items: Book[] = await all(books.exportBooks({ query: { search: mark } }));

  assert.deepEqual(new Set(items.map((each) => each.id)), ids);
});

test("a stream of events ends at its last", async () => {
  const { inference } = keeper();
  const messages = [{ role: "user" as const, content: "Which book is about sand?" }];

  const stream = inference.converse({ body: { messages } });
  const deltas = await all(stream);

  assert.ok(deltas.length > 0);
  assert.equal(stream.done, true);
});

test("a lost reply is asked for again under the same key", async () => {
  const mark = word();
  const keys: (string | null)[] = [];
  const losing = async (url: string, init: RequestInit): Promise<Response> => {
    const response = await fetch(url, init);
    if (init.method === "POST") {
      keys.push(new Headers(init.headers).get("Idempotency-Key"));
      if (keys.length === 1) {
        await response.text();
        throw new TypeError("the connection was lost");
      }
    }
    return response;
  };
  const { books } = keeper({ fetch: losing, retries: { firstMs: 10 } });

  const made = await books.createBook({ body: draft(mark) });

  assert.equal(made.data.title, mark);
  assert.equal((await books.listBooks({ query: { search: mark } })).data.total, 1);
  assert.equal(keys.length, 2);
  assert.ok(keys[0]);
  assert.equal(keys[0], keys[1]);
});

test("the same is reached by paths", async () => {
  const { raw } = keeper();
  const body = draft();

  const { data } = await raw.POST("/api/v1/books", { body });
  const { error, response } = await raw.POST("/api/v1/books", { body });

  assert.equal(data?.title, body.title);
  assert.deepEqual([response.status, error?.status], [409, 409]);
});

test("everything can be awaited", async () => {
  const key = async (): Promise<string> => apiKey;
  const { books } = createClient({ baseUrl, credentials: { apiKey: key } });
  const mark = word();
  const { data } = await books.createBook({ body: draft(mark) });

  const [page, walked, streamed] = await Promise.all([
    books.listBooks({ query: { search: mark } }),
    all(books.iterateBooks({ query: { search: mark } })),
    all(books.exportBooks({ query: { search: mark } })),
  ]);

  assert.deepEqual([page.data.total, walked[0]?.id, streamed[0]?.id], [1, data.id, data.id]);
});

test("of several media types of bytes the caller says which", async () => {
  const { books, covers } = keeper();
  const path = { book_id: (await books.createBook({ body: draft() })).data.id };
  const pixel =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
  const body = new Uint8Array(Buffer.from(pixel, "base64"));

  await covers.replaceBookCover({ path, body, contentType: "image/png" });
  await covers.replaceBookCover({ path, body: new Blob([body], { type: "image/png" }) });
  const cover = await covers.getBookCover({ path });

  assert.match(cover.contentType, /^image\//);
  const bytes = await cover.bytes();
  assert.deepEqual(bytes.slice(0, 4), body.slice(0, 4));
  if (!mocked) assert.deepEqual(bytes, body);
});
