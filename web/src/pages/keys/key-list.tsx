import { Button, Group, Paper, Select, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useLoad } from '../../api/use-load.js';
import { Icon } from '../../parts/icon.js';
import { Page } from '../../parts/page.js';
import { Pager, usePaging } from '../../parts/pager.js';
import { Empty, WhenLoaded } from '../../parts/states.js';
import { followLink } from '../../shell/router.js';
import { useApi } from '../../shell/session.js';
import { KeyTable } from './key-table.js';
import type { Sorting } from './key-table.js';
import { STATE_CHOICES } from './key-state.js';

const LIMIT = 20;
const TYPING_MS = 250;

function CreateButton() {
  return (
    <Button component="a" href="/keys/new" onClick={followLink} leftSection={<Icon name="plus" />}>
      Create API key
    </Button>
  );
}

export function KeyListPage() {
  const api = useApi();
  const [search, setSearch] = useState('');
  const [q] = useDebouncedValue(search.trim(), TYPING_MS);
  const [state, setState] = useState<string | null>(null);
  const [sorting, setSorting] = useState<Sorting>({ sort: 'createdAt', order: 'desc' });
  const filters = JSON.stringify({ q, state, ...sorting });
  const paging = usePaging(filters);
  const loaded = useLoad(`${filters} ${paging.cursor ?? ''}`, (signal) =>
    api('listApiKeys', { query: { q, state, ...sorting, limit: LIMIT, cursor: paging.cursor }, signal }),
  );
  const isFiltered = q !== '' || state !== null;
  return (
    <Page
      title="API keys"
      about="Who may call your APIs, with which scopes, and for how long."
      actions={<CreateButton />}
    >
      <Group align="flex-end">
        <TextInput
          label="Search"
          placeholder="Name, id or account"
          leftSection={<Icon name="search" />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          flex="1 1 220px"
        />
        <Select
          label="State"
          placeholder="Any"
          clearable
          data={STATE_CHOICES}
          value={state}
          onChange={setState}
          w={170}
        />
      </Group>
      <WhenLoaded loaded={loaded}>
        {(page) =>
          page.items.length === 0 ? (
            <Empty icon="key" title={isFiltered ? 'No key matches' : 'No keys yet'}>
              <Text c="dimmed">
                {isFiltered ? 'Try another word or another state.' : 'A key lets a program call your APIs.'}
              </Text>
              {!isFiltered && <CreateButton />}
            </Empty>
          ) : (
            <Stack>
              <Paper withBorder radius="lg" className="table-frame">
                <KeyTable keys={page.items} sorting={sorting} onSort={setSorting} />
              </Paper>
              <Pager paging={paging} limit={LIMIT} answer={page} />
            </Stack>
          )
        }
      </WhenLoaded>
    </Page>
  );
}
