/** Holdings: what an entry of a cache keeps open, such as a stream, until it is removed. */

/** What one entry holds; something new takes the place of what was held. */
export class Holding {
  #release: (() => void) | undefined;

  constructor(readonly forget: () => void) {}

  /** Hold something, and say how it is let go. */
  hold(release: () => void): void {
    this.#release?.();
    this.#release = release;
  }

  /** Let go what is held: the entry is no more. */
  end(): void {
    this.#release?.();
    this.#release = undefined;
    this.forget();
  }
}

// By store, whose `getState` is its own.
const stores = new WeakMap<() => unknown, Map<string, Holding>>();

/** The holding of an entry of a store; a mutation has no key, and one for itself. */
export function holding(getState: () => unknown, key: string | undefined): Holding {
  if (key === undefined) return new Holding(() => undefined);
  const entries = stores.get(getState) ?? new Map<string, Holding>();
  stores.set(getState, entries);
  const found = entries.get(key) ?? new Holding(() => entries.delete(key));
  entries.set(key, found);
  return found;
}
