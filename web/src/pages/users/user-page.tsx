import { Group, Stack, Text } from '@mantine/core';
import type { User } from '../../api/api.js';
import { useLoad } from '../../api/use-load.js';
import { Page } from '../../parts/page.js';
import { WhenLoaded } from '../../parts/states.js';
import { formatInstant } from '../../parts/time.js';
import { Link } from '../../shell/router.js';
import { useApi } from '../../shell/session.js';
import { useToast } from '../../shell/toasts.js';
import { loadChoices } from './load-form.js';
import { UserActions } from './user-actions.js';
import { draftOf, editBody } from './user-draft.js';
import { UserForm } from './user-form.js';
import { UserSessions } from './user-sessions.js';
import { UserState } from './user-state.js';

export function UserPage({ login }: { readonly login: string }) {
  const api = useApi();
  const say = useToast();
  const path = { id: login };
  const loaded = useLoad(login, async (signal) => {
    const [user, choices] = await Promise.all([api('getUser', { path, signal }), loadChoices(api, signal)]);
    return { user, choices };
  });
  const user = loaded.data?.user ?? null;
  return (
    <Page
      title={user?.name ?? login}
      back={{ to: '/users', label: 'Users' }}
      actions={user === null ? undefined : <UserActions user={user} onChanged={loaded.reload} />}
    >
      <WhenLoaded loaded={loaded}>
        {(data) => (
          <Stack gap="lg">
            <About user={data.user} />
            {data.user.removedAt === null && (
              <>
                <UserForm
                  key={data.user.etag}
                  {...data.choices}
                  stage="made"
                  initial={draftOf(data.user)}
                  submitLabel="Save changes"
                  onSubmit={async (draft) => {
                    await api('editUser', { path, body: editBody(draft), headers: { 'if-match': data.user.etag } });
                    say('Saved. Decisions follow at once.');
                    loaded.reload();
                  }}
                />
                <UserSessions login={login} />
              </>
            )}
          </Stack>
        )}
      </WhenLoaded>
    </Page>
  );
}

function About({ user }: { readonly user: User }) {
  return (
    <Group gap="md">
      <UserState user={user} />
      <Text size="sm" c="dimmed" className="wrap">
        Signs in as <strong>{user.login}</strong>, account {user.account}, since {formatInstant(user.createdAt)}
        {user.removedAt !== null && <>, removed {formatInstant(user.removedAt)}</>}
      </Text>
      <Link to={`/audit?subject=${encodeURIComponent(user.login)}`} size="sm">
        Changes of this user
      </Link>
    </Group>
  );
}
