// Runs the generator on a document, and looks at what it wrote before anybody has it.
//
// Usage: node generate.mjs <node_modules> <document> <names of the endpoints> <where to write>
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { audit } from "./audit.mjs";

const [modules, document, expected, target] = process.argv.slice(2);
const require = createRequire(`${modules}/`);
const { generateEndpoints } = require("@rtk-query/codegen-openapi");

const source = await generateEndpoints({
  schemaFile: document,
  apiFile: "./emptyApi.ts",
  apiImport: "emptyApi",
  exportName: "api",
  esmExtensions: true,
  hooks: { queries: true, lazyQueries: true, mutations: true },
  useUnknown: true,
});
const faults = audit(require("typescript"), source, JSON.parse(readFileSync(expected, "utf8")));
if (faults.length > 0) {
  console.log(faults.join("\n"));
  process.exit(3);
}
writeFileSync(target, source);
