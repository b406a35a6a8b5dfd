// Writes the types of the document that it is given: `node generate.mjs document.json`.
import { readFileSync } from "node:fs";
import {
  astToString,
  resolveRef,
  transformSchema,
  transformSchemaObject,
} from "openapi-typescript";
import ts from "typescript";

const { factory } = ts;
const named = (name, ...of) => factory.createTypeReferenceNode(name, of.length ? of : undefined);
const bytes = () => [named("Blob"), named("Uint8Array"), named("ArrayBuffer")];
const BYTES = {
  in: () => factory.createUnionTypeNode([...bytes(), named("ReadableStream", named("Uint8Array"))]),
  part: () => factory.createUnionTypeNode(bytes()),
  out: () => named("Blob"),
};

/** A tuple, of which only the first `x-needed` members must be there, and others may follow. */
function tuple(schema, options) {
  const members = schema.prefixItems.map((member, at) => {
    const type = transformSchemaObject(member, options);
    return at < schema["x-needed"] ? type : factory.createOptionalTypeNode(type);
  });
  if (schema.items !== undefined) {
    const rest = transformSchemaObject(schema.items, options);
    members.push(factory.createRestTypeNode(factory.createArrayTypeNode(rest)));
  }
  return factory.createTupleTypeNode(members);
}

function transform(schema, options) {
  const way = schema["x-bytes"];
  if (Object.hasOwn(BYTES, way ?? "")) return BYTES[way]();
  return schema["x-needed"] === undefined ? undefined : tuple(schema, options);
}

// A name may hold a `%` that encodes nothing; openapi-typescript decodes names to know where it is.
const decode = globalThis.decodeURIComponent;
globalThis.decodeURIComponent = (text) => {
  try {
    return decode(text);
  } catch {
    return text;
  }
};

const document = JSON.parse(readFileSync(process.argv[2], "utf8"));
// The document is ours: it needs no linter and no bundler, which the main entrance would call.
const types = transformSchema(document, {
  discriminators: { objects: {}, refsHandled: [] },
  injectFooter: [],
  resolve: ($ref) => resolveRef(document, $ref, { silent: true }),
  transform,
});
process.stdout.write(astToString(types));
