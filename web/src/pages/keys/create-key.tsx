import { Button } from '@mantine/core';
import { useRef, useState } from 'react';
import { ApiProblem } from '../../api/problem.js';
import { useLoad } from '../../api/use-load.js';
import { Page } from '../../parts/page.js';
import { SecretModal } from '../../parts/secret.js';
import { WhenLoaded } from '../../parts/states.js';
import { followLink, goTo } from '../../shell/router.js';
import { useApi } from '../../shell/session.js';
import { draftBody, EMPTY_DRAFT } from './key-draft.js';
import type { KeyDraft } from './key-draft.js';
import { KeyForm } from './key-form.js';

export function CreateKeyPage() {
  const api = useApi();
  const catalogue = useLoad('scopes', (signal) => api('listScopes', { signal }));
  const [made, setMade] = useState<{ readonly id: string; readonly secret: string } | null>(null);
  const attempt = useRef(crypto.randomUUID());
  const create = async (draft: KeyDraft) => {
    try {
      const headers = { 'idempotency-key': attempt.current };
      const { key, secret } = await api('createApiKey', { body: draftBody(draft), headers });
      setMade({ id: key.id, secret: secret ?? 'It was made by an earlier try: rotate the key for a new secret.' });
    } catch (error) {
      // Only where nobody knows whether it was made does the next try have to be the same one.
      if (error instanceof ApiProblem && error.status >= 400 && error.status < 500)
        attempt.current = crypto.randomUUID();
      throw error;
    }
  };
  return (
    <Page title="Create API key" back={{ to: '/keys', label: 'API keys' }}>
      <WhenLoaded loaded={catalogue}>
        {(scopes) => (
          <KeyForm
            catalogue={scopes}
            initial={EMPTY_DRAFT}
            submitLabel="Create API key"
            onSubmit={create}
            cancel={
              <Button variant="subtle" component="a" href="/keys" onClick={followLink}>
                Cancel
              </Button>
            }
          />
        )}
      </WhenLoaded>
      <SecretModal
        title="Your new API key"
        secret={made?.secret ?? null}
        onClose={() => {
          setMade(null);
          goTo(`/keys/${encodeURIComponent(made?.id ?? '')}`);
        }}
      />
    </Page>
  );
}
