import { Button } from '@mantine/core';
import { useLoad } from '../../api/use-load.js';
import { Page } from '../../parts/page.js';
import { WhenLoaded } from '../../parts/states.js';
import { followLink, goTo } from '../../shell/router.js';
import { useApi } from '../../shell/session.js';
import { useToast } from '../../shell/toasts.js';
import { draftBody, draftOf } from './key-draft.js';
import { KeyForm } from './key-form.js';

export function EditKeyPage({ id }: { readonly id: string }) {
  const api = useApi();
  const say = useToast();
  const address = `/keys/${encodeURIComponent(id)}`;
  const loaded = useLoad(id, async (signal) => {
    const [key, catalogue] = await Promise.all([
      api('getApiKey', { path: { id }, signal }),
      api('listScopes', { signal }),
    ]);
    return { key, catalogue };
  });
  return (
    <Page title="Edit API key" back={{ to: address, label: loaded.data?.key.name ?? 'API key' }}>
      <WhenLoaded loaded={loaded}>
        {({ key, catalogue }) => (
          <KeyForm
            key={key.etag}
            catalogue={catalogue}
            initial={draftOf(key)}
            submitLabel="Save changes"
            onSubmit={async (draft) => {
              await api('editApiKey', { path: { id }, body: draftBody(draft), headers: { 'if-match': key.etag } });
              say('Saved. Decisions follow at once.');
              goTo(address);
            }}
            cancel={
              <Button variant="subtle" component="a" href={address} onClick={followLink}>
                Cancel
              </Button>
            }
          />
        )}
      </WhenLoaded>
    </Page>
  );
}
