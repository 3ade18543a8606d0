import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { ROOT } from '../support/built-project.js';

/** Stands in for the bundler: makes a page of two files, and counts how often. */
const BUNDLER = `
  const { appendFileSync, mkdirSync, writeFileSync } = require('node:fs');
  mkdirSync('dist/web/assets', { recursive: true });
  writeFileSync('dist/web/index.html', '<script src="/assets/page-1.js"></script>');
  writeFileSync('dist/web/assets/page-1.js', '');
  appendFileSync('built', 'x');`;

describe('The build of the admin page', () => {
  let root: string;
  let build: (root: string) => 'fresh' | 'built';
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  before(async () => {
    const step = (await import(join(ROOT, 'scripts', 'steps', 'web.mjs'))) as { buildWebWhenStale: typeof build };
    build = step.buildWebWhenStale;
  });
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'scopegate-web-'));
    write('node_modules/vite/bin/vite.js', BUNDLER);
    for (const path of [
      'package-lock.json',
      'src/client/management/operations.ts',
      'src/client/management/types.ts',
      'src/wire/management.ts',
    ]) {
      write(path, '');
    }
    write('web/index.html', '1');
    expect(build(root)).to.equal('built');
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it('is not repeated while nothing changed', () => {
    expect(build(root)).to.equal('fresh');
    expect(readFileSync(join(root, 'built'), 'utf8')).to.equal('x');
  });

  const changes: [title: string, change: () => void][] = [
    ['the page changed', () => write('web/index.html', '2')],
    ['a file came', () => write('web/src/new.ts', '')],
    ['what it takes from src changed', () => write('src/wire/management.ts', '2')],
    ['its folder was removed', () => rmSync(join(root, 'dist', 'web'), { recursive: true })],
    ['the page was removed', () => rmSync(join(root, 'dist', 'web', 'index.html'))],
    ['a part of it was removed', () => rmSync(join(root, 'dist', 'web', 'assets', 'page-1.js'))],
    ['the stamp was removed', () => rmSync(join(root, 'dist', '.web-stamp'))],
  ];
  for (const [title, change] of changes) {
    it(`is repeated when ${title}, once`, () => {
      change();
      expect([build(root), build(root)]).to.deep.equal(['built', 'fresh']);
    });
  }
});
