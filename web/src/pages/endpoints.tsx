import { Button, Group, Paper, Select, Stack, Table, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import type { Endpoint } from '../api/api.js';
import { useLoad } from '../api/use-load.js';
import { EndpointLine } from '../parts/endpoint-line.js';
import { Icon } from '../parts/icon.js';
import { Page } from '../parts/page.js';
import { Pager, usePaging } from '../parts/pager.js';
import { Empty, WhenLoaded } from '../parts/states.js';
import { goTo, useQuery } from '../shell/router.js';
import { useApi } from '../shell/session.js';

const LIMIT = 25;
const ACCESS: Readonly<Record<Endpoint['access'], string>> = {
  scoped: 'Any one of its scopes',
  authenticated: 'Any valid credential',
  public: 'Open to all',
  closed: 'Closed to all',
};

export function EndpointsPage() {
  const api = useApi();
  const scope = useQuery().get('scope');
  const [search, setSearch] = useState('');
  const [q] = useDebouncedValue(search.trim(), 250);
  const [chosen, setChosen] = useState<Filters>({ product: null, effect: null, access: null });
  const filters = JSON.stringify({ q, scope, ...chosen });
  const paging = usePaging(filters);
  const loaded = useLoad(`${filters} ${paging.cursor ?? ''}`, (signal) =>
    api('listEndpoints', { query: { q, scope, ...chosen, limit: LIMIT, cursor: paging.cursor }, signal }),
  );
  return (
    <Page title="Endpoints" about="What each endpoint asks for. Granting any one of its scopes lets the call through.">
      <Group align="flex-end">
        <TextInput
          label="Search"
          placeholder="Path or product"
          leftSection={<Icon name="search" />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          flex="1 1 220px"
        />
        <FilterChoices chosen={chosen} onChange={setChosen} />
      </Group>
      {scope !== null && (
        <Group gap="sm">
          <Text size="sm">
            Only what <strong>{scope}</strong> opens
          </Text>
          <Button size="compact-sm" variant="default" onClick={() => goTo('/endpoints')}>
            Show all
          </Button>
        </Group>
      )}
      <WhenLoaded loaded={loaded}>
        {(page) =>
          page.items.length === 0 ? (
            <Empty icon="route" title="No endpoint matches">
              <Text c="dimmed">Try another word or take a filter away.</Text>
            </Empty>
          ) : (
            <Stack>
              <Paper withBorder radius="lg" className="table-frame">
                <EndpointTable endpoints={page.items} />
              </Paper>
              <Pager paging={paging} limit={LIMIT} answer={page} />
            </Stack>
          )
        }
      </WhenLoaded>
    </Page>
  );
}

interface Filters {
  readonly product: string | null;
  readonly effect: string | null;
  readonly access: string | null;
}

function FilterChoices({ chosen, onChange }: { readonly chosen: Filters; readonly onChange: (next: Filters) => void }) {
  const api = useApi();
  const products = useLoad('products', (signal) => api('listProducts', { signal }));
  const data = products.data?.items.map(({ name, title }) => ({ value: name, label: title })) ?? [];
  const accessModes = Object.entries(ACCESS).map(([value, label]) => ({ value, label }));
  return (
    <>
      <Select
        label="Product"
        placeholder="All"
        clearable
        searchable
        data={data}
        value={chosen.product}
        onChange={(product) => onChange({ ...chosen, product })}
      />
      <Select
        label="Effect"
        placeholder="Both"
        clearable
        w={120}
        data={[
          { value: 'read', label: 'Read' },
          { value: 'write', label: 'Write' },
        ]}
        value={chosen.effect}
        onChange={(effect) => onChange({ ...chosen, effect })}
      />
      <Select
        label="Access"
        placeholder="Any"
        clearable
        data={accessModes}
        value={chosen.access}
        onChange={(access) => onChange({ ...chosen, access })}
      />
    </>
  );
}

function EndpointTable({ endpoints }: { readonly endpoints: readonly Endpoint[] }) {
  return (
    <Table className="cards" verticalSpacing="sm">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Endpoint</Table.Th>
          <Table.Th>Product</Table.Th>
          <Table.Th>Access</Table.Th>
          <Table.Th>Any of these scopes</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {endpoints.map((endpoint) => (
          <Table.Tr key={endpoint.id}>
            <Table.Td data-label="Endpoint">
              <EndpointLine endpoint={endpoint}>{endpoint.api}</EndpointLine>
            </Table.Td>
            <Table.Td data-label="Product">{endpoint.product ?? '–'}</Table.Td>
            <Table.Td data-label="Access">{ACCESS[endpoint.access]}</Table.Td>
            <Table.Td data-label="Scopes">
              <Stack gap={2}>
                {endpoint.requiredScopes.length === 0 ? '–' : ''}
                {endpoint.requiredScopes.map((name) => (
                  <Text key={name} size="xs" ff="monospace">
                    {name}
                  </Text>
                ))}
              </Stack>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
