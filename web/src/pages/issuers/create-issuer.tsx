import { Button } from '@mantine/core';
import { useLoad } from '../../api/use-load.js';
import { Page } from '../../parts/page.js';
import { WhenLoaded } from '../../parts/states.js';
import { followLink, goTo } from '../../shell/router.js';
import { useApi } from '../../shell/session.js';
import { useToast } from '../../shell/toasts.js';
import { draftBody, EMPTY_DRAFT } from './issuer-draft.js';
import { IssuerForm } from './issuer-form.js';

export function CreateIssuerPage() {
  const api = useApi();
  const say = useToast();
  const loaded = useLoad('scopes', (signal) => api('listScopes', { signal }));
  return (
    <Page title="Add OAuth issuer" back={{ to: '/issuers', label: 'OAuth issuers' }}>
      <WhenLoaded loaded={loaded}>
        {(catalogue) => (
          <IssuerForm
            isNew
            initial={EMPTY_DRAFT}
            scopes={catalogue.items.map(({ name }) => name)}
            onSubmit={async (draft) => {
              const { issuer } = await api('createOAuthIssuer', {
                body: { name: draft.name.trim(), ...draftBody(draft) },
              });
              say('Added. Now say which of its clients may call.');
              goTo(`/issuers/${encodeURIComponent(issuer.name)}`);
            }}
            cancel={
              <Button variant="subtle" component="a" href="/issuers" onClick={followLink}>
                Cancel
              </Button>
            }
          />
        )}
      </WhenLoaded>
    </Page>
  );
}
