import { Button, Grid, Group, Paper, Stack, Text, TextInput, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import type { Answer, Endpoint } from '../../api/api.js';
import { useLoad } from '../../api/use-load.js';
import { Icon } from '../../parts/icon.js';
import { Page } from '../../parts/page.js';
import { Pager, usePaging } from '../../parts/pager.js';
import { ScopeTags } from '../../parts/scope-tags.js';
import { WhenLoaded } from '../../parts/states.js';
import { followLink, Link } from '../../shell/router.js';
import { useApi } from '../../shell/session.js';
import { ACCESS, KINDS } from './access.js';

/** What one endpoint asks for, and who can call it now. */
export function EndpointPage({ id }: { readonly id: string }) {
  const api = useApi();
  const loaded = useLoad(id, (signal) => api('getEndpoint', { path: { id }, signal }));
  const endpoint = loaded.data;
  return (
    <Page
      title={endpoint === null ? 'Endpoint' : `${endpoint.method} ${endpoint.template}`}
      back={{ to: '/endpoints', label: 'Endpoints' }}
      actions={endpoint === null ? undefined : <TryButton endpoint={endpoint} />}
    >
      <WhenLoaded loaded={loaded}>
        {(shown) => (
          <Grid gap="lg">
            <Grid.Col span={{ base: 12, lg: 6 }}>
              <Needs endpoint={shown} />
            </Grid.Col>
            <Grid.Col span={{ base: 12, lg: 6 }}>
              <Callers endpoint={shown} />
            </Grid.Col>
          </Grid>
        )}
      </WhenLoaded>
    </Page>
  );
}

function TryButton({ endpoint }: { readonly endpoint: Endpoint }) {
  const query = new URLSearchParams({
    method: endpoint.method === '*' ? 'GET' : endpoint.method,
    path: endpoint.template,
  });
  return (
    <Button
      component="a"
      href={`/try?${query.toString()}`}
      onClick={followLink}
      variant="default"
      leftSection={<Icon name="flask" />}
    >
      Try a check
    </Button>
  );
}

function Needs({ endpoint }: { readonly endpoint: Endpoint }) {
  const { access, api, product, effect, requiredScopes, sufficientScopes, acceptedKinds } = endpoint;
  const implying = sufficientScopes.filter((scope) => !requiredScopes.includes(scope));
  return (
    <Paper withBorder p="lg" radius="lg" component="section" aria-label="What it asks for">
      <Stack>
        <Title order={2}>{ACCESS[access]}</Title>
        {requiredScopes.length > 0 && (
          <div>
            <Text size="sm" mb={6}>
              Granting any of them lets the call through.
            </Text>
            <ScopeTags scopes={requiredScopes} linked="linked" />
          </div>
        )}
        {implying.length > 0 && (
          <div>
            <Text size="sm" mb={6}>
              Each of these includes one of them, and is enough too.
            </Text>
            <ScopeTags scopes={implying} linked="linked" />
          </div>
        )}
        <dl className="facts">
          <dt>API</dt>
          <dd>{api}</dd>
          <dt>Product</dt>
          <dd>{product ?? 'none'}</dd>
          <dt>Effect</dt>
          <dd>{effect === 'read' ? 'Reads' : 'Can change something'}</dd>
          <dt>Credentials</dt>
          <dd>{acceptedKinds === null ? 'Of any kind' : acceptedKinds.map((kind) => KINDS[kind]).join(', ')}</dd>
        </dl>
        <Link to={`/audit?subject=${encodeURIComponent(`${endpoint.method} ${endpoint.template}`)}`} size="sm">
          Changes of this endpoint
        </Link>
      </Stack>
    </Paper>
  );
}

const LIMIT = 20;

function Callers({ endpoint }: { readonly endpoint: Endpoint }) {
  const api = useApi();
  const [search, setSearch] = useState('');
  const [q] = useDebouncedValue(search.trim(), 250);
  const paging = usePaging(`${endpoint.id} ${q}`);
  const loaded = useLoad(`${endpoint.id} ${q} ${paging.cursor ?? ''}`, (signal) =>
    api('listEndpointCallers', {
      path: { id: endpoint.id },
      query: { q, limit: LIMIT, cursor: paging.cursor },
      signal,
    }),
  );
  return (
    <Paper withBorder p="lg" radius="lg" component="section" aria-label="Who can call it">
      <Stack gap="sm">
        <Title order={2}>Who can call it</Title>
        <TextInput
          label="Search"
          placeholder="Name, id or account"
          leftSection={<Icon name="search" />}
          value={search}
          maxLength={200}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <WhenLoaded loaded={loaded}>
          {(page) => (
            <Stack gap="sm">
              {page.items.length === 0 && <Text size="sm">{q === '' ? 'Nobody now.' : 'Nobody with that name.'}</Text>}
              <div className="rows">
                {page.items.map((caller) => (
                  <Caller key={`${caller.kind} ${caller.id}`} caller={caller} />
                ))}
              </div>
              {page.total > 0 && <Pager paging={paging} limit={LIMIT} answer={page} />}
            </Stack>
          )}
        </WhenLoaded>
      </Stack>
    </Paper>
  );
}

type CallerItem = Answer<'listEndpointCallers'>['items'][number];

/** Kinds that have a page of their own. */
const PLACES: Partial<Record<CallerItem['kind'], string>> = { api_key: 'keys', user: 'users' };

function Caller({ caller }: { readonly caller: CallerItem }) {
  const { id, kind, name, account, matchedScopes } = caller;
  const place = PLACES[kind];
  return (
    <Group justify="space-between" py="xs" align="flex-start" gap="xs">
      <div className="page-title">
        {place !== undefined ? (
          <Link to={`/${place}/${encodeURIComponent(id)}`} fw={600} size="sm">
            {name}
          </Link>
        ) : (
          <Text fw={600} size="sm" className="wrap">
            {name}
          </Text>
        )}
        <Text size="xs" c="dimmed" className="wrap">
          {KINDS[kind]} of {account}
        </Text>
      </div>
      <ScopeTags scopes={matchedScopes} />
    </Group>
  );
}
