import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { CreateKeyPage } from '../pages/keys/create-key.js';
import { EditKeyPage } from '../pages/keys/edit-key.js';
import { KeyListPage } from '../pages/keys/key-list.js';
import { KeyPage } from '../pages/keys/key-page.js';
import { AuditPage } from '../pages/audit/audit-page.js';
import { EndpointsPage } from '../pages/endpoints/endpoint-list.js';
import { EndpointPage } from '../pages/endpoints/endpoint-page.js';
import { CreateIssuerPage } from '../pages/issuers/create-issuer.js';
import { IssuerListPage } from '../pages/issuers/issuer-list.js';
import { IssuerPage } from '../pages/issuers/issuer-page.js';
import { OverviewPage } from '../pages/overview/overview.js';
import { CreateRolePage, RolePage } from '../pages/roles/role-page.js';
import { RoleListPage } from '../pages/roles/role-list.js';
import { ScopesPage } from '../pages/scopes.js';
import { TryPage } from '../pages/try.js';
import { CreateUserPage } from '../pages/users/create-user.js';
import { UserListPage } from '../pages/users/user-list.js';
import { UserPage } from '../pages/users/user-page.js';
import { Empty } from '../parts/states.js';
import { Page } from '../parts/page.js';
import { Link, usePath, useQuery } from './router.js';

/** Which page an address is. */
export function Routes() {
  const path = usePath();
  const isNew = useQuery().has('new');
  const [place = '', id, action, ...rest] = path.split('/').filter((part) => part !== '');
  if (rest.length > 0) return <Nowhere />;
  if (place === 'keys' && id !== undefined) {
    const keyId = decode(id);
    if (id === 'new' && action === undefined) return <CreateKeyPage />;
    if (action === 'edit') return <EditKeyPage key={id} id={keyId} />;
    return action === undefined ? <KeyPage key={id} id={keyId} /> : <Nowhere />;
  }
  if (id !== undefined) return (action === undefined ? onePage(place, id) : null) ?? <Nowhere />;
  // By the query, because a user or a role may be called "new".
  if (isNew && place === 'users') return <CreateUserPage />;
  if (isNew && place === 'roles') return <CreateRolePage />;
  return LISTS.get(place)?.() ?? <Nowhere />;
}

const LISTS: ReadonlyMap<string, () => ReactNode> = new Map([
  ['', () => <OverviewPage />],
  ['audit', () => <AuditPage />],
  ['keys', () => <KeyListPage />],
  ['issuers', () => <IssuerListPage />],
  ['users', () => <UserListPage />],
  ['roles', () => <RoleListPage />],
  ['scopes', () => <ScopesPage />],
  ['endpoints', () => <EndpointsPage />],
  ['try', () => <TryPage />],
]);

/** The page of one thing of a place. */
function onePage(place: string, id: string): ReactNode {
  const name = decode(id);
  if (place === 'issuers') return id === 'new' ? <CreateIssuerPage /> : <IssuerPage key={id} name={name} />;
  if (place === 'users') return <UserPage key={id} login={name} />;
  if (place === 'roles') return <RolePage key={id} name={name} />;
  return place === 'endpoints' ? <EndpointPage key={id} id={name} /> : null;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function Nowhere() {
  return (
    <Page title="Nothing here">
      <Empty icon="search" title="There is no such page">
        <Text c="dimmed">
          Go to the{' '}
          <Link to="/" underline="always">
            overview
          </Link>{' '}
          or the{' '}
          <Link to="/keys" underline="always">
            API keys
          </Link>
          .
        </Text>
      </Empty>
    </Page>
  );
}
