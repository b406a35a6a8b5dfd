/** Decoders of streams: bytes in as they come, events out as soon as they are whole. */

/** The data that ends a stream. */
export const DONE = "[DONE]";

/** One piece of a stream: its data, and of a server-sent event its name and id. */
export interface Event {
  readonly data: string;
  readonly name: string;
  readonly id: string | undefined;
}

/** What turns bytes into events. */
export interface Decoder {
  /** How long to wait before asking again, where the stream has said it. */
  readonly retryMs: number | undefined;
  /** The events that are whole now. */
  feed(data: Uint8Array): Event[];
  /** The event that nothing follows. */
  end(): Event[];
}

/** JSON Lines, and JSON text sequences (RFC 7464): an item to a line. */
export class Lines implements Decoder {
  readonly retryMs = undefined;
  readonly #text = new TextDecoder();
  #rest = "";

  feed(data: Uint8Array): Event[] {
    const lines = (this.#rest + this.#text.decode(data, { stream: true })).split("\n");
    this.#rest = lines.pop() ?? "";
    return lines.flatMap(item);
  }

  end(): Event[] {
    return item(this.#rest + this.#text.decode());
  }
}

function item(line: string): Event[] {
  const data = line.replace(/^[\x1e \t\r]+|[\x1e \t\r]+$/g, "");
  return data === "" ? [] : [{ data, name: "message", id: undefined }];
}

/** Server-sent events (WHATWG HTML, section 9.2.6). */
export class Events implements Decoder {
  retryMs: number | undefined;
  readonly #text = new TextDecoder();
  #rest = "";
  #data: string[] = [];
  #name = "";
  #id: string | undefined;

  feed(data: Uint8Array): Event[] {
    const all = this.#rest + this.#text.decode(data, { stream: true });
    // A carriage return at the end may be half of a line's end.
    const held = all.endsWith("\r") ? "\r" : "";
    const lines = all.slice(0, all.length - held.length).split(/\r\n|\r|\n/);
    this.#rest = (lines.pop() ?? "") + held;
    return lines.flatMap((line) => this.#line(line));
  }

  /** Nothing: an event that no empty line ends is left out. */
  end(): Event[] {
    return [];
  }

  #line(line: string): Event[] {
    if (line === "") return this.#dispatch();
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "data") this.#data.push(value);
    else if (field === "event") this.#name = value;
    else if (field === "id" && !value.includes("\0")) this.#id = value;
    else if (field === "retry" && /^[0-9]+$/.test(value)) this.retryMs = Number(value);
    return [];
  }

  #dispatch(): Event[] {
    const data = this.#data.join("\n");
    const made = { data, name: this.#name || "message", id: this.#id };
    const events = this.#data.length > 0 ? [made] : [];
    this.#data = [];
    this.#name = "";
    return events;
  }
}
