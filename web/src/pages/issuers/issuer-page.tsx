import { Button, Grid, Group, Stack } from '@mantine/core';
import { useState } from 'react';
import type { OAuthIssuer } from '../../api/api.js';
import { useAction } from '../../api/use-action.js';
import { useLoad } from '../../api/use-load.js';
import { Confirm } from '../../parts/confirm.js';
import { Page } from '../../parts/page.js';
import { Problem, WhenLoaded } from '../../parts/states.js';
import { goTo } from '../../shell/router.js';
import { useApi } from '../../shell/session.js';
import { useToast } from '../../shell/toasts.js';
import { Clients } from './clients.js';
import { draftBody, draftOf } from './issuer-draft.js';
import { IssuerForm } from './issuer-form.js';
import { IssuerState } from './issuer-list.js';

export function IssuerPage({ name }: { readonly name: string }) {
  const api = useApi();
  const say = useToast();
  const path = { id: name };
  const loaded = useLoad(name, async (signal) => {
    const [issuer, catalogue] = await Promise.all([
      api('getOAuthIssuer', { path, signal }),
      api('listScopes', { signal }),
    ]);
    return { issuer, scopes: catalogue.items };
  });
  const issuer = loaded.data?.issuer ?? null;
  return (
    <Page
      title={name}
      back={{ to: '/issuers', label: 'OAuth issuers' }}
      actions={issuer === null ? undefined : <IssuerActions issuer={issuer} onChanged={loaded.reload} />}
    >
      <WhenLoaded loaded={loaded}>
        {(data) => (
          <Grid gap="lg">
            <Grid.Col span={{ base: 12, lg: 6 }}>
              <IssuerForm
                key={data.issuer.etag}
                isNew={false}
                initial={draftOf(data.issuer)}
                scopes={data.scopes.map((scope) => scope.name)}
                onSubmit={async (draft) => {
                  const headers = { 'if-match': data.issuer.etag };
                  await api('editOAuthIssuer', { path, body: draftBody(draft), headers });
                  say('Saved. Decisions follow at once.');
                  loaded.reload();
                }}
              />
            </Grid.Col>
            <Grid.Col span={{ base: 12, lg: 6 }}>
              <Clients issuer={data.issuer} scopes={data.scopes} onChanged={loaded.reload} />
            </Grid.Col>
          </Grid>
        )}
      </WhenLoaded>
    </Page>
  );
}

function IssuerActions({ issuer, onChanged }: { readonly issuer: OAuthIssuer; readonly onChanged: () => void }) {
  const api = useApi();
  const say = useToast();
  const { run, isBusy, problem } = useAction();
  const path = { id: issuer.name };
  const turn = () =>
    run(async () => {
      await api('editOAuthIssuer', { path, body: { enabled: !issuer.enabled }, headers: { 'if-match': issuer.etag } });
      say(issuer.enabled ? 'Disabled. Every token of this issuer is refused.' : 'Enabled.');
      onChanged();
    });
  const [isAsked, setAsked] = useState(false);
  const remove = async () => {
    await api('removeOAuthIssuer', { path, headers: { 'if-match': issuer.etag } });
    say('Removed.');
    goTo('/issuers');
  };
  return (
    <Stack gap="xs">
      <Group gap="xs">
        <IssuerState isEnabled={issuer.enabled} />
        <Button variant="default" onClick={turn} loading={isBusy}>
          {issuer.enabled ? 'Disable' : 'Enable'}
        </Button>
        {issuer.clientCount === 0 && (
          <Button variant="default" className="danger" onClick={() => setAsked(true)}>
            Remove
          </Button>
        )}
      </Group>
      {problem !== null && <Problem problem={problem} />}
      <Confirm
        isOpen={isAsked}
        title="Remove this issuer?"
        confirmLabel="Remove the issuer"
        onConfirm={remove}
        onClose={() => setAsked(false)}
      >
        Its settings and translations of scopes are forgotten. To stop it for a while, disable it.
      </Confirm>
    </Stack>
  );
}
