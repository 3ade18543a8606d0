import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import { makeMetrics } from '../../src/telemetry/metrics.js';
import { testWith } from '../support/prerequisites.js';
import { programOf } from '../support/programs.js';
import { root } from '../support/root.js';

const RULES = join(root, 'deploy', 'prometheus', 'scopegate.rules.yml');
const DASHBOARD = join(root, 'deploy', 'grafana', 'scopegate.json');

interface Rule {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
  readonly annotations?: { readonly runbook: string };
}
interface Panel {
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets: readonly { readonly expr: string }[];
}

const rules = (parse(readFileSync(RULES, 'utf8')) as { groups: { rules: Rule[] }[] }).groups.flatMap(
  (group) => group.rules,
);
const { panels } = JSON.parse(readFileSync(DASHBOARD, 'utf8')) as { panels: Panel[] };

/** Names of series in an expression: of ours, and of Node and the process. */
function seriesIn(expr: string): readonly string[] {
  return expr.match(/\b(?:scopegate|nodejs|process)_\w+/g) ?? [];
}

describe('What watches over a running Scopegate', () => {
  let known: Set<string>;
  before(async () => {
    const readings = {
      caches: {},
      revision: 0,
      policyAgeMs: 0,
      rejectedApis: 0,
      overlaps: 0,
      watchers: 0,
      laggingStandbys: { now: 0, total: 0 },
      commitOrderHeldMs: 0,
      certificateExpiresAtMs: null,
    };
    const metrics = await makeMetrics(() => readings).registry.getMetricsAsJSON();
    known = new Set(
      metrics.flatMap(({ name, type }) =>
        String(type) === 'histogram' ? [`${name}_bucket`, `${name}_count`, `${name}_sum`] : [name],
      ),
    );
  });

  it('uses metrics that exist, in every rule and every panel', () => {
    const expressions = [
      ...rules.map(({ expr }) => expr),
      ...panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
    ];
    const used = new Set(expressions.flatMap(seriesIn));
    expect(used.size).to.be.greaterThan(15);
    expect([...used].filter((name) => !known.has(name))).to.deep.equal([]);
  });

  it('shows every metric of ours somewhere', () => {
    const shown = new Set(panels.flatMap(({ targets }) => targets.flatMap(({ expr }) => seriesIn(expr))));
    const families = new Set([...shown].map((name) => name.replace(/_(?:bucket|count|sum)$/, '')));
    const ours = [...known].filter((name) => name.startsWith('scopegate_'));
    const hidden = ours.filter((name) => !families.has(name.replace(/_(?:bucket|count|sum)$/, '')));
    expect(hidden).to.deep.equal([]);
  });

  it('has a page for every alert', () => {
    const headings = readFileSync(join(root, 'docs', 'runbook.md'), 'utf8').match(/^### .*$/gm) ?? [];
    const anchors = headings.map((heading) => `docs/runbook.md#${heading.slice(4).toLowerCase()}`);
    const alerts = rules.filter(({ alert }) => alert !== undefined);
    expect(alerts).to.have.length.at.least(10);
    expect(alerts.map(({ annotations }) => annotations?.runbook)).to.have.members(anchors);
    for (const { alert, annotations } of alerts) expect(annotations?.runbook).to.contain(alert!.toLowerCase());
  });

  it('shows panels that do not lie over each other, each with a title of its own', () => {
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_cell, k) => `${String(x + (k % w))} ${String(y + Math.floor(k / w))}`),
    );
    expect(new Set(cells).size).to.equal(cells.length);
    expect(new Set(panels.map(({ title }) => title)).size).to.equal(panels.length);
  });

  testWith(programOf('promtool', 'prometheus'), 'alerts when it should and only then (promtool)', (promtool) => {
    const folder = join(root, 'deploy', 'prometheus');
    execFileSync(promtool, ['check', 'rules', RULES], { cwd: folder, stdio: 'pipe' });
    execFileSync(promtool, ['test', 'rules', 'scopegate.rules.test.yml'], { cwd: folder, stdio: 'pipe' });
  });
});
