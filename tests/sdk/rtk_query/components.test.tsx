/** Hooks in components, on a page, against what serves the contract. */
import "./page.js";
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import {
  api,
  isFault,
  useConverseQuery,
  useCreateBookMutation,
  useListBooksInfiniteQuery,
  useListBooksQuery,
} from "book-management-api-rtk-query";
import type { BookDraft } from "book-management-api-rtk-query";
import { Provider } from "react-redux";
import { draft, shop, word } from "./place.js";
import type { Shop } from "./place.js";

const stores: Shop[] = [];

afterEach(() => {
  cleanup();
  // What nobody uses any more would be kept for a minute, and Node.js with it.
  for (const store of stores) store.dispatch(api.util.resetApiState());
});

function shown(store: Shop, what: React.ReactNode): void {
  stores.push(store);
  render(<Provider store={store}>{what}</Provider>);
}

/** The books that a search finds, and a button that adds one. */
function Shelf({ search, book }: { search: string; book: BookDraft }) {
  const { data, isLoading } = useListBooksQuery({ search });
  const [create, { error }] = useCreateBookMutation();
  if (isLoading) return <p>loading</p>;
  return (
    <section>
      <p>{data?.total} found</p>
      <ul>
        {data?.items.map(({ id, title }) => (
          <li key={id}>{title}</li>
        ))}
      </ul>
      <button onClick={() => void create({ body: book })}>Add</button>
      {isFault(error) ? <p role="alert">{`${error.status}: ${error.problem?.title}`}</p> : null}
    </section>
  );
}

test("a list shows what was added, and the problem of a conflict", async () => {
  const search = word();
  shown(shop(), <Shelf search={search} book={draft(`${search} Dune`)} />);
  await screen.findByText("0 found");
  fireEvent.click(screen.getByText("Add"));
  await screen.findByText("1 found");
  assert.equal(screen.getByText(`${search} Dune`).tagName, "LI");
  fireEvent.click(screen.getByText("Add"));
  assert.equal((await screen.findByRole("alert")).textContent, "409: Conflict");
});

function Growing({ search }: { search: string }) {
  const { data, hasNextPage, fetchNextPage } = useListBooksInfiniteQuery({ search, perPage: 2 });
  const titles = data?.pages.flatMap(({ items }) => items.map(({ title }) => title)) ?? [];
  return (
    <section>
      <p>{`${titles.length} shown`}</p>
      {hasNextPage ? <button onClick={() => void fetchNextPage()}>More</button> : <p>all</p>}
    </section>
  );
}

test("a list grows at the press of a button", async () => {
  const store = shop();
  const search = word();
  for (const n of [1, 2, 3]) {
    const body = draft(`${search} ${n}`);
    await store.dispatch(api.endpoints.createBook.initiate({ body })).unwrap();
  }
  shown(store, <Growing search={search} />);
  await screen.findByText("2 shown");
  fireEvent.click(screen.getByText("More"));
  await screen.findByText("3 shown");
  await screen.findByText("all");
});

function Talk() {
  const messages = [{ role: "user" as const, content: "Which book is about sand?" }];
  const { data } = useConverseQuery({ body: { messages } });
  return <p>{`${data?.state}: ${data?.items.length}`}</p>;
}

test("a stream is shown as it comes", async () => {
  shown(shop(), <Talk />);
  const told = await screen.findByText(/^ended: [1-9]/, {}, { timeout: 5000 });
  assert.ok(told);
});
