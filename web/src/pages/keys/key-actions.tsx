import { Button, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import type { ApiKey } from '../../api/api.js';
import { useAction } from '../../api/use-action.js';
import { Dialog } from '../../parts/dialog.js';
import { SecretModal } from '../../parts/secret.js';
import { Problem } from '../../parts/states.js';
import { followLink, goTo } from '../../shell/router.js';
import { useApi } from '../../shell/session.js';
import { useToast } from '../../shell/toasts.js';

interface ActionProps {
  readonly apiKey: ApiKey;
  readonly onChanged: () => void;
}

type Asked = 'rotate' | 'revoke' | null;

/** What can be done to a key; what cannot be undone is asked about first. */
export function KeyActions({ apiKey, onChanged }: ActionProps) {
  const api = useApi();
  const say = useToast();
  const { run, isBusy, problem } = useAction();
  const [asked, setAsked] = useState<Asked>(null);
  const path = { id: apiKey.id };
  if (apiKey.state === 'revoked') return null;
  const turn = () =>
    run(async () => {
      await api(apiKey.enabled ? 'disableApiKey' : 'enableApiKey', { path });
      say(apiKey.enabled ? 'Disabled. Every call with this key is refused.' : 'Enabled.');
      onChanged();
    });
  return (
    <Stack gap="xs">
      <Group gap="xs">
        <Button component="a" href={`/keys/${encodeURIComponent(apiKey.id)}/edit`} onClick={followLink}>
          Edit
        </Button>
        {apiKey.state === 'active' && (
          <Button variant="default" onClick={() => setAsked('rotate')}>
            Rotate
          </Button>
        )}
        <Button variant="default" onClick={turn} loading={isBusy}>
          {apiKey.enabled ? 'Disable' : 'Enable'}
        </Button>
        <Button variant="default" className="danger" onClick={() => setAsked('revoke')}>
          Revoke
        </Button>
      </Group>
      {problem !== null && <Problem problem={problem} />}
      <RevokeDialog apiKey={apiKey} onChanged={onChanged} isOpen={asked === 'revoke'} onClose={() => setAsked(null)} />
      <RotateDialog apiKey={apiKey} onChanged={onChanged} isOpen={asked === 'rotate'} onClose={() => setAsked(null)} />
    </Stack>
  );
}

interface DialogProps extends ActionProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

function RevokeDialog({ apiKey, onChanged, isOpen, onClose }: DialogProps) {
  const api = useApi();
  const say = useToast();
  const { run, isBusy, problem } = useAction();
  const [typed, setTyped] = useState('');
  const revoke = () =>
    run(async () => {
      await api('revokeApiKey', { path: { id: apiKey.id } });
      say('Revoked, for good.');
      onClose();
      onChanged();
    });
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title="Revoke this key?">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (typed === apiKey.name) revoke();
        }}
      >
        <Stack>
          <Text size="sm">
            Whatever calls with “{apiKey.name}” is refused from now on. This cannot be undone; to stop a key for a
            while, disable it.
          </Text>
          <TextInput
            label="Type the name of the key to confirm"
            value={typed}
            data-autofocus
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          {problem !== null && <Problem problem={problem} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Keep it
            </Button>
            <Button type="submit" color="red.9" loading={isBusy} disabled={typed !== apiKey.name}>
              Revoke for good
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}

const OVERLAPS = [
  { value: '0', label: 'None: the old secret stops now' },
  { value: '3600', label: '1 hour' },
  { value: '86400', label: '1 day' },
  { value: '604800', label: '7 days' },
];

function RotateDialog({ apiKey, onChanged, isOpen, onClose }: DialogProps) {
  const api = useApi();
  const { run, isBusy, problem } = useAction();
  const [overlap, setOverlap] = useState('86400');
  const [made, setMade] = useState<{ readonly id: string; readonly secret: string } | null>(null);
  const attempt = useRef(crypto.randomUUID());
  const rotate = () =>
    run(async () => {
      const body = { overlapSeconds: Number(overlap) };
      const headers = { 'idempotency-key': attempt.current };
      const { key, secret } = await api('rotateApiKey', { path: { id: apiKey.id }, body, headers });
      attempt.current = crypto.randomUUID();
      setMade({ id: key.id, secret: secret ?? 'It was shown by an earlier try: rotate again for a new secret.' });
      onClose();
    });
  const leave = () => {
    setMade(null);
    onChanged();
    goTo(`/keys/${encodeURIComponent(made?.id ?? apiKey.id)}`);
  };
  return (
    <>
      <Dialog isOpen={isOpen} onClose={onClose} title="Rotate this key">
        <Stack>
          <Text size="sm">
            Makes a new secret with the same name, scopes, addresses and expiry. The old one works on for the overlap,
            so that you can change over without a gap.
          </Text>
          <Select
            label="The old secret works for another"
            data={OVERLAPS}
            value={overlap}
            allowDeselect={false}
            onChange={(value) => setOverlap(value ?? '0')}
          />
          {problem !== null && <Problem problem={problem} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button onClick={rotate} loading={isBusy}>
              Make the new secret
            </Button>
          </Group>
        </Stack>
      </Dialog>
      <SecretModal title="The new secret" secret={made?.secret ?? null} onClose={leave} />
    </>
  );
}
