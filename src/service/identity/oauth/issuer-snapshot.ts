import { isScopegateError, noAnswer } from '../../../base/errors.js';
import type { ClientName, ClientsRead, IssuerReader, KeptClient, KeptOauth } from '../../../store/ports/issuers.js';

/** An `IssuerReader` that goes on from what was kept, until the database answers for the first time. */
export interface IssuerSnapshot extends IssuerReader {
  /** To be called before the first token comes. */
  restore(oauth: KeptOauth): void;
}

/**
 * After a start without the database. Whoever is not among what was kept may be new: there is no answer about him, and
 * never that he is unknown.
 */
export function makeIssuerSnapshot(reader: IssuerReader): IssuerSnapshot {
  let kept: KeptOauth | null = null;
  let clients: ReadonlyMap<string, KeptClient> = new Map();

  async function orKept<Read>(read: () => Promise<Read>, instead: (oauth: KeptOauth) => Read): Promise<Read> {
    try {
      const answer = await read();
      kept = null;
      return answer;
    } catch (error) {
      if (kept === null || !isScopegateError(error) || error.code !== 'unavailable') throw error;
      return instead(kept);
    }
  }

  function findKept(names: readonly ClientName[], { revision, hasAllClients }: KeptOauth): ClientsRead {
    const rows = names.map(({ issuerId, clientId }) => {
      // The row of all others is not for a client whose own row may have been left out.
      const others = hasAllClients ? clients.get(nameOf(issuerId, null)) : undefined;
      const found = clients.get(nameOf(issuerId, clientId)) ?? others;
      if (found !== undefined) return found.row;
      throw noAnswer('nothing is known of this OAuth client yet');
    });
    return { revision, clients: rows };
  }

  return {
    restore(oauth) {
      kept = oauth;
      clients = new Map(oauth.clients.map((client) => [nameOf(client.issuerId, client.clientId), client]));
    },
    readIssuers: () =>
      orKept(
        () => reader.readIssuers(),
        ({ revision, issuers }) => ({ revision, issuers, mayLack: true }),
      ),
    findClients: (names) =>
      orKept(
        () => reader.findClients(names),
        (oauth) => findKept(names, oauth),
      ),
  };
}

/** Client ids have no control characters. */
function nameOf(issuerId: number, clientId: string | null): string {
  return clientId === null ? String(issuerId) : `${String(issuerId)} ${clientId}`;
}
