import { expect } from 'chai';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { startTcpProxy, throughProxy } from './tcp-proxy.js';
import type { TcpProxy } from './tcp-proxy.js';

describe('the link that can be made to fail', () => {
  let server: Server;
  let proxy: TcpProxy;
  const opened: Socket[] = [];

  before(async () => {
    server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.pipe(socket);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  after(() => server.close());

  beforeEach(async () => {
    proxy = await startTcpProxy((server.address() as AddressInfo).port);
  });
  afterEach(async () => {
    for (const socket of opened.splice(0)) socket.destroy();
    await proxy.close();
  });

  function dial(): Socket {
    const socket = connect({ port: proxy.port, host: '127.0.0.1' });
    opened.push(socket);
    return socket.on('error', () => undefined);
  }

  async function open(): Promise<Socket> {
    const socket = dial();
    await once(socket, 'connect');
    return socket;
  }

  function closed(socket: Socket): Promise<void> {
    return new Promise((resolve) => {
      if (socket.closed) resolve();
      else socket.once('close', () => resolve());
    });
  }

  async function echo(socket: Socket, text: string): Promise<string> {
    socket.write(text);
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    return chunk.toString();
  }

  it('forwards both ways, and ends when one side ends', async () => {
    const socket = await open();
    expect(await echo(socket, 'hello')).to.equal('hello');
    socket.end();
    await once(socket, 'close');
    expect(proxy.accepted).to.equal(1);
  });

  it('holds everything back while it is a black hole, and delivers it afterwards', async () => {
    const socket = await open();
    await echo(socket, 'a');
    proxy.setMode('blackhole');
    const late = echo(socket, 'b');
    const first = await Promise.race([late, sleep(60, 'nothing')]);
    proxy.setMode('pass');
    expect([first, await late]).to.deep.equal(['nothing', 'b']);
  });

  it('resets connections that are cut, and those made while it refuses', async () => {
    const socket = await open();
    await echo(socket, 'a');
    proxy.setMode('refuse');
    const cut = closed(socket);
    proxy.cut();
    await cut;
    await closed(dial());
    proxy.setMode('pass');
    expect(await echo(await open(), 'again')).to.equal('again');
  });

  it('closes also where one end takes nothing of what was sent to it', async () => {
    const deaf = await open();
    deaf.pause();
    deaf.write(Buffer.alloc(16 * 1024 * 1024));
    await sleep(200);
    expect(await Promise.race([proxy.close().then(() => 'closed'), sleep(2000, 'waits')])).to.equal('closed');
  });

  it('lets one connection overtake another, and keeps the order within each', async () => {
    proxy.setDelay((connection) => (connection === 0 ? 80 : 0));
    const [slow, fast] = [await open(), await open()];
    const arrivals: string[] = [];
    slow.write('1');
    await sleep(5);
    slow.write('2');
    await Promise.all([
      once(fast, 'data').then(() => arrivals.push('fast')),
      (async () => {
        let text = '';
        slow.on('data', (chunk: Buffer) => (text += chunk.toString()));
        while (text.length < 2) await once(slow, 'data');
        arrivals.push(text);
      })(),
      Promise.resolve(fast.write('x')),
    ]);
    expect(arrivals).to.deep.equal(['fast', '12']);
  });

  it('writes database URLs that lead through it', () => {
    expect(throughProxy('postgresql://u:p@db:5432/name', proxy)).to.equal(
      `postgresql://u:p@127.0.0.1:${String(proxy.port)}/name`,
    );
  });

  it('can make black holes of the connections that introduced themselves with a word', async () => {
    const [listener, other] = [await open(), await open()];
    expect(await echo(listener, 'I am the listener')).to.equal('I am the listener');
    expect(await echo(other, 'I am another')).to.equal('I am another');
    proxy.silence('the listener');
    const late = once(listener, 'data') as Promise<[Buffer]>;
    listener.write('held back');
    expect(await echo(other, 'goes on')).to.equal('goes on');
    expect(await Promise.race([late, sleep(50, 'nothing')])).to.equal('nothing');
    proxy.silence(null);
    expect((await late)[0].toString()).to.equal('held back');
  });
});
