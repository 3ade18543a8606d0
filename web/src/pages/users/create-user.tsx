import { Button } from '@mantine/core';
import { useRef } from 'react';
import { ApiProblem } from '../../api/problem.js';
import { useLoad } from '../../api/use-load.js';
import { Page } from '../../parts/page.js';
import { WhenLoaded } from '../../parts/states.js';
import { followLink, goTo } from '../../shell/router.js';
import { useApi } from '../../shell/session.js';
import { useToast } from '../../shell/toasts.js';
import { loadChoices } from './load-form.js';
import { createBody, EMPTY_DRAFT } from './user-draft.js';
import type { UserDraft } from './user-draft.js';
import { UserForm } from './user-form.js';

export function CreateUserPage() {
  const api = useApi();
  const say = useToast();
  const loaded = useLoad('choices', (signal) => loadChoices(api, signal));
  const attempt = useRef(crypto.randomUUID());
  const create = async (draft: UserDraft) => {
    try {
      const { user } = await api('createUser', {
        body: createBody(draft),
        headers: { 'idempotency-key': attempt.current },
      });
      say('Made. The user can sign in at once.');
      goTo(`/users/${encodeURIComponent(user.login)}`);
    } catch (error) {
      // Only where nobody knows whether it was made does the next try have to be the same one.
      if (error instanceof ApiProblem && error.status >= 400 && error.status < 500)
        attempt.current = crypto.randomUUID();
      throw error;
    }
  };
  return (
    <Page title="Add user" back={{ to: '/users', label: 'Users' }}>
      <WhenLoaded loaded={loaded}>
        {(choices) => (
          <UserForm
            {...choices}
            stage="new"
            initial={EMPTY_DRAFT}
            submitLabel="Add user"
            onSubmit={create}
            cancel={
              <Button variant="subtle" component="a" href="/users" onClick={followLink}>
                Cancel
              </Button>
            }
          />
        )}
      </WhenLoaded>
    </Page>
  );
}
