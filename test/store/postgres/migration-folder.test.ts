import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { root } from '../../support/root.js';

const FOLDER = join(root, 'migrations');
const files = readdirSync(FOLDER).sort();

describe('the folder of migrations', () => {
  it('numbers its files from 1 on without a hole', () => {
    const numbers = files.map((name) => name.slice(0, 4));
    expect(numbers).to.deep.equal(files.map((_, at) => String(at + 1).padStart(4, '0')));
    expect(files).to.have.length.greaterThan(30);
  });

  for (const name of files) {
    it(`${name} tells why it is there, what it locks, and whether it is safe while serving`, () => {
      const header = /^(?:--[^\n]*\n)+/.exec(readFileSync(join(FOLDER, name), 'utf8'))?.[0] ?? '';
      const words = header.replaceAll(/\n--\s*/g, ' ');
      expect(words).to.match(/^-- Why: .{40,}/);
      expect(words).to.match(/ Locks: .{10,}/);
      expect(words).to.match(/ Safe while serving: (yes|no)/);
    });

    it(`${name} names only migrations that come with it`, () => {
      const comments = readFileSync(join(FOLDER, name), 'utf8').match(/--[^\n]*/g) ?? [];
      const named = comments.flatMap((line) => line.match(/(?<=[( ])00\d\d(?=[), .;])/g) ?? []);
      const known = files.map((file) => file.slice(0, 4));
      expect(named.filter((number) => !known.includes(number))).to.deep.equal([]);
    });
  }
});
