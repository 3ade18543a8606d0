import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Binaries } from '../../src/store/postgres/embedded/binaries.js';

/** A PostgreSQL that tests run on. */
export interface Engine {
  /** `PostgreSQL 18 (embedded)`. */
  readonly title: string;
  /** Undefined: those of the npm package. */
  readonly binaries: Binaries | undefined;
}

/** Where systems put a stock PostgreSQL, one folder per version. */
const stockFolders = ['/usr/lib/postgresql', '/opt/homebrew/opt', '/usr/local/opt'];

/**
 * The embedded PostgreSQL, and a stock one where there is one: that in SCOPEGATE_TEST_POSTGRES_BIN (a folder with
 * `postgres` and `initdb`), else the oldest installed from 15 on.
 */
export function findEngines(): readonly Engine[] {
  const stock = findStock();
  return [
    { title: 'PostgreSQL 18 (embedded)', binaries: undefined },
    ...(stock === undefined ? [] : [{ title: `PostgreSQL ${stock.major} (stock)`, binaries: stock }]),
  ];
}

function findStock(): Binaries | undefined {
  if (process.env['SCOPEGATE_TEST_WITHOUT'] === 'programs') return undefined;
  const given = process.env['SCOPEGATE_TEST_POSTGRES_BIN'];
  if (given !== undefined && given !== '') return describeBinaries(given);
  return stockFolders
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name, 'bin')))
    .filter((bin) => existsSync(join(bin, 'postgres')) && existsSync(join(bin, 'initdb')))
    .map(describeBinaries)
    .filter(({ major }) => major >= 15)
    .sort((a, b) => a.major - b.major)[0];
}

function describeBinaries(bin: string): Binaries {
  const answer = execFileSync(join(bin, 'postgres'), ['--version'], { encoding: 'utf8' });
  const version = /\d+(\.\d+)?/.exec(answer)?.[0] ?? '0';
  return { bin, version, major: Number.parseInt(version, 10) };
}
