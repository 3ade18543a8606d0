import { Grid, Paper, SimpleGrid, Stack, Text } from '@mantine/core';
import type { Overview } from '../../api/api.js';
import { Page } from '../../parts/page.js';
import { Problem, WhenLoaded } from '../../parts/states.js';
import { formatAgo } from '../../parts/time.js';
import { CacheTable, ReasonBars } from './breakdown.js';
import { Chart } from './chart.js';
import { FirstSteps } from './first-steps.js';
import { useLiveOverview } from './live.js';
import { linearScale, logScale } from './scale.js';

export function OverviewPage() {
  const { loaded, isPaused } = useLiveOverview();
  return (
    <Page title="Overview" about="Decisions of this process, live. The charts show the last two minutes.">
      {isPaused && (
        <Text size="sm" role="status">
          Paused, because nobody was here for a while. Move the pointer or press a key to go on.
        </Text>
      )}
      <WhenLoaded loaded={{ ...loaded, problem: loaded.data === null ? loaded.problem : null }}>
        {(overview) => (
          <Stack gap="lg">
            {loaded.problem !== null && <Problem title="No longer up to date" problem={loaded.problem} />}
            <FirstSteps />
            <Figures overview={overview} />
            <Charts overview={overview} />
            <Grid gap="lg">
              <Grid.Col span={{ base: 12, lg: 6 }}>
                <ReasonBars overview={overview} />
              </Grid.Col>
              <Grid.Col span={{ base: 12, lg: 6 }}>
                <CacheTable overview={overview} />
              </Grid.Col>
            </Grid>
          </Stack>
        )}
      </WhenLoaded>
    </Page>
  );
}

function Figures({ overview }: { readonly overview: Overview }) {
  const { samples, decisions, p50Seconds, p99Seconds, revision, policyAgeSeconds } = overview;
  const perSecond = samples.at(-1)?.decisionsPerSecond ?? 0;
  const hits = overview.caches.reduce((sum, cache) => sum + cache.hits, 0);
  const asked = overview.caches.reduce((sum, cache) => sum + cache.hits + cache.misses, 0);
  return (
    <SimpleGrid cols={{ base: 2, md: 3, xl: 6 }} spacing={{ base: 'sm', md: 'md' }}>
      <Figure
        name="Decisions per second"
        value={formatRate(perSecond)}
        note={`${decisions.total.toLocaleString('en-GB')} in all`}
      />
      <Figure
        name="Denied"
        value={formatShare(decisions.denied, decisions.total)}
        note={`${decisions.denied.toLocaleString('en-GB')} in all`}
      />
      <Figure name="p50" value={formatLatency(p50Seconds)} note="half are faster" />
      <Figure name="p99" value={formatLatency(p99Seconds)} note="1 in 100 is slower" />
      <Figure
        name="Cache hits"
        value={formatShare(hits, asked)}
        note={`of ${asked.toLocaleString('en-GB')} look-ups`}
      />
      <Figure
        name="Revision"
        value={String(revision)}
        note={`${policyAgeSeconds.toFixed(1)} s old, started ${formatAgo(overview.startedAt)}`}
      />
    </SimpleGrid>
  );
}

function Figure({ name, value, note }: { readonly name: string; readonly value: string; readonly note: string }) {
  return (
    <Paper withBorder p="md" radius="lg">
      <Text size="sm" c="dimmed">
        {name}
      </Text>
      <Text fw={650} fz="1.6rem" lh={1.35} className="figure">
        {value}
      </Text>
      <Text size="xs" c="dimmed">
        {note}
      </Text>
    </Paper>
  );
}

function Charts({ overview }: { readonly overview: Overview }) {
  const { samples } = overview;
  return (
    <SimpleGrid cols={{ base: 1, lg: 2 }}>
      <Chart
        title="Decisions per second"
        lines={[
          { name: 'Allowed', className: 'allowed', values: samples.map((sample) => sample.allowedPerSecond) },
          { name: 'Denied', className: 'denied', values: samples.map((sample) => sample.deniedPerSecond) },
        ]}
        format={formatRate}
        scaleOf={linearScale}
      />
      <Chart
        title="Latency of a decision"
        lines={[
          { name: 'p50', className: 'fast', values: samples.map((sample) => sample.p50Seconds) },
          { name: 'p99', className: 'slow', values: samples.map((sample) => sample.p99Seconds) },
        ]}
        format={formatLatency}
        scaleOf={logScale}
      />
    </SimpleGrid>
  );
}

function formatRate(perSecond: number): string {
  return perSecond.toLocaleString('en-GB', { maximumFractionDigits: perSecond < 10 ? 1 : 0 });
}

function formatShare(part: number, whole: number): string {
  return whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`;
}

function formatLatency(seconds: number | null): string {
  if (seconds === null) return '–';
  if (seconds < 0.001) return `${(seconds * 1e6).toFixed(seconds < 1e-6 ? 1 : 0)} µs`;
  return seconds < 1 ? `${trim(seconds * 1e3)} ms` : `${trim(seconds)} s`;
}

/** One digit behind the point where it says something. */
function trim(value: number): string {
  return value.toFixed(1).replace(/\.0$/, '');
}
