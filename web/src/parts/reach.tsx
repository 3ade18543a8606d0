import { Group, Paper, ScrollArea, Stack, Text, Title } from '@mantine/core';
import type { ReachPage } from '../api/api.js';
import { useLoad } from '../api/use-load.js';
import { useApi } from '../shell/session.js';
import { EndpointLine } from './endpoint-line.js';
import { formatCount } from './count.js';
import { WhenLoaded } from './states.js';

/** How many endpoints are listed; the numbers count all of them. */
const LISTED = 100;

interface PreviewProps {
  readonly scopes: readonly string[];
  readonly holder: 'key' | 'user' | 'role';
}

const KINDS = { key: 'api_key', user: 'user', role: undefined } as const;

/** What a key, a user or whoever has a role with these scopes could call, before there is one. */
export function ReachPreview({ scopes, holder }: PreviewProps) {
  const api = useApi();
  const kind = KINDS[holder];
  const loaded = useLoad(scopes.length === 0 ? null : [...scopes].sort().join('\n'), (signal) =>
    api('previewScopes', {
      body: { scopes: [...scopes], limit: LISTED, ...(kind === undefined ? {} : { kind }) },
      signal,
    }),
  );
  return (
    <Paper
      withBorder
      p="lg"
      radius="lg"
      component="section"
      aria-label={`What this ${holder} can call`}
      className="sticky"
    >
      {scopes.length === 0 ? (
        <>
          <Title order={2}>{`What this ${holder} can call`}</Title>
          <Text c="dimmed" size="sm" mt="xs">
            Choose scopes, and the endpoints they open are listed here.
          </Text>
        </>
      ) : (
        <WhenLoaded loaded={loaded}>
          {(page) => (
            <Stack gap="sm">
              <Title order={2} aria-live="polite">
                This {holder} will be able to call {formatCount(page.summary.total)} endpoint
                {page.summary.total === 1 ? '' : 's'}
              </Title>
              <Reach page={page} />
            </Stack>
          )}
        </WhenLoaded>
      )}
    </Paper>
  );
}

/** The blast radius: reads and writes, by product, and the endpoints themselves. */
export function Reach({ page }: { readonly page: ReachPage }) {
  const { summary, items, total } = page;
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {formatCount(summary.read)} read, {formatCount(summary.write)} write, out of {formatCount(summary.outOf)}.
      </Text>
      {summary.products.some((product) => product.total > 0) && (
        <Group gap="xs">
          {summary.products
            .filter((product) => product.total > 0)
            .map(({ product, title, total: reached, outOf }) => (
              <Text key={product ?? ''} size="xs" className="chip">
                {title ?? product ?? 'No product'}{' '}
                <strong>
                  {reached}/{outOf}
                </strong>
              </Text>
            ))}
        </Group>
      )}
      <ScrollArea.Autosize
        mah={420}
        type="auto"
        viewportProps={{ tabIndex: 0, 'aria-label': 'Endpoints', role: 'group' }}
      >
        <Stack gap="sm" pr="sm">
          {items.map((endpoint) => (
            <EndpointLine key={endpoint.id} endpoint={endpoint}>
              {endpoint.through.length === 0 ? 'no scope needed' : `through ${endpoint.through.join(', ')}`}
            </EndpointLine>
          ))}
        </Stack>
      </ScrollArea.Autosize>
      {total > items.length && (
        <Text size="xs" c="dimmed">
          and {formatCount(total - items.length)} more
        </Text>
      )}
    </Stack>
  );
}
