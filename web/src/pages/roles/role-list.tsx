import { Button, Paper, Stack, Table, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import type { Role } from '../../api/api.js';
import { useLoad } from '../../api/use-load.js';
import { Icon } from '../../parts/icon.js';
import { Page } from '../../parts/page.js';
import { Pager, usePaging } from '../../parts/pager.js';
import { Empty, WhenLoaded } from '../../parts/states.js';
import { followLink, Link } from '../../shell/router.js';
import { useApi } from '../../shell/session.js';

const LIMIT = 20;
const TYPING_MS = 250;

function AddButton() {
  return (
    <Button component="a" href="/roles?new" onClick={followLink} leftSection={<Icon name="plus" />}>
      Add role
    </Button>
  );
}

export function RoleListPage() {
  const api = useApi();
  const [search, setSearch] = useState('');
  const [q] = useDebouncedValue(search.trim(), TYPING_MS);
  const paging = usePaging(q);
  const loaded = useLoad(`${q} ${paging.cursor ?? ''}`, (signal) =>
    api('listRoles', { query: { q, limit: LIMIT, cursor: paging.cursor }, signal }),
  );
  return (
    <Page
      title="Roles"
      about="Named sets of scopes. Whoever holds a role holds what it grants."
      actions={<AddButton />}
    >
      <TextInput
        label="Search"
        placeholder="Name or description"
        leftSection={<Icon name="search" />}
        value={search}
        maxLength={200}
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
      <WhenLoaded loaded={loaded}>
        {(page) =>
          page.items.length === 0 ? (
            <Empty icon="role" title={q === '' ? 'No roles yet' : 'No role matches'}>
              <Text c="dimmed">
                {q === '' ? 'A role saves choosing the same scopes for everybody.' : 'Try another word.'}
              </Text>
              {q === '' && <AddButton />}
            </Empty>
          ) : (
            <Stack>
              <Paper withBorder radius="lg" className="table-frame">
                <RoleTable roles={page.items} />
              </Paper>
              <Pager paging={paging} limit={LIMIT} answer={page} />
            </Stack>
          )
        }
      </WhenLoaded>
    </Page>
  );
}

function RoleTable({ roles }: { readonly roles: readonly Role[] }) {
  return (
    <Table className="cards short" verticalSpacing="sm" highlightOnHover>
      <Table.Thead>
        <Table.Tr>
          {['Name', 'Description', 'Scopes', 'Held by'].map((label) => (
            <Table.Th key={label}>{label}</Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {roles.map(({ name, description, scopes, holderCount }) => (
          <Table.Tr key={name}>
            <Table.Td data-label="Name">
              <Link to={`/roles/${encodeURIComponent(name)}`} fw={600} size="sm">
                {name}
              </Link>
            </Table.Td>
            <Table.Td data-label="Description">{description === '' ? '–' : description}</Table.Td>
            <Table.Td data-label="Scopes" className="figure">
              {scopes.length}
            </Table.Td>
            <Table.Td data-label="Held by" className="figure">
              {holderCount}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
