// A second belt: the generated module may define types and endpoints, and do nothing else.
//
// It is parsed. What is no type must be, letter by letter, of a small grammar; types are made of
// known kinds of nodes. Anything else is refused, so a fault in escaping stops here.

const NAME = "[A-Za-z][A-Za-z0-9]*";
const ADDRESS = `url:\`/${NAME}\``;
const METHOD = `(?:,method:"POST")?`;
const PARAMS = `(?:,params:\\{(?:${NAME}:queryArg\\.${NAME},?)+\\})?`;
const QUERY = `query:\\((?:queryArg)?\\)=>\\(\\{${ADDRESS}${METHOD}${PARAMS},?\\}\\),?`;
const ENDPOINT = `${NAME}:build\\.(?:query|mutation)<${NAME},${NAME}>\\(\\{${QUERY}\\}\\),?`;
const API =
  `constinjectedRtkApi=api\\.injectEndpoints\\(\\{endpoints:\\(build\\)=>` +
  `\\(\\{(?:${ENDPOINT})*\\}\\),overrideExisting:false,?\\}\\);`;
const STATEMENTS = [
  `import\\{emptyApiasapi\\}from"\\./emptyApi\\.js";`,
  API,
  `export\\{injectedRtkApiasapi\\};`,
  `exportconst\\{(?:${NAME},?)*\\}=injectedRtkApi;`,
].map((pattern) => new RegExp(`^${pattern}$`));
const TYPES = [
  "ArrayType",
  "BooleanKeyword",
  "ExportKeyword",
  "FalseKeyword",
  "Identifier",
  "IndexSignature",
  "IntersectionType",
  "LiteralType",
  "MinusToken",
  "NeverKeyword",
  "NullKeyword",
  "NumberKeyword",
  "NumericLiteral",
  "ObjectKeyword",
  "Parameter",
  "ParenthesizedType",
  "PrefixUnaryExpression",
  "PropertySignature",
  "QuestionToken",
  "StringKeyword",
  "StringLiteral",
  "TrueKeyword",
  "TupleType",
  "TypeLiteral",
  "TypeReference",
  "UndefinedKeyword",
  "UnionType",
  "UnknownKeyword",
  "VoidKeyword",
];

/** What is wrong with the source of the endpoints; `expected` are their names. */
export function audit(ts, source, expected) {
  const file = ts.createSourceFile(
    "api.ts",
    source,
    ts.ScriptTarget.Latest,
    true,
    ts.ScriptKind.TS,
  );
  const faults = file.parseDiagnostics.map((fault) => told(file, fault.start, "cannot be parsed"));
  const known = new Set(TYPES.map((name) => ts.SyntaxKind[name]));
  for (const statement of file.statements) {
    if (ts.isTypeAliasDeclaration(statement)) typed(ts, file, statement, known, faults);
    else if (!harmless(statement))
      faults.push(told(file, statement.getStart(), "is never generated"));
  }
  const made = [...source.matchAll(/^ {4}([A-Za-z0-9]+):\s*build\s*\./gm)].map(([, name]) => name);
  const [wrong, lacking] = [without(made, expected), without(expected, made)];
  if (wrong.length > 0) faults.push(`api.ts: endpoints that were not asked for: ${wrong}`);
  if (lacking.length > 0) faults.push(`api.ts: endpoints that are not there: ${lacking}`);
  return faults;
}

function without(names, others) {
  const known = new Set(others);
  return names.filter((name) => !known.has(name));
}

/** Whether a statement is one that is generated; no text in it has a space of its own. */
function harmless(statement) {
  const text = statement.getText().replace(/\s+/g, "");
  return STATEMENTS.some((pattern) => pattern.test(text));
}

function typed(ts, file, alias, known, faults) {
  const visit = (node) => {
    if (!known.has(node.kind))
      faults.push(told(file, node.getStart(), "is no type that is generated"));
    node.forEachChild(visit);
  };
  alias.forEachChild(visit);
}

function told(file, position, what) {
  const { line } = file.getLineAndCharacterOfPosition(position);
  const text = file.text.split("\n")[line].trim().slice(0, 80);
  return `api.ts:${line + 1}: ${what}: ${text}`;
}
