import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { makeDialects } from '../../src/transports/http/forward-auth/dialects.js';
import { API_PATHS } from '../../src/transports/http/manage/api-paths.js';
import { OPERATIONS } from '../../src/client/management/operations.js';
import { root } from '../support/root.js';

describe('docs/gateways.md', () => {
  const page = readFileSync(join(root, 'docs', 'gateways.md'), 'utf8');

  it('lists every entry point of forward auth with the headers that it reads and those that it requires', () => {
    const list = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');
    const rows = makeDialects().map(({ path, reads }) => {
      const required = reads.filter(({ use }) => use === 'required').map(({ name }) => name);
      return `| \`${path}\` | ${list(reads.map(({ name }) => name))} | ${list(required)} |`;
    });
    const table = page.split('\n').filter((line) => line.startsWith('| `/auth/'));
    expect(table).to.deep.equal(rows);
  });
});

describe('The paths of the Management API', () => {
  it('are those of its operations, and what describes them', () => {
    const documented = new Set<string>(Object.values(OPERATIONS).map(([, path]) => path));
    expect(API_PATHS.filter((path) => path.startsWith('/v1/'))).to.have.members([...documented]);
  });
});
