// Refuses generated sources that hold more than types and data: `node audit.mjs file.ts...`.
import { readFileSync } from "node:fs";
import ts from "typescript";

const K = ts.SyntaxKind;
const LITERALS = new Set([
  K.StringLiteral,
  K.NumericLiteral,
  K.TrueKeyword,
  K.FalseKeyword,
  K.NullKeyword,
]);

const isData = (node) =>
  LITERALS.has(node.kind) ||
  (ts.isPrefixUnaryExpression(node) && ts.isNumericLiteral(node.operand)) ||
  (ts.isIdentifier(node) && node.text === "undefined") ||
  (ts.isArrayLiteralExpression(node) && node.elements.every(isData)) ||
  (ts.isObjectLiteralExpression(node) && node.properties.every(isMember));

/** A member that has a plain name: `__proto__` would be no member, but a prototype. */
const isMember = (node) =>
  ts.isPropertyAssignment(node) &&
  (ts.isIdentifier(node.name) || ts.isStringLiteral(node.name)) &&
  node.name.text !== "__proto__" &&
  isData(node.initializer);

const isConstant = (node) =>
  ts.isVariableStatement(node) &&
  (node.declarationList.flags & ts.NodeFlags.Const) !== 0 &&
  node.declarationList.declarations.every((each) => each.initializer && isData(each.initializer));

const isHarmless = (node) =>
  ts.isInterfaceDeclaration(node) ||
  ts.isTypeAliasDeclaration(node) ||
  (ts.isImportDeclaration(node) && node.importClause?.isTypeOnly === true) ||
  (ts.isExportDeclaration(node) && (node.isTypeOnly || node.moduleSpecifier === undefined)) ||
  isConstant(node);

for (const name of process.argv.slice(2)) {
  const source = ts.createSourceFile(name, readFileSync(name, "utf8"), ts.ScriptTarget.ESNext);
  const wrong = source.statements.find((node) => !isHarmless(node));
  if (wrong !== undefined) {
    const { line } = source.getLineAndCharacterOfPosition(wrong.getStart(source));
    console.log(`${name}:${line + 1}: a ${K[wrong.kind]}, which is never generated`);
    process.exitCode = 1;
  }
}
