import { Grid, Group, Paper, Stack, Text, Title } from '@mantine/core';
import type { ApiKey } from '../../api/api.js';
import { useLoad } from '../../api/use-load.js';
import { formatCount } from '../../parts/count.js';
import { Page } from '../../parts/page.js';
import { Reach } from '../../parts/reach.js';
import { WhenLoaded } from '../../parts/states.js';
import { formatInstant } from '../../parts/time.js';
import { Link } from '../../shell/router.js';
import { useApi } from '../../shell/session.js';
import { KeyActions } from './key-actions.js';
import { KeyState } from './key-state.js';
import { KeyUse } from './key-use.js';

export function KeyPage({ id }: { readonly id: string }) {
  const api = useApi();
  const loaded = useLoad(id, (signal) => api('getApiKey', { path: { id }, signal }));
  const key = loaded.data;
  return (
    <Page
      title={key?.name ?? 'API key'}
      back={{ to: '/keys', label: 'API keys' }}
      actions={key === null ? undefined : <KeyActions apiKey={key} onChanged={loaded.reload} />}
    >
      <WhenLoaded loaded={loaded}>
        {(apiKey) => (
          <Grid gap="lg">
            <Grid.Col span={{ base: 12, lg: 7 }}>
              <Stack gap="lg">
                <KeyFactSheet apiKey={apiKey} />
                <KeyUse apiKey={apiKey} onChanged={loaded.reload} />
              </Stack>
            </Grid.Col>
            <Grid.Col span={{ base: 12, lg: 5 }}>
              <KeyReach apiKey={apiKey} />
            </Grid.Col>
          </Grid>
        )}
      </WhenLoaded>
    </Page>
  );
}

function KeyFactSheet({ apiKey }: { readonly apiKey: ApiKey }) {
  const { id, account, state, createdAt, notBefore, expiresAt, lastUsedAt, lastDeniedAt, allowedAddresses, roles } =
    apiKey;
  const facts: readonly (readonly [string, string])[] = [
    ['Id', id],
    ['Account', account],
    ['Created', formatInstant(createdAt)],
    ['Works from', notBefore === null ? 'At once' : formatInstant(notBefore)],
    ['Expires', expiresAt === null ? 'Never' : formatInstant(expiresAt)],
    ['Last used', lastUsedAt === null ? 'Never' : formatInstant(lastUsedAt)],
    ['Last denied', lastDeniedAt === null ? 'Never' : formatInstant(lastDeniedAt)],
    ['Allowed addresses', allowedAddresses.length === 0 ? 'Any' : allowedAddresses.join(', ')],
    ...(roles.length === 0 ? [] : [['Roles', roles.join(', ')] as const]),
  ];
  return (
    <Paper withBorder p="lg" radius="lg" component="section" aria-label="Details">
      <dl className="facts">
        <dt>State</dt>
        <dd>
          <KeyState state={state} />
        </dd>
        {facts.map(([name, value]) => (
          <Fact key={name} name={name} value={value} />
        ))}
      </dl>
      <Group gap="lg" mt="md">
        <Link to={`/audit?subject=${encodeURIComponent(id)}`} size="sm">
          Changes of this key
        </Link>
        <Link to={`/try?key=${encodeURIComponent(id)}`} size="sm">
          Try a check with it
        </Link>
      </Group>
    </Paper>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}

function KeyReach({ apiKey }: { readonly apiKey: ApiKey }) {
  const api = useApi();
  const loaded = useLoad(`${apiKey.id} ${apiKey.etag}`, (signal) =>
    api('listApiKeyEndpoints', { path: { id: apiKey.id }, query: { limit: 100 }, signal }),
  );
  return (
    <Paper withBorder p="lg" radius="lg" component="section" aria-label="What this key can call" className="sticky">
      <WhenLoaded loaded={loaded}>
        {(page) => (
          <Stack gap="sm">
            <Title order={2}>
              {apiKey.state === 'active' ? 'Can call' : 'Could call'} {formatCount(page.summary.total)} endpoint
              {page.summary.total === 1 ? '' : 's'}
            </Title>
            {apiKey.state !== 'active' && <Text size="sm">While the key is not active, all of these are refused.</Text>}
            <Reach page={page} />
          </Stack>
        )}
      </WhenLoaded>
    </Paper>
  );
}
