import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { expect } from 'chai';
import { compileAddressRule } from '../../../src/service/identity/addresses.js';
import { eventually } from '../../support/query.js';
import { shareConnections } from '../../../src/transports/listener/connection-share.js';

describe('The share of connections of one address', () => {
  let server: Server;
  const sockets: Socket[] = [];
  /** Whose connections were closed as they came. */
  const rejected: string[] = [];
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
    server.close();
  });

  beforeEach(() => {
    rejected.length = 0;
  });

  async function start(trusted: readonly string[]): Promise<void> {
    server = createServer((socket) => socket.on('error', () => undefined).write('open'));
    const trustedPeers = compileAddressRule(trusted);
    const bounds = { maxConnections: 20, maxConnectionsPerAddress: 5, trustedPeers };
    shareConnections(server, { ...bounds, listener: 'http', onRejected: ({ peer }) => void rejected.push(peer) });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  }

  /** Whether the connection stays open. */
  async function dial(localAddress: string): Promise<boolean> {
    const { port } = server.address() as AddressInfo;
    const socket = connect({ port, host: '127.0.0.1', localAddress });
    sockets.push(socket);
    socket.on('error', () => undefined);
    const opened = once(socket, 'data').then(() => true);
    return await Promise.race([opened, once(socket, 'close').then(() => false)]);
  }

  const dialMany = async (address: string, times: number): Promise<number> => {
    let open = 0;
    for (let n = 0; n < times; n++) if (await dial(address)) open += 1;
    return open;
  };

  const cases = [
    { title: 'is its own, and leaves the others theirs', trusted: ['127.0.0.9'], first: 5, second: 5 },
    {
      title: 'is nearly all for a trusted gateway, and leaves some to others',
      trusted: ['127.0.0.2'],
      first: 18,
      second: 2,
    },
    { title: 'is no larger where nobody is trusted', trusted: [], first: 5, second: 5 },
  ];
  for (const { title, trusted, first, second } of cases) {
    it(title, async () => {
      await start(trusted);
      expect([await dialMany('127.0.0.2', 25), await dialMany('127.0.0.3', 8)]).to.deep.equal([first, second]);
      // Each of the others was counted, by whichever of the two bounds it passed.
      expect(rejected).to.have.length(25 - first + 8 - second);
    });
  }

  it('is given back when a connection ends', async () => {
    await start([]);
    expect(await dialMany('127.0.0.2', 6)).to.equal(5);
    sockets[0]?.destroy();
    // The server learns of the end a moment later; an attempt that comes too early is closed and takes no place.
    await eventually(async () => expect(await dial('127.0.0.2')).to.equal(true));
  });
});
