import { Button, Group, Paper, Select, Stack, Table, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import type { Endpoint } from '../../api/api.js';
import { useLoad } from '../../api/use-load.js';
import { Icon } from '../../parts/icon.js';
import { Page } from '../../parts/page.js';
import { Pager, usePaging } from '../../parts/pager.js';
import { Empty, WhenLoaded } from '../../parts/states.js';
import { ScopeTags } from '../../parts/scope-tags.js';
import { goTo, Link, useQuery } from '../../shell/router.js';
import { useApi } from '../../shell/session.js';
import { ACCESS, ACCESS_CHOICES } from './access.js';

const LIMIT = 25;

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
        data={ACCESS_CHOICES}
        value={chosen.access}
        onChange={(access) => onChange({ ...chosen, access })}
      />
    </>
  );
}

function EndpointTable({ endpoints }: { readonly endpoints: readonly Endpoint[] }) {
  return (
    <Table className="cards" verticalSpacing="xs" highlightOnHover>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Endpoint</Table.Th>
          <Table.Th>Product</Table.Th>
          <Table.Th>Any one of these scopes</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {endpoints.map((endpoint) => (
          <Row key={endpoint.id} endpoint={endpoint} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Row({ endpoint }: { readonly endpoint: Endpoint }) {
  const { id, method, template, effect, api, product, access, requiredScopes } = endpoint;
  return (
    <Table.Tr>
      <Table.Td data-label="Endpoint">
        <Group gap="sm" wrap="nowrap" align="flex-start">
          <span className="method" data-effect={effect}>
            {method}
          </span>
          <Stack gap={0} miw={0}>
            <Link to={`/endpoints/${id}`} className="template" aria-label={`${method} ${template}`}>
              {template}
            </Link>
            <Text size="xs" c="dimmed">
              {api}
            </Text>
          </Stack>
        </Group>
      </Table.Td>
      <Table.Td data-label="Product">{product ?? '–'}</Table.Td>
      <Table.Td data-label="Scopes">
        {access === 'scoped' ? <ScopeTags scopes={requiredScopes} /> : <Text size="sm">{ACCESS[access]}</Text>}
      </Table.Td>
    </Table.Tr>
  );
}
