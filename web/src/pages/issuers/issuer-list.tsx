import { Badge, Button, Paper, Stack, Table, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import type { OAuthIssuer } from '../../api/api.js';
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
    <Button component="a" href="/issuers/new" onClick={followLink} leftSection={<Icon name="plus" />}>
      Add issuer
    </Button>
  );
}

export function IssuerListPage() {
  const api = useApi();
  const [search, setSearch] = useState('');
  const [q] = useDebouncedValue(search.trim(), TYPING_MS);
  const paging = usePaging(q);
  const loaded = useLoad(`${q} ${paging.cursor ?? ''}`, (signal) =>
    api('listOAuthIssuers', { query: { q, limit: LIMIT, cursor: paging.cursor }, signal }),
  );
  return (
    <Page
      title="OAuth issuers"
      about="Whose access tokens are accepted, and from which clients."
      actions={<AddButton />}
    >
      <TextInput
        label="Search"
        placeholder="Name, issuer or audience"
        leftSection={<Icon name="search" />}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
      <WhenLoaded loaded={loaded}>
        {(page) =>
          page.items.length === 0 ? (
            <Empty icon="issuer" title={q === '' ? 'No issuers yet' : 'No issuer matches'}>
              <Text c="dimmed">
                {q === '' ? 'Add the server that gives out tokens for your APIs.' : 'Try another word.'}
              </Text>
            </Empty>
          ) : (
            <Stack>
              <Paper withBorder radius="lg" className="table-frame">
                <IssuerTable issuers={page.items} />
              </Paper>
              <Pager paging={paging} limit={LIMIT} answer={page} />
            </Stack>
          )
        }
      </WhenLoaded>
    </Page>
  );
}

function IssuerTable({ issuers }: { readonly issuers: readonly OAuthIssuer[] }) {
  return (
    <Table className="cards short" verticalSpacing="sm" highlightOnHover>
      <Table.Thead>
        <Table.Tr>
          {['Name', 'State', 'Audience', 'Tokens', 'Clients'].map((label) => (
            <Table.Th key={label}>{label}</Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {issuers.map((issuer) => (
          <Table.Tr key={issuer.name}>
            <Table.Td data-label="Name">
              <div>
                <Link to={`/issuers/${encodeURIComponent(issuer.name)}`} fw={600} size="sm">
                  {issuer.name}
                </Link>
                <Text size="xs" c="dimmed" ff="monospace" className="wrap">
                  {issuer.issuer}
                </Text>
              </div>
            </Table.Td>
            <Table.Td data-label="State">
              <IssuerState isEnabled={issuer.enabled} />
            </Table.Td>
            <Table.Td data-label="Audience">{issuer.audience}</Table.Td>
            <Table.Td data-label="Tokens">{tokenKinds(issuer)}</Table.Td>
            <Table.Td data-label="Clients">{issuer.clientCount}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

export function IssuerState({ isEnabled }: { readonly isEnabled: boolean }) {
  return (
    <Badge variant="default" tt="none" className="no-shrink">
      <span className={isEnabled ? 'allowed' : 'denied'} aria-hidden="true">
        ●
      </span>{' '}
      {isEnabled ? 'Enabled' : 'Disabled'}
    </Badge>
  );
}

function tokenKinds({ jwksUri, introspection }: OAuthIssuer): string {
  return [...(jwksUri === null ? [] : ['JWT']), ...(introspection === null ? [] : ['opaque'])].join(', ');
}
