import { Button, Group, Stack, Text } from '@mantine/core';
import type { OAuthClient } from '../../api/api.js';
import { useAction } from '../../api/use-action.js';
import { Dialog } from '../../parts/dialog.js';
import { Problem } from '../../parts/states.js';
import { useApi } from '../../shell/session.js';
import { useToast } from '../../shell/toasts.js';

interface RemoveProps {
  /** Null closes it. */
  readonly client: OAuthClient | null;
  readonly onClose: () => void;
  readonly onRemoved: () => void;
}

export function RemoveClient({ client, onClose, onRemoved }: RemoveProps) {
  const api = useApi();
  const say = useToast();
  const { run, isBusy, problem } = useAction();
  const remove = () =>
    run(async () => {
      if (client === null) return;
      await api('removeOAuthClient', { path: { id: client.id }, headers: { 'if-match': client.etag } });
      say('Removed.');
      onRemoved();
    });
  return (
    <Dialog isOpen={client !== null} onClose={onClose} title="Remove this client?">
      <Stack>
        <Text size="sm">
          Its tokens are refused from now on, unless the issuer has a row for all others. What it was granted is
          forgotten; to stop it for a while, disable it.
        </Text>
        {problem !== null && <Problem problem={problem} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Keep it
          </Button>
          <Button color="red.9" loading={isBusy} onClick={remove}>
            Remove the client
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
