import { expect } from 'chai';
import type { TestDatabase } from '../../../support/postgres.js';
import { forEachPostgres } from '../../../support/postgres.js';
import { query } from '../../../support/query.js';
import { rejection } from '../../../support/rejection.js';

const accepted = [
  '1.2.3.4',
  '0.0.0.0/0',
  '10.0.0.0/8',
  '192.168.1.128/25',
  '255.255.255.255/32',
  '::',
  '::/0',
  '::1',
  '2001:db8::/32',
  '2001:DB8:0:0:1::1',
  'fe80::1/128',
  '::ffff:10.0.0.1',
  '::ffff:10.0.0.0/104',
  '64:ff9b::192.0.2.33',
];

const refused: readonly [address: string, problem: RegExp][] = [
  ['', /is no IP address/],
  ['localhost', /is no IP address/],
  ['10.0.0', /is no IP address/],
  ['10', /is no IP address/],
  ['10.0.0.0/', /is no IP address/],
  ['10.0.0.0/33', /is no IP address/],
  ['10.0.0.0/08', /is no IP address/],
  ['10.0.0.256', /is no IP address/],
  ['010.1.2.3', /is no IP address/],
  ['10.01.2.3', /is no IP address/],
  ['0x0a.1.2.3', /is no IP address/],
  ['167772161', /is no IP address/],
  [' 10.0.0.1', /is no IP address/],
  ['10.0.0.1\n', /is no IP address/],
  ['10.0.0.1,10.0.0.2', /is no IP address/],
  ['10.0.0.1-10.0.0.9', /is no IP address/],
  ['10.0.0.0/255.0.0.0', /is no IP address/],
  ['10.0.0.1/8', /did you mean 10\.0\.0\.0\/8/],
  ['0.0.0.1/0', /did you mean 0\.0\.0\.0\/0/],
  ['2001:db8::1/32', /did you mean 2001:db8::\/32/],
  ['::ffff:10.0.0.1/104', /did you mean ::ffff:10\.0\.0\.0\/104/],
  ['::ffff:010.0.0.1', /is no IP address/],
  ['2001:db8::/129', /is no IP address/],
  ['2001:db8::1::2', /is no IPv6 address/],
  ['1:2:3:4:5:6:7:8:9', /is no IPv6 address/],
  [':', /is no IPv6 address/],
  ['12345::', /is no IPv6 address/],
  ['fe80::1%eth0', /is no IP address/],
  ['[::1]', /is no IP address/],
];

forEachPostgres('allowed addresses', (server) => {
  let database: TestDatabase;
  before(async () => {
    database = await server.createDatabase();
  });
  after(() => database.drop());

  const check = (addresses: readonly (string | null)[]): Promise<unknown> =>
    query(database.url, `SELECT scopegate.check_addresses('k1', $1::text[]) AS ok`, [addresses]);

  it('are accepted in their usual forms', async () => {
    expect(await check(accepted)).to.deep.equal([{ ok: true }]);
    expect(await check([])).to.deep.equal([{ ok: true }]);
  });
  for (const [address, problem] of refused) {
    it(`are refused as ${JSON.stringify(address)}`, async () => {
      const error = await rejection(check(['10.0.0.1', address]));
      expect(error).to.have.property('message').that.matches(problem).and.includes(`credential "k1": allowed address`);
    });
  }
  it('are refused as null', async () => {
    expect(await rejection(check([null]))).to.have.property('code', '23514');
  });
  it('are at most 256', async () => {
    expect(await check(Array.from({ length: 256 }, () => '10.0.0.1'))).to.deep.equal([{ ok: true }]);
    const error = await rejection(check(Array.from({ length: 257 }, () => '10.0.0.1')));
    expect(error)
      .to.have.property('message')
      .that.matches(/"k1": more than 256/);
  });
});
