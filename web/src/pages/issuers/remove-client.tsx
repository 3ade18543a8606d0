import type { OAuthClient } from '../../api/api.js';
import { Confirm } from '../../parts/confirm.js';
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
  const remove = async () => {
    if (client === null) return;
    await api('removeOAuthClient', { path: { id: client.id }, headers: { 'if-match': client.etag } });
    say('Removed.');
    onRemoved();
  };
  return (
    <Confirm
      isOpen={client !== null}
      title="Remove this client?"
      confirmLabel="Remove the client"
      onConfirm={remove}
      onClose={onClose}
    >
      Its tokens are refused from now on, unless the issuer has a row for all others. What it was granted is forgotten;
      to stop it for a while, disable it.
    </Confirm>
  );
}
