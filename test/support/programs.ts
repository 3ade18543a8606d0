import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Prerequisite } from './prerequisites.js';

/** Where a program is: in PATH, or where systems put daemons. Null where it is nowhere. */
export function findProgram(name: string): string | null {
  if (process.env['SCOPEGATE_TEST_WITHOUT'] === 'programs') return null;
  const places = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/bin', '/usr/sbin', '/usr/local/sbin'];
  return places.map((place) => join(place, name)).find((path) => existsSync(path)) ?? null;
}

/** A program of a Debian package, for `suiteWith` and `testWith`. */
export function programOf(name: string, debianPackage = name): Prerequisite<string> {
  return { name, found: findProgram(name), remedy: `Install it: apt-get install ${debianPackage}` };
}

const isRoot = process.getuid?.() === 0;

/** For tests that change the owner of files or the user of processes. An account is no program: CI may lack it. */
export const ROOT_USER: Prerequisite<true> = {
  name: 'the rights of root',
  found: isRoot ? true : null,
  remedy: 'Run the tests as root, in a container.',
  inCi: 'optional',
};

/** A file that takes no byte. */
export const FULL_DEVICE: Prerequisite<string> = {
  name: '/dev/full',
  found: existsSync('/dev/full') ? '/dev/full' : null,
  remedy: 'Run the tests on Linux.',
};
