import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/root.js';
import { makeTemporaryFolder } from '../support/temporary.js';

describe('The packed package', function () {
  this.timeout(120_000);
  const folder = makeTemporaryFolder();
  const project = folder.path;
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const run = (program: string, ...words: string[]): string =>
    execFileSync(program, words, { cwd: project, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  before(() => {
    execFileSync('npm', ['pack', '--silent', '--pack-destination', project], { cwd: root, stdio: 'pipe' });
    const modules = join(project, 'node_modules');
    mkdirSync(join(modules, 'scopegate'), { recursive: true });
    run('tar', 'xzf', 'scopegate-0.1.0.tgz', '-C', join(modules, 'scopegate'), '--strip-components=1');
    // What it depends on stands beside it, as an installation puts it.
    const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { dependencies: object };
    const folders = Object.keys(dependencies).map((name) => name.replace(/\/.*/, ''));
    for (const name of new Set([...folders, '@types', 'undici-types']))
      symlinkSync(join(root, 'node_modules', name), join(modules, name));
    writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
  });

  after(() => {
    folder.remove();
  });

  it('is imported by a plain project', () => {
    writeFileSync(
      join(project, 'plain.js'),
      `import * as library from 'scopegate/client';
       library.makeClient({ address: '127.0.0.1:1', timeoutMs: 10 }).close();
       console.log(Object.keys(library).sort().join(' '));`,
    );
    expect(run(process.execPath, 'plain.js').trim()).to.equal(
      'ApiException ForbiddenException UnauthorizedException guardExpress guardFastify makeClient makeManagementClient',
    );
  });

  it('is required by a CommonJS project', () => {
    writeFileSync(
      join(project, 'plain.cjs'),
      `const { makeClient } = require('scopegate/client');
       makeClient({ address: '127.0.0.1:1', timeoutMs: 10 }).close();
       console.log('done');`,
    );
    expect(run(process.execPath, '--no-warnings', 'plain.cjs').trim()).to.equal('done');
  });

  for (const [module, resolution] of [
    ['node16', 'node16'],
    ['esnext', 'bundler'],
  ] as const) {
    it(`has types that resolve, and are checked themselves, under ${resolution}`, () => {
      writeFileSync(
        join(project, 'typed.mts'),
        `import { ForbiddenException, UnauthorizedException, makeManagementClient } from 'scopegate/client';
         const management = makeManagementClient({ baseUrl: 'http://127.0.0.1:1' });
         export const name: Promise<string> = management.getApiKey({ path: { id: 'a' } }).then(({ body }) => body.name);
         export function codeOf(error: unknown): 401 | 403 | null {
           if (error instanceof UnauthorizedException || error instanceof ForbiddenException) return error.code;
           return null;
         }`,
      );
      const rules = ['--strict', '--noEmit', '--target', 'es2022', '--exactOptionalPropertyTypes'];
      const how = ['--module', module, '--moduleResolution', resolution];
      expect(run(process.execPath, compiler, ...rules, ...how, 'typed.mts')).to.equal('');
    });
  }

  it('type-checks under strict rules, as do the examples of its page', () => {
    const page = readFileSync(join(root, 'docs', 'client.md'), 'utf8');
    const examples = [...page.matchAll(/```ts\n(.*?)```/gs)].map(([, text]) => text ?? '');
    expect(examples.length).to.be.at.least(4);
    for (const [at, text] of examples.entries()) writeFileSync(join(project, `example-${at}.ts`), text);
    const files = examples.map((_, at) => `example-${at}.ts`);
    symlinkSync(join(root, 'node_modules', 'express'), join(project, 'node_modules', 'express'));
    const rules = [
      '--strict',
      '--noEmit',
      '--skipLibCheck',
      '--module',
      'nodenext',
      '--target',
      'es2023',
      '--types',
      'node',
    ];
    expect(run(process.execPath, compiler, ...rules, ...files)).to.equal('');
  });
});
