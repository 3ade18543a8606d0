import { Badge, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import type { ApiKey, KeyUsage } from '../../api/api.js';
import { useAction } from '../../api/use-action.js';
import { useLoad } from '../../api/use-load.js';
import { Problem, WhenLoaded } from '../../parts/states.js';
import { formatAgo, formatDay } from '../../parts/time.js';
import { useApi } from '../../shell/session.js';
import { useToast } from '../../shell/toasts.js';

interface UseProps {
  readonly apiKey: ApiKey;
  readonly onChanged: () => void;
}

/** The scopes of a key, how much each was used, and a way to be rid of those that were not. */
export function KeyUse({ apiKey, onChanged }: UseProps) {
  const api = useApi();
  const loaded = useLoad(`${apiKey.id} ${apiKey.etag}`, (signal) =>
    api('getApiKeyUsage', { path: { id: apiKey.id }, signal }),
  );
  return (
    <Paper withBorder p="lg" radius="lg" component="section" aria-label="Scopes and their use">
      <Title order={2} mb="sm">
        Scopes and their use
      </Title>
      <WhenLoaded loaded={loaded}>
        {(usage) => (
          <Stack gap="sm">
            {apiKey.state !== 'revoked' && <DropUnused apiKey={apiKey} usage={usage} onChanged={onChanged} />}
            {usage.scopes.map(({ scope, allowedCalls, lastUsedAt, unused }) => (
              <Group key={scope} justify="space-between" wrap="nowrap" align="flex-start">
                <div className="page-title">
                  <Text size="sm" fw={600} className="wrap">
                    {scope}
                  </Text>
                  <Text size="xs" c="dimmed">
                    {apiKey.scopes.includes(scope) ? '' : 'by a role; '}
                    {unused
                      ? 'let no call through'
                      : `${allowedCalls} call${allowedCalls === 1 ? '' : 's'}, last ${formatAgo(lastUsedAt ?? usage.since)}`}
                  </Text>
                </div>
                <Badge variant="dot" color={unused ? 'orange' : 'teal'} tt="none" className="no-shrink">
                  {unused ? 'Unused' : 'In use'}
                </Badge>
              </Group>
            ))}
            <Text size="xs" c="dimmed">
              Counted since {formatDay(usage.since)}.
            </Text>
          </Stack>
        )}
      </WhenLoaded>
    </Paper>
  );
}

function DropUnused({ apiKey, usage, onChanged }: UseProps & { readonly usage: KeyUsage }) {
  const api = useApi();
  const say = useToast();
  const { run, isBusy, problem } = useAction();
  const unused = apiKey.scopes.filter((scope) => usage.unusedScopes.includes(scope));
  const kept = apiKey.scopes.filter((scope) => !unused.includes(scope));
  if (unused.length === 0) return null;
  const give = async (scopes: readonly string[], etag: string): Promise<ApiKey> => {
    const answer = await api('editApiKey', {
      path: { id: apiKey.id },
      body: { scopes: [...scopes] },
      headers: { 'if-match': etag },
    });
    onChanged();
    return answer.key;
  };
  const drop = () =>
    run(async () => {
      const { etag } = await give(kept, apiKey.etag);
      const restore = () =>
        void give(apiKey.scopes, etag).then(
          () => say('The scopes are back.'),
          (error: unknown) => say(`Not undone: ${error instanceof Error ? error.message : ''}`),
        );
      say(`Dropped ${unused.length} unused scope${unused.length === 1 ? '' : 's'}.`, { undo: restore });
    });
  return (
    <Stack gap="xs">
      {kept.length === 0 ? (
        <Text size="sm">No scope of this key was used. A key keeps at least one; disable it if nobody needs it.</Text>
      ) : (
        <Group justify="space-between">
          <Text size="sm">
            {unused.length} of {apiKey.scopes.length} scopes let no call through.
          </Text>
          <Button variant="default" size="xs" loading={isBusy} onClick={drop}>
            Drop unused scopes
          </Button>
        </Group>
      )}
      {problem !== null && <Problem problem={problem} />}
    </Stack>
  );
}
