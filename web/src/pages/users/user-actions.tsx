import { Button, Group, PasswordInput, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { User } from '../../api/api.js';
import { useAction } from '../../api/use-action.js';
import { Confirm } from '../../parts/confirm.js';
import { Dialog } from '../../parts/dialog.js';
import { Problem } from '../../parts/states.js';
import { useApi } from '../../shell/session.js';
import { useToast } from '../../shell/toasts.js';
import { MIN_PASSWORD_LENGTH } from './user-draft.js';

interface ActionProps {
  readonly user: User;
  readonly onChanged: () => void;
}

/** What can be done to a user besides editing. */
export function UserActions({ user, onChanged }: ActionProps) {
  const api = useApi();
  const say = useToast();
  const { run, isBusy, problem } = useAction();
  const [asked, setAsked] = useState<'password' | 'remove' | null>(null);
  if (user.removedAt !== null) return null;
  const path = { id: user.login };
  const headers = { 'if-match': user.etag };
  const turn = () =>
    run(async () => {
      await api('editUser', { path, body: { enabled: !user.enabled }, headers });
      say(user.enabled ? 'Disabled. Every call of this user is refused.' : 'Enabled.');
      onChanged();
    });
  const remove = async () => {
    await api('removeUser', { path, headers });
    say('Removed, for good.');
    setAsked(null);
    onChanged();
  };
  return (
    <Stack gap="xs">
      <Group gap="xs">
        <Button variant="default" onClick={() => setAsked('password')}>
          Set password
        </Button>
        <Button variant="default" onClick={turn} loading={isBusy}>
          {user.enabled ? 'Disable' : 'Enable'}
        </Button>
        <Button variant="default" className="danger" onClick={() => setAsked('remove')}>
          Remove
        </Button>
      </Group>
      {problem !== null && <Problem problem={problem} />}
      <PasswordDialog user={user} onChanged={onChanged} isOpen={asked === 'password'} onClose={() => setAsked(null)} />
      <Confirm
        isOpen={asked === 'remove'}
        title="Remove this user?"
        confirmLabel="Remove for good"
        onConfirm={remove}
        onClose={() => setAsked(null)}
      >
        “{user.login}” can no longer sign in, its sessions end, and its name is never given again. This cannot be
        undone; to stop a user for a while, disable it.
      </Confirm>
    </Stack>
  );
}

interface DialogProps extends ActionProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

function PasswordDialog({ user, onChanged, isOpen, onClose }: DialogProps) {
  const api = useApi();
  const say = useToast();
  const { run, isBusy, problem } = useAction();
  const [password, setPassword] = useState('');
  const isReady = password.length >= MIN_PASSWORD_LENGTH;
  const close = () => {
    setPassword('');
    onClose();
  };
  const save = () =>
    run(async () => {
      await api('setUserPassword', { path: { id: user.login }, body: { password } });
      say('The password is set, and the sessions of the user have ended.');
      close();
      onChanged();
    });
  return (
    <Dialog isOpen={isOpen} onClose={close} title="Set the password">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) save();
        }}
      >
        <Stack>
          <Text size="sm">The one before stops at once, and so does every session of “{user.login}”.</Text>
          <PasswordInput
            label="New password"
            description={`${MIN_PASSWORD_LENGTH} characters at least.`}
            autoComplete="new-password"
            maxLength={1024}
            value={password}
            error={problem?.about('password') ?? null}
            data-autofocus
            onChange={(event) => setPassword(event.currentTarget.value)}
            visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the new password' }}
          />
          {problem !== null && <Problem title="Not saved" problem={problem} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button type="submit" loading={isBusy} disabled={!isReady}>
              Save the password
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
