import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { makeWholeProgram } from '../../src/cli/program.js';
import { makeProgress } from '../../src/cli/progress.js';
import type { Command } from 'commander';
import { root } from '../support/root.js';

const FOLDERS = ['', 'docs', 'deploy', 'deploy/docker', 'deploy/kubernetes', 'deploy/nginx', 'deploy/ingress-nginx'];
const pages = FOLDERS.flatMap((folder) =>
  readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(md|ya?ml|conf)$|Dockerfile/.test(entry.name))
    .map((entry) => join(folder, entry.name)),
);

/** Ways to give a secret to a program as an argument; a variable that the shell fills in is one all the same. */
const TAUGHT: readonly (readonly [title: string, pattern: RegExp])[] = [
  ['a key or token behind an option', /--(?:key|token|password|secret|authorization)[ =](?!file)\S/],
  ['a credential in a header', /(?:-H|--header)\s*["']?(?:Authorization|X-[\w-]*Token|Cookie)\b/i],
  ['a user with a password', /(?:^|\s)(?:-u|--user)\s+\S+:\S/],
  ['a secret of Kubernetes', /--from-literal/],
  [
    'a database URL behind psql or an option',
    /(?:psql|pg_dump|--url|--database)\s+"?(?:\$\{?\w*DATABASE_URL|\S+:\/\/[^\s@/]*:[^\s@]+@)/,
  ],
  ['a variable for a container with its value', /docker run[^\n]*-e\s+\w*(?:KEY|PEPPER|PASSWORD|DATABASE_URL)=/],
];

/** Lines of the pages that are commands: in a block of the shell, or between backticks. */
function taught(text: string): string[] {
  return text
    .split('\n')
    .flatMap((line) => TAUGHT.filter(([, pattern]) => pattern.test(line)).map(([title]) => `${title}: ${line}`));
}

describe('Secrets on command lines', () => {
  it('are found by the patterns', () => {
    const members = [
      'bin/scopegate check --key $KEY GET /',
      'scopegate check --key=sgk_x GET /',
      "curl -H 'Authorization: App sgk_x' http://localhost/",
      'curl -u alice:secret http://localhost/',
      'kubectl create secret generic x --from-literal=A=b',
      'psql "$DATABASE_URL" -c x',
      'psql postgresql://u:p@host/db',
      'docker run -e SCOPEGATE_PEPPER=x scopegate',
    ];
    for (const member of members) expect(taught(member), member).to.have.length(1);
    expect(
      taught('scopegate check --key-file - GET /\ncurl -H "Content-Type: a" -d x\npsql "$OWNER_URL"'),
    ).to.deep.equal([]);
  });

  for (const page of pages) {
    it(`are not taught by ${page}`, () => {
      expect(taught(readFileSync(join(root, page), 'utf8'))).to.deep.equal([]);
    });
  }

  it('are taken by no option of any command', async () => {
    const all = (command: Command): readonly Command[] => [command, ...command.commands.flatMap(all)];
    const program = await makeWholeProgram({
      ...{ print: () => undefined, note: () => undefined, isTerminal: () => false, progress: () => makeProgress() },
      ...{ deliver: () => Promise.resolve(), requireReader: () => undefined },
    });
    const options = all(program).flatMap((command) => command.options.map(({ flags }) => flags));
    expect(options).to.include.members(['--key-file <file>']);
    const secret = /key|token|password|secret|authorization|pepper|url/i;
    expect(options.filter((flags) => secret.test(flags) && !/-file <file>$/.test(flags))).to.deep.equal([]);
  });
});
