import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { isInstalled } from '../../scripts/steps/install.mjs';

describe('deciding whether dependencies must be installed', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'scopegate-install-'));
    mkdirSync(join(root, 'node_modules'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  function write(locked: object, present: object): void {
    writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages: locked }));
    writeFileSync(join(root, 'node_modules', '.package-lock.json'), JSON.stringify({ packages: present }));
  }
  const one = { version: '1.0.0' };

  const cases = [
    { title: 'equal', locked: { '': {}, 'node_modules/a': one }, present: { 'node_modules/a': one }, installed: true },
    { title: 'a missing package', locked: { 'node_modules/a': one }, present: {}, installed: false },
    {
      title: 'another version',
      locked: { 'node_modules/a': one },
      present: { 'node_modules/a': { version: '1.0.1' } },
      installed: false,
    },
    {
      title: 'an optional package of another platform',
      locked: { 'node_modules/a': { ...one, optional: true } },
      present: {},
      installed: true,
    },
  ];
  for (const { title, locked, present, installed } of cases) {
    it(`${title}: ${installed ? 'nothing to do' : 'install'}`, () => {
      write(locked, present);
      expect(isInstalled(root)).to.equal(installed);
    });
  }

  it('nothing was ever installed: install', () => {
    writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages: {} }));
    expect(isInstalled(root)).to.equal(false);
  });

  it('the record of npm is damaged: install', () => {
    write({}, {});
    writeFileSync(join(root, 'node_modules', '.package-lock.json'), '{"packages":');
    expect(isInstalled(root)).to.equal(false);
  });
});
