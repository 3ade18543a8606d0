import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { makeWholeProgram } from '../../src/cli/program.js';
import { makeProgress } from '../../src/cli/progress.js';
import { effectiveVariables } from '../../src/config.js';
import { makeMetrics } from '../../src/telemetry/metrics.js';
import { root } from '../support/root.js';

const read = (page: string): string => readFileSync(join(root, page), 'utf8');
const pages = [...readdirSync(root), ...readdirSync(join(root, 'docs')).map((name) => join('docs', name))].filter(
  (name) => name.endsWith('.md'),
);

describe('The pages', () => {
  for (const page of pages) {
    it(`${page} links to what exists`, () => {
      const targets = [...read(page).matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)].map(([, target]) => target ?? '');
      expect(targets.filter((target) => !existsSync(join(root, dirname(page), target)))).to.deep.equal([]);
    });
  }

  it('README.md lists every variable of the configuration, with its default', () => {
    const rows = effectiveVariables({}).map(
      ({ name, value }) => `| \`${name}\` |${value === '' ? '' : ` \`${value}\``} |`,
    );
    expect(rows.filter((row) => !read('README.md').includes(row))).to.deep.equal([]);
  });

  it('README.md lists every command', async () => {
    const { commands } = await makeWholeProgram({
      print: () => undefined,
      note: () => undefined,
      deliver: () => Promise.resolve(),
      requireReader: () => undefined,
      isTerminal: () => false,
      progress: () => makeProgress(),
    });
    const names = commands.map((command) => command.name());
    expect(names).to.include('serve');
    expect(names.filter((name) => !read('README.md').includes(`| \`${name}`))).to.deep.equal([]);
  });

  it('docs/metrics.md lists every metric, and no other', async () => {
    const { registry } = makeMetrics(() => ({
      caches: {},
      revision: 0,
      policyAgeMs: 0,
      rejectedApis: 0,
      overlaps: 0,
      certificateExpiresAtMs: null,
      watchers: 0,
      laggingStandbys: { now: 0, total: 0 },
      commitOrderHeldMs: 0,
    }));
    const ours = (await registry.getMetricsAsJSON())
      .map(({ name }) => name)
      .filter((name) => name.startsWith('scopegate_'));
    const listed = [...read('docs/metrics.md').matchAll(/^\| `(scopegate_\w+)`/gm)].map(([, name]) => name);
    expect(listed).to.have.members(ours);
  });
});
