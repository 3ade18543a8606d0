import { Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { Role } from '../../api/api.js';
import { ApiProblem } from '../../api/problem.js';
import { useLoad } from '../../api/use-load.js';
import { Confirm } from '../../parts/confirm.js';
import { Page } from '../../parts/page.js';
import { WhenLoaded } from '../../parts/states.js';
import { followLink, goTo, Link } from '../../shell/router.js';
import { useApi } from '../../shell/session.js';
import { useToast } from '../../shell/toasts.js';
import { RoleForm } from './role-form.js';
import type { RoleDraft } from './role-form.js';

const EMPTY_DRAFT: RoleDraft = { name: '', description: '', scopes: [] };

const bodyOf = ({ description, scopes }: RoleDraft) => ({ description: description.trim(), scopes: [...scopes] });

export function CreateRolePage() {
  const api = useApi();
  const say = useToast();
  const loaded = useLoad('scopes', (signal) => api('listScopes', { signal }));
  const create = async (draft: RoleDraft) => {
    const id = draft.name.trim();
    try {
      await api('defineRole', { path: { id }, body: bodyOf(draft) });
    } catch (error) {
      // The API wants to know which state of it was read; here none was.
      if (error instanceof ApiProblem && error.status === 428)
        throw new ApiProblem(409, `There is a role “${id}” already.`);
      throw error;
    }
    say('Made.');
    goTo(`/roles/${encodeURIComponent(id)}`);
  };
  return (
    <Page title="Add role" back={{ to: '/roles', label: 'Roles' }}>
      <WhenLoaded loaded={loaded}>
        {(catalogue) => (
          <RoleForm
            stage="new"
            catalogue={catalogue}
            initial={EMPTY_DRAFT}
            submitLabel="Add role"
            onSubmit={create}
            cancel={
              <Button variant="subtle" component="a" href="/roles" onClick={followLink}>
                Cancel
              </Button>
            }
          />
        )}
      </WhenLoaded>
    </Page>
  );
}

export function RolePage({ name }: { readonly name: string }) {
  const api = useApi();
  const say = useToast();
  const path = { id: name };
  const loaded = useLoad(name, async (signal) => {
    const [role, catalogue] = await Promise.all([api('getRole', { path, signal }), api('listScopes', { signal })]);
    return { role, catalogue };
  });
  const role = loaded.data?.role ?? null;
  return (
    <Page
      title={name}
      back={{ to: '/roles', label: 'Roles' }}
      actions={role === null ? undefined : <RemoveRole role={role} />}
    >
      <WhenLoaded loaded={loaded}>
        {(data) => (
          <Stack gap="lg">
            <Held role={data.role} />
            <RoleForm
              key={data.role.etag}
              stage="made"
              catalogue={data.catalogue}
              initial={data.role}
              submitLabel="Save changes"
              onSubmit={async (draft) => {
                await api('defineRole', { path, body: bodyOf(draft), headers: { 'if-match': data.role.etag } });
                say('Saved. Decisions follow at once.');
                loaded.reload();
              }}
            />
          </Stack>
        )}
      </WhenLoaded>
    </Page>
  );
}

function Held({ role }: { readonly role: Role }) {
  return (
    <Group gap="md">
      <Text size="sm" c="dimmed">
        Held by {role.holderCount} {role.holderCount === 1 ? 'credential' : 'credentials'}.
      </Text>
      <Link to={`/users?role=${encodeURIComponent(role.name)}`} size="sm">
        Users who hold it
      </Link>
      <Link to={`/audit?subject=${encodeURIComponent(role.name)}`} size="sm">
        Changes of this role
      </Link>
    </Group>
  );
}

function RemoveRole({ role }: { readonly role: Role }) {
  const api = useApi();
  const say = useToast();
  const [isAsked, setAsked] = useState(false);
  const remove = async () => {
    await api('removeRole', { path: { id: role.name }, headers: { 'if-match': role.etag } });
    say('Removed.');
    goTo('/roles');
  };
  // One that is held cannot be removed.
  if (role.holderCount > 0) return null;
  return (
    <>
      <Button variant="default" className="danger" onClick={() => setAsked(true)}>
        Remove
      </Button>
      <Confirm
        isOpen={isAsked}
        title="Remove this role?"
        confirmLabel="Remove the role"
        onConfirm={remove}
        onClose={() => setAsked(false)}
      >
        Nobody holds “{role.name}”, so nobody loses anything.
      </Confirm>
    </>
  );
}
