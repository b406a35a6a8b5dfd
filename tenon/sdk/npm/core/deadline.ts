/** Deadlines: how long a call may take, and whether its caller has left. */

/** A signal that fires when a time is over, or when the caller's own signal does. */
export class Deadline {
  readonly #ended = new AbortController();
  readonly #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #caller: AbortSignal | undefined;
  /** Whether the time was over first. */
  over = false;

  constructor(ms: number, caller: AbortSignal | undefined) {
    caller?.throwIfAborted();
    this.#caller = caller;
    caller?.addEventListener("abort", this.#left, { once: true });
    if (Number.isFinite(ms)) {
      this.#timer = setTimeout(() => {
        this.over = true;
        this.#ended.abort();
      }, ms);
    }
  }

  /** The signal for what is bounded. */
  get signal(): AbortSignal {
    return this.#ended.signal;
  }

  /** The time counts no more; the caller may still leave. */
  met(): void {
    clearTimeout(this.#timer);
  }

  /** Nothing counts any more. */
  done(): void {
    this.met();
    this.#caller?.removeEventListener("abort", this.#left);
  }

  readonly #left = (): void => this.#ended.abort(this.#caller?.reason);
}
