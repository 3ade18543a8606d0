import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { cruise } from 'dependency-cruiser';
import config from '../../.dependency-cruiser.mjs';
import { folderCycles } from './folders.mjs';

/**
 * Checks the layers of `folders` below `root` against .dependency-cruiser.mjs.
 * @param {string} root
 * @param {string[]} folders
 * @returns {Promise<{ violations: { rule: string, from: string, to: string }[], sources: string[], cycles: string[] }>}
 */
async function findViolations(root, folders) {
  const { output } = await cruise(folders, {
    ...config.options,
    baseDir: root,
    validate: true,
    ruleSet: { forbidden: config.forbidden },
  });
  if (typeof output === 'string') throw new Error('dependency-cruiser answered with text instead of a result');
  return {
    violations: output.summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })),
    sources: output.modules.map((module) => module.source),
    cycles: folderCycles(output.modules, 'src'),
  };
}

export const ruleNames = config.forbidden.map((rule) => rule.name ?? '');

/**
 * The TypeScript files below `folder`, as paths from `root`.
 * @param {string} root
 * @param {string} folder
 */
function sourcesBelow(root, folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
}

/**
 * The gate: no violation, no cycle of folders, and as many modules seen as there are. A cruiser that cannot read TypeScript sees none, finds
 * nothing wrong, and would pass.
 * @param {string} root
 * @param {string[]} folders to cruise
 * @returns {Promise<string[]>} what is wrong, a line each
 */
export async function checkLayers(root, folders = ['src', 'test']) {
  const { violations, sources, cycles } = await findViolations(root, folders);
  const seen = new Set(sources);
  const unseen = sourcesBelow(root, 'src').filter((path) => !seen.has(path));
  // Until everything is wired together, a file may wait for its user.
  const counted = existsSync(join(root, 'src', 'main.ts'))
    ? violations
    : violations.filter(({ rule }) => rule !== 'no-orphans');
  return [
    ...counted.map(({ rule, from, to }) => `${rule}: ${from} -> ${to}`),
    ...cycles,
    ...unseen.map((path) => `not seen by dependency-cruiser: ${path}`),
  ];
}

/**
 * Every rule finds its own deliberate violation, and finds nothing else there: `fixtures` holds a folder per rule.
 * @param {string} fixtures
 * @returns {Promise<string[]>} what is wrong, a line each
 */
export async function checkFixtures(fixtures) {
  const problems = [];
  const present = readdirSync(fixtures);
  for (const name of present.filter((name) => !ruleNames.includes(name)))
    problems.push(`${name}: no rule of this name`);
  for (const name of ruleNames) {
    if (!present.includes(name)) {
      problems.push(`${name}: no fixture that violates it`);
      continue;
    }
    const found = await violatedRules(join(fixtures, name));
    if (found.length !== 1 || found[0] !== name) problems.push(`${name}: its fixture violates [${found.join(', ')}]`);
  }
  return problems;
}

/**
 * The rules that the tree below `root` violates, each once, sorted.
 * @param {string} root
 */
export async function violatedRules(root) {
  const { violations } = await findViolations(root, ['src']);
  return [...new Set(violations.map(({ rule }) => rule))].sort();
}
