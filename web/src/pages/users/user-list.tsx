import { Button, Group, Paper, Stack, Table, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import type { User } from '../../api/api.js';
import { useLoad } from '../../api/use-load.js';
import { Icon } from '../../parts/icon.js';
import { Page } from '../../parts/page.js';
import { Pager, usePaging } from '../../parts/pager.js';
import { Empty, WhenLoaded } from '../../parts/states.js';
import { formatDay } from '../../parts/time.js';
import { followLink, goTo, Link, useQuery } from '../../shell/router.js';
import { useApi } from '../../shell/session.js';
import { UserState } from './user-state.js';

const LIMIT = 20;
const TYPING_MS = 250;

function AddButton() {
  return (
    <Button component="a" href="/users?new" onClick={followLink} leftSection={<Icon name="plus" />}>
      Add user
    </Button>
  );
}

export function UserListPage() {
  const api = useApi();
  const role = useQuery().get('role');
  const [search, setSearch] = useState('');
  const [q] = useDebouncedValue(search.trim(), TYPING_MS);
  const paging = usePaging(JSON.stringify({ q, role }));
  const loaded = useLoad(JSON.stringify({ q, role, cursor: paging.cursor }), (signal) =>
    api('listUsers', { query: { q, role, limit: LIMIT, cursor: paging.cursor }, signal }),
  );
  const isFiltered = q !== '' || role !== null;
  return (
    <Page
      title="Users"
      about="People who sign in with a name and a password, here and at your APIs."
      actions={<AddButton />}
    >
      <TextInput
        label="Search"
        placeholder="User name, name or account"
        leftSection={<Icon name="search" />}
        value={search}
        maxLength={200}
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
      {role !== null && (
        <Group gap="sm">
          <Text size="sm" className="wrap">
            Only who holds the role <strong>{role}</strong>
          </Text>
          <Button size="compact-sm" variant="default" onClick={() => goTo('/users')}>
            Show all
          </Button>
        </Group>
      )}
      <WhenLoaded loaded={loaded}>
        {(page) =>
          page.items.length === 0 ? (
            <Empty icon="person" title={isFiltered ? 'No user matches' : 'No users yet'}>
              <Text c="dimmed">
                {isFiltered ? 'Try another word.' : 'A user signs in with a password instead of a key.'}
              </Text>
              {!isFiltered && <AddButton />}
            </Empty>
          ) : (
            <Stack>
              <Paper withBorder radius="lg" className="table-frame">
                <UserTable users={page.items} />
              </Paper>
              <Pager paging={paging} limit={LIMIT} answer={page} />
            </Stack>
          )
        }
      </WhenLoaded>
    </Page>
  );
}

function UserTable({ users }: { readonly users: readonly User[] }) {
  return (
    <Table className="cards short" verticalSpacing="sm" highlightOnHover>
      <Table.Thead>
        <Table.Tr>
          {['User', 'State', 'Roles', 'Scopes', 'Account', 'Created'].map((label) => (
            <Table.Th key={label}>{label}</Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {users.map((user) => (
          <Table.Tr key={user.login}>
            <Table.Td data-label="User">
              <div>
                <Link to={`/users/${encodeURIComponent(user.login)}`} fw={600} size="sm">
                  {user.name}
                </Link>
                <Text size="xs" c="dimmed" ff="monospace">
                  {user.login}
                </Text>
              </div>
            </Table.Td>
            <Table.Td data-label="State">
              <UserState user={user} />
            </Table.Td>
            <Table.Td data-label="Roles">{user.roles.length === 0 ? 'None' : user.roles.join(', ')}</Table.Td>
            <Table.Td data-label="Scopes" className="figure">
              {user.heldScopes.length}
            </Table.Td>
            <Table.Td data-label="Account">{user.account}</Table.Td>
            <Table.Td data-label="Created" className="no-wrap">
              {formatDay(user.createdAt)}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
