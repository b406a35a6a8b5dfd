/** Pages: where the next one begins, and whether there is one. */
import type { Arguments, Pages } from "./operation.js";
import type { Reply } from "./replies.js";

const NEXT = /<([^<>]*)>\s*;[^,<]*\brel\s*=\s*"?next\b/i;

/** One walk through the pages of a list. */
export class Walk {
  readonly #pages: Pages;
  #args: Arguments | undefined;
  #seen = 0;

  constructor(pages: Pages, args: Arguments) {
    this.#pages = pages;
    this.#args = args;
  }

  /** What to ask for the next page; undefined after the last one. */
  get next(): Arguments | undefined {
    return this.#args;
  }

  /** The items of a page that came; notes where the next one begins. */
  taken(reply: Reply): readonly unknown[] {
    const { items: name } = this.#pages;
    const held = name === undefined ? reply.data : member(reply.data, name);
    const items: readonly unknown[] = Array.isArray(held) ? held : [];
    this.#seen += items.length;
    const asked = this.#asked();
    const position = this.#following(reply, items, asked);
    const same = position === undefined || position === asked;
    this.#args = same ? undefined : this.#at(position);
    return items;
  }

  #at(position: string | number): Arguments {
    return { ...this.#args, query: { ...this.#args?.query, [this.#pages.position]: position } };
  }

  #asked(): unknown {
    return member(this.#args?.query, this.#pages.position);
  }

  /** Where the next page begins; undefined when this one is the last. */
  #following(
    { data, response }: Reply,
    items: readonly unknown[],
    asked: unknown,
  ): string | number | undefined {
    const { style, total: inAll, next, first } = this.#pages;
    const links = response.headers.get("Link");
    const linked = links === null ? undefined : NEXT.exec(links)?.[1];
    if (style === "cursor") {
      const cursor = (next === undefined ? undefined : member(data, next)) ?? undefined;
      if (cursor === undefined && linked !== undefined) return this.#linked(linked);
      const usable = typeof cursor === "number" || (typeof cursor === "string" && cursor !== "");
      return usable ? cursor : undefined;
    }
    const total = inAll === undefined ? undefined : member(data, inAll);
    if (items.length === 0 || (typeof total === "number" && this.#seen >= total)) return undefined;
    if (links !== null && linked === undefined) return undefined;
    return style === "page" ? Number(asked ?? first) + 1 : Number(asked ?? 0) + items.length;
  }

  #linked(url: string): string | undefined {
    const query = url.slice(url.indexOf("?") + 1);
    return new URLSearchParams(query).get(this.#pages.position) ?? undefined;
  }
}

function member(value: unknown, name: string): unknown {
  return new Map<string, unknown>(Object.entries(Object(value))).get(name);
}
