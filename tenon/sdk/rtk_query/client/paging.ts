/** Pages: where the next one begins, for lists that grow. */
import type { Operation, Pages } from "./core/operation.js";
import { OPERATIONS } from "./operations.js";
import type { OperationName } from "./operations.js";

/** Where a page begins: its number, how many items are before it, or a cursor. */
export type Position = number | string | undefined;

/** How RTK Query goes from page to page. */
export interface InfiniteOptions<Page, At> {
  initialPageParam: At;
  getNextPageParam(last: Page, all: Page[], at: At): At | undefined;
}

/** The options of a list. */
export function infinite<Page, At extends Position>(
  name: OperationName,
): InfiniteOptions<Page, At> {
  const { pages }: Operation = OPERATIONS[name];
  if (pages === undefined) throw new TypeError(`${name} has no pages`);
  const begin = { page: pages.first, offset: 0, cursor: undefined }[pages.style];
  const next = (last: Page, all: Page[], at: At): At | undefined => {
    const found = pages.style === "cursor" ? cursor(pages, last) : counted(pages, last, all, at);
    return found === at ? undefined : (found as At | undefined);
  };
  return { initialPageParam: begin as At, getNextPageParam: next };
}

function cursor({ next }: Pages, last: unknown): Position {
  const found = next === undefined ? undefined : member(last, next);
  return typeof found === "number" || (typeof found === "string" && found) ? found : undefined;
}

function counted(pages: Pages, last: unknown, all: unknown[], at: Position): Position {
  const length = items(pages, last).length;
  const total = pages.total === undefined ? undefined : member(last, pages.total);
  const seen = all.reduce((sum: number, page) => sum + items(pages, page).length, 0);
  const before = pages.style === "offset" ? Number(at) + length : seen;
  if (length === 0 || (typeof total === "number" && before >= total)) return undefined;
  return pages.style === "page" ? Number(at) + 1 : before;
}

function items({ items }: Pages, page: unknown): readonly unknown[] {
  const held = items === undefined ? page : member(page, items);
  return Array.isArray(held) ? held : [];
}

function member(value: unknown, name: string): unknown {
  return Object.getOwnPropertyDescriptor(Object(value), name)?.value;
}
