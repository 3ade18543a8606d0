import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/**
 * Two exported things of different files share no name: a reader who searches for it finds one. A file that passes on what
 * another one exports (`export ... from`) adds no name.
 * @param {string} root
 * @returns {string[]} what is wrong, a line each
 */
export function checkNames(root) {
  return [...exportedNames(root)]
    .filter(([, files]) => files.length > 1)
    .map(([name, files]) => `exported twice: ${name} (${files.join(', ')})`)
    .sort();
}

/**
 * The files of `src` that export a name, by name. What is generated is left out.
 * @param {string} root
 */
function exportedNames(root) {
  /** @type {Map<string, string[]>} */
  const places = new Map();
  const folder = join(root, 'src');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .filter((file) => !file.startsWith(join('src', 'wire')))
    .sort();
  for (const file of files) {
    for (const name of namesOf(file, readFileSync(join(root, file), 'utf8'))) {
      places.set(name, [...(places.get(name) ?? []), file]);
    }
  }
  return places;
}

/**
 * @param {string} file
 * @param {string} text
 * @returns {ReadonlySet<string>} a name that is a type and a value counts once
 */
function namesOf(file, text) {
  const names = new Set();
  for (const statement of ts.createSourceFile(file, text, ts.ScriptTarget.Latest).statements) {
    if (ts.isExportDeclaration(statement)) {
      const { exportClause, moduleSpecifier } = statement;
      if (moduleSpecifier !== undefined || exportClause === undefined || !ts.isNamedExports(exportClause)) continue;
      for (const { name } of exportClause.elements) names.add(name.text);
    } else if (isExported(statement)) for (const name of declaredNames(statement)) names.add(name);
  }
  return names;
}

/** @param {ts.Statement} statement */
function isExported(statement) {
  const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined;
  return modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true;
}

/**
 * @param {ts.Statement} statement
 * @returns {string[]}
 */
function declaredNames(statement) {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap(({ name }) => boundNames(name));
  const { name } = /** @type {{ name?: ts.Node }} */ (/** @type {unknown} */ (statement));
  return name !== undefined && ts.isIdentifier(name) ? [name.text] : [];
}

/**
 * @param {ts.BindingName} name
 * @returns {string[]}
 */
function boundNames(name) {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isBindingElement(element) ? boundNames(element.name) : []));
}
