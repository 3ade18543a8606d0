import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useAction } from '../../api/use-action.js';
import { useLoad } from '../../api/use-load.js';
import { Pager, usePaging } from '../../parts/pager.js';
import { Problem, WhenLoaded } from '../../parts/states.js';
import { formatAgo } from '../../parts/time.js';
import { useApi } from '../../shell/session.js';
import { useToast } from '../../shell/toasts.js';

const LIMIT = 10;

/** The session tokens of a user that go on. */
export function UserSessions({ login }: { readonly login: string }) {
  const api = useApi();
  const say = useToast();
  const { run, isBusy, problem } = useAction();
  const paging = usePaging(login);
  const loaded = useLoad(`${login} ${paging.cursor ?? ''}`, (signal) =>
    api('listUserSessions', { query: { login, limit: LIMIT, cursor: paging.cursor }, signal }),
  );
  const end = (id: string) =>
    run(async () => {
      await api('endUserSession', { path: { id } });
      say('Ended. Its token is refused.');
      loaded.reload();
    });
  return (
    <Paper withBorder p="lg" radius="lg" component="section" aria-label="Sessions">
      <Title order={2} mb="sm">
        Sessions
      </Title>
      <WhenLoaded loaded={loaded}>
        {(page) => (
          <Stack gap="sm">
            {page.items.length === 0 && (
              <Text size="sm" c="dimmed">
                None goes on. Programs begin one over the Management API.
              </Text>
            )}
            <div className="rows">
              {page.items.map(({ id, createdAt, expiresAt, lastUsedAt }) => (
                <Group key={id} justify="space-between" py="xs">
                  <div>
                    <Text size="sm" ff="monospace">
                      {id}
                    </Text>
                    <Text size="xs" c="dimmed">
                      begun {formatAgo(createdAt)}, used {formatAgo(lastUsedAt)}, ends {formatAgo(expiresAt)}
                    </Text>
                  </div>
                  <Button
                    size="compact-sm"
                    variant="default"
                    className="danger"
                    loading={isBusy}
                    aria-label={`End session ${id}`}
                    onClick={() => end(id)}
                  >
                    End
                  </Button>
                </Group>
              ))}
            </div>
            {page.total > LIMIT && <Pager paging={paging} limit={LIMIT} answer={page} />}
            {problem !== null && <Problem problem={problem} />}
          </Stack>
        )}
      </WhenLoaded>
    </Paper>
  );
}
