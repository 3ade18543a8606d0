import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { Command } from 'commander';
import { expect } from 'chai';
import { COMMAND_MODULES } from '../../src/cli/commands.js';
import { processOutput } from '../../src/cli/output.js';
import { makeProgram } from '../../src/cli/program.js';
import { root } from '../support/root.js';

const REPORT = pathToFileURL(join(root, 'test', 'support', 'report-imports.mjs')).href;

describe('the program', () => {
  for (const commandModule of COMMAND_MODULES) {
    const names = Object.keys(commandModule.summaries);
    it(`lists what the module of ${names.join(' and ')} adds, and nothing else`, async () => {
      const program = new Command();
      (await commandModule.load())(program, processOutput);
      expect(program.commands.map((command) => command.name())).to.deep.equal(names);
    });
  }

  it('has the options of a command that is called, and of one that help is asked for', async () => {
    for (const words of [
      ['check', 'GET', '/me'],
      ['help', 'check'],
    ]) {
      const program = await makeProgram(processOutput, words);
      const check = program.commands.find((command) => command.name() === 'check');
      expect(check?.options.map(({ long }) => long)).to.include('--explain');
    }
  });

  const costs: [title: string, words: string[], packages: string[]][] = [
    ['--version', ['--version'], ['commander']],
    ['--help', ['--help'], ['commander']],
  ];
  for (const [title, words, packages] of costs) {
    it(`loads for ${title} no more than it needs`, async () => {
      const { stderr } = await promisify(execFile)(process.execPath, [
        ...['--import', REPORT, '--import', 'tsx', join(root, 'src', 'main.ts')],
        ...words,
      ]);
      const loaded = [...stderr.matchAll(/^loaded package (\S+)$/gm)].map((found) => found[1] ?? '');
      expect([...new Set(loaded)].filter((name) => !['tsx', 'esbuild', 'get-tsconfig'].includes(name))).to.deep.equal(
        packages,
      );
    });
  }
});
