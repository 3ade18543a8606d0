import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { root } from '../support/root.js';

describe('The threat model', () => {
  const page = readFileSync(join(root, 'docs', 'threat-model.md'), 'utf8');
  const rows = page.split('\n').filter((line) => line.startsWith('| ') && !/^\| (threat|---)/.test(line));

  it('names a defence, a test and what is left for every threat', () => {
    expect(rows.length).to.be.greaterThan(20);
    for (const row of rows) {
      const cells = row.split('|').slice(1, -1);
      expect(cells, row).to.have.length(4);
      for (const cell of cells) expect(cell.trim(), row).not.to.equal('');
    }
  });

  it('names tests that exist', () => {
    const named = [...page.matchAll(/`(test\/[\w./-]+)`/g)].map(([, path]) => path ?? '');
    expect(named.length).to.be.greaterThan(20);
    expect(named.filter((path) => !existsSync(join(root, path)))).to.deep.equal([]);
  });
});
