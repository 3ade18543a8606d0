import { Text } from '@mantine/core';
import { CreateKeyPage } from '../pages/keys/create-key.js';
import { EditKeyPage } from '../pages/keys/edit-key.js';
import { KeyListPage } from '../pages/keys/key-list.js';
import { KeyPage } from '../pages/keys/key-page.js';
import { EndpointsPage } from '../pages/endpoints.js';
import { CreateIssuerPage } from '../pages/issuers/create-issuer.js';
import { IssuerListPage } from '../pages/issuers/issuer-list.js';
import { IssuerPage } from '../pages/issuers/issuer-page.js';
import { OverviewPage } from '../pages/overview/overview.js';
import { ScopesPage } from '../pages/scopes.js';
import { TryPage } from '../pages/try.js';
import { Empty } from '../parts/states.js';
import { Page } from '../parts/page.js';
import { Link, usePath } from './router.js';

/** Which page an address is. */
export function Routes() {
  const path = usePath();
  const [place = '', id, action, ...rest] = path.split('/').filter((part) => part !== '');
  if (rest.length > 0) return <Nowhere />;
  if (place === 'keys' && id !== undefined) {
    const keyId = decode(id);
    if (id === 'new' && action === undefined) return <CreateKeyPage />;
    if (action === 'edit') return <EditKeyPage key={id} id={keyId} />;
    return action === undefined ? <KeyPage key={id} id={keyId} /> : <Nowhere />;
  }
  if (place === 'issuers' && id !== undefined && action === undefined) {
    return id === 'new' ? <CreateIssuerPage /> : <IssuerPage key={id} name={decode(id)} />;
  }
  if (id !== undefined) return <Nowhere />;
  if (place === '') return <OverviewPage />;
  if (place === 'keys') return <KeyListPage />;
  if (place === 'issuers') return <IssuerListPage />;
  if (place === 'scopes') return <ScopesPage />;
  if (place === 'endpoints') return <EndpointsPage />;
  return place === 'try' ? <TryPage /> : <Nowhere />;
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
