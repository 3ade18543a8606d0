import { Badge, Button, Checkbox, Group, MultiSelect, Paper, Stack, Text, TextInput, Title } from '@mantine/core';
import { useState } from 'react';
import type { OAuthClient, OAuthIssuer, Scope } from '../../api/api.js';
import { useAction } from '../../api/use-action.js';
import { useLoad } from '../../api/use-load.js';
import { Dialog } from '../../parts/dialog.js';
import { Icon } from '../../parts/icon.js';
import { Pager, usePaging } from '../../parts/pager.js';
import { Problem, WhenLoaded } from '../../parts/states.js';
import { useApi } from '../../shell/session.js';
import { useToast } from '../../shell/toasts.js';
import { RemoveClient } from './remove-client.js';

interface ClientsProps {
  readonly issuer: OAuthIssuer;
  readonly scopes: readonly Scope[];
  readonly onChanged: () => void;
}

const LIMIT = 20;

/** Which clients of an issuer may call, and what they hold. */
export function Clients({ issuer, scopes, onChanged }: ClientsProps) {
  const api = useApi();
  const paging = usePaging(issuer.name);
  const loaded = useLoad(`${issuer.name} ${issuer.etag} ${paging.cursor ?? ''}`, (signal) =>
    api('listOAuthClients', { query: { issuer: issuer.name, limit: LIMIT, cursor: paging.cursor }, signal }),
  );
  const [edited, setEdited] = useState<OAuthClient | 'new' | null>(null);
  const [removed, setRemoved] = useState<OAuthClient | null>(null);
  const changed = () => {
    setEdited(null);
    setRemoved(null);
    loaded.reload();
    onChanged();
  };
  return (
    <Paper withBorder p="lg" radius="lg" component="section" aria-label="Clients">
      <Group justify="space-between" mb="sm">
        <Title order={2}>Clients</Title>
        <Button size="xs" leftSection={<Icon name="plus" size={14} />} onClick={() => setEdited('new')}>
          Add client
        </Button>
      </Group>
      <WhenLoaded loaded={loaded}>
        {(page) => (
          <Stack>
            {page.items.length === 0 && (
              <Text size="sm" c="dimmed">
                None yet: every token of this issuer is refused until a client is added.
              </Text>
            )}
            {page.items.map((client) => (
              <ClientCard
                key={client.id}
                client={client}
                onEdit={() => setEdited(client)}
                onRemove={() => setRemoved(client)}
                onChanged={changed}
              />
            ))}
            {page.total > LIMIT && <Pager paging={paging} limit={LIMIT} answer={page} />}
          </Stack>
        )}
      </WhenLoaded>
      <Dialog
        isOpen={edited !== null}
        onClose={() => setEdited(null)}
        title={edited === 'new' ? 'Add a client' : 'Edit the client'}
      >
        {edited !== null && (
          <ClientForm issuer={issuer} client={edited === 'new' ? null : edited} scopes={scopes} onSaved={changed} />
        )}
      </Dialog>
      <RemoveClient client={removed} onClose={() => setRemoved(null)} onRemoved={changed} />
    </Paper>
  );
}

interface CardProps {
  readonly client: OAuthClient;
  readonly onEdit: () => void;
  readonly onRemove: () => void;
  readonly onChanged: () => void;
}

function ClientCard({ client, onEdit, onRemove, onChanged }: CardProps) {
  const api = useApi();
  const say = useToast();
  const { run, isBusy, problem } = useAction();
  const path = { id: client.id };
  const headers = { 'if-match': client.etag };
  const turn = () =>
    run(async () => {
      await api('editOAuthClient', { path, body: { enabled: !client.enabled }, headers });
      say(client.enabled ? 'Disabled.' : 'Enabled.');
      onChanged();
    });
  return (
    <Paper withBorder p="md" radius="md" component="section" aria-label={`Client ${client.name}`}>
      <Stack gap="xs">
        <Group justify="space-between" wrap="nowrap" align="flex-start">
          <Text fw={600} size="sm" className="wrap">
            {client.name}
          </Text>
          {client.state !== 'active' && (
            <Badge variant="default" tt="none" className="no-shrink">
              {client.state.replaceAll('_', ' ')}
            </Badge>
          )}
        </Group>
        <Text size="xs" c="dimmed" ff="monospace" className="wrap">
          {client.clientId ?? 'every client without a row of its own'}
        </Text>
        <Text size="sm" className="wrap">
          {client.heldScopes.length === 0 ? 'No scopes granted here' : client.heldScopes.join(', ')}
        </Text>
        <Group gap="xs">
          <Button size="compact-sm" variant="default" onClick={onEdit} aria-label={`Edit ${client.name}`}>
            Edit
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            loading={isBusy}
            onClick={turn}
            aria-label={`${client.enabled ? 'Disable' : 'Enable'} ${client.name}`}
          >
            {client.enabled ? 'Disable' : 'Enable'}
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            className="danger"
            onClick={onRemove}
            aria-label={`Remove ${client.name}`}
          >
            Remove
          </Button>
        </Group>
        {problem !== null && <Problem problem={problem} />}
      </Stack>
    </Paper>
  );
}

interface ClientFormProps {
  readonly issuer: OAuthIssuer;
  readonly client: OAuthClient | null;
  readonly scopes: readonly Scope[];
  readonly onSaved: () => void;
}

function ClientForm({ issuer, client, scopes, onSaved }: ClientFormProps) {
  const api = useApi();
  const say = useToast();
  const { run, isBusy, problem } = useAction();
  const [clientId, setClientId] = useState(client?.clientId ?? '');
  const [isOthers, setOthers] = useState(false);
  const [granted, setGranted] = useState<readonly string[]>(client?.scopes ?? []);
  const save = () =>
    run(async () => {
      if (client === null) {
        const body = { issuer: issuer.name, clientId: isOthers ? null : clientId.trim(), scopes: granted };
        await api('createOAuthClient', { body });
      } else {
        const headers = { 'if-match': client.etag };
        await api('editOAuthClient', { path: { id: client.id }, body: { scopes: granted }, headers });
      }
      say('Saved. Decisions follow at once.');
      onSaved();
    });
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <Stack>
        {client === null && (
          <>
            <TextInput
              label="Client id"
              description="As the issuer calls it."
              value={clientId}
              disabled={isOthers}
              maxLength={255}
              error={problem?.about('clientId') ?? null}
              data-autofocus
              onChange={(event) => setClientId(event.currentTarget.value)}
            />
            <Checkbox
              label="All clients without a row of their own"
              checked={isOthers}
              onChange={(event) => setOthers(event.currentTarget.checked)}
            />
          </>
        )}
        <MultiSelect
          label="Scopes granted here"
          searchable
          limit={50}
          data={scopes.filter(({ name, grantable }) => grantable || granted.includes(name)).map(({ name }) => name)}
          value={[...granted]}
          onChange={setGranted}
        />
        {problem !== null && <Problem title="Not saved" problem={problem} />}
        <Group justify="flex-end">
          <Button type="submit" loading={isBusy} disabled={client === null && !isOthers && clientId.trim() === ''}>
            Save client
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
