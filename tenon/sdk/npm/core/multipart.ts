/** Forms in parts (RFC 7578), as one Blob: files in it are read when they are sent. */
import { text } from "./values.js";

/** The content of a form: a part a member, or one an item where a member is a list. */
export function parts(form: object): { body: Blob; type: string } {
  const boundary = `part-${crypto.getRandomValues(new Uint32Array(4)).join("-")}`;
  const pieces: BlobPart[] = [];
  for (const [name, value] of Object.entries(form)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined && item !== null) pieces.push(...part(boundary, name, item), "\r\n");
    }
  }
  const type = `multipart/form-data; boundary=${boundary}`;
  return { body: new Blob([...pieces, `--${boundary}--\r\n`], { type }), type };
}

function part(boundary: string, name: string, item: unknown): BlobPart[] {
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="${escaped(name)}"`;
  if (item instanceof Blob) {
    const file = item instanceof File ? item.name : "file";
    const type = escaped(item.type) || "application/octet-stream";
    return [`${head}; filename="${escaped(file)}"\r\nContent-Type: ${type}\r\n\r\n`, item];
  }
  if (item instanceof ArrayBuffer || ArrayBuffer.isView(item)) {
    const type = "application/octet-stream";
    return [`${head}; filename="file"\r\nContent-Type: ${type}\r\n\r\n`, item as BufferSource];
  }
  const json = typeof item === "object" && !(item instanceof Date);
  return [`${head}${json ? "\r\nContent-Type: application/json" : ""}\r\n\r\n${text(item)}`];
}

/** A name within quotes (WHATWG HTML, "multipart/form-data encoding algorithm"). */
function escaped(name: string): string {
  return name.replaceAll("\r", "%0D").replaceAll("\n", "%0A").replaceAll('"', "%22");
}
