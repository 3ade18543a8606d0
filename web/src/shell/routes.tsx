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
import { PAGE_PLACES } from '../../../src/transports/http/manage/page-places.js';
import type { PagePlace } from '../../../src/transports/http/manage/page-places.js';
import { Empty } from '../parts/states.js';
import { Page } from '../parts/page.js';
import { Link, usePath, useQuery } from './router.js';

type View = (id: string) => ReactNode;

/** One view for each place that the service serves the page at; a place without one does not compile. */
const VIEWS: Readonly<Record<PagePlace, View>> = {
  '/': () => <OverviewPage />,
  '/audit': () => <AuditPage />,
  '/keys': () => <KeyListPage />,
  '/keys/new': () => <CreateKeyPage />,
  '/keys/{id}': (id) => <KeyPage key={id} id={id} />,
  '/keys/{id}/edit': (id) => <EditKeyPage key={id} id={id} />,
  '/issuers': () => <IssuerListPage />,
  '/issuers/new': () => <CreateIssuerPage />,
  '/issuers/{id}': (id) => <IssuerPage key={id} name={id} />,
  '/users': () => <UserListPage />,
  '/users/{id}': (id) => <UserPage key={id} login={id} />,
  '/roles': () => <RoleListPage />,
  '/roles/{id}': (id) => <RolePage key={id} name={id} />,
  '/scopes': () => <ScopesPage />,
  '/endpoints': () => <EndpointsPage />,
  '/endpoints/{id}': (id) => <EndpointPage key={id} id={id} />,
  '/try': () => <TryPage />,
};

/** Which page an address is. */
export function Routes() {
  const path = usePath();
  const isNew = useQuery().has('new');
  // By the query, because a user or a role may be called "new".
  if (isNew && path === '/users') return <CreateUserPage />;
  if (isNew && path === '/roles') return <CreateRolePage />;
  const segments = path.split('/');
  const place = PAGE_PLACES.find((template) => matches(template.split('/'), segments));
  return place === undefined ? <Nowhere /> : VIEWS[place](decode(segments[2] ?? ''));
}

function matches(template: readonly string[], segments: readonly string[]): boolean {
  if (template.length !== segments.length) return false;
  return template.every((part, at) => (part.startsWith('{') ? segments[at] !== '' : segments[at] === part));
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
