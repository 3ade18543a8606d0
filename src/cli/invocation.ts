import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** How this command line is called from the working directory: of a checkout by its path, of an installed package by npx. */
export function invocation(programFile = fileURLToPath(new URL('../../bin/scopegate', import.meta.url))): string {
  if (programFile.includes(`${sep}node_modules${sep}`)) return 'npx scopegate';
  return relative(process.cwd(), programFile);
}
