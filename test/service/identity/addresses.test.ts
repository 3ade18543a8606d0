import { expect } from 'chai';
import { ScopegateError } from '../../../src/base/errors.js';
import { compileAddressRule, isAddress } from '../../../src/service/identity/addresses.js';

describe('Allowed addresses', () => {
  it('means any address when empty', () => {
    expect(compileAddressRule([])).to.equal(null);
  });

  const cases: [title: string, rule: string[], address: string, allowed: boolean][] = [
    ['an IPv4 address', ['192.0.2.7'], '192.0.2.7', true],
    ['its neighbour', ['192.0.2.7'], '192.0.2.8', false],
    ['the first of a block', ['192.0.2.0/24'], '192.0.2.0', true],
    ['the last of a block', ['192.0.2.0/24'], '192.0.2.255', true],
    ['one past a block', ['192.0.2.0/24'], '192.0.3.0', false],
    ['any of two entries', ['192.0.2.7', '198.51.100.0/25'], '198.51.100.127', true],
    ['an IPv6 block', ['2001:db8::/32'], '2001:db8:ffff::1', true],
    ['outside an IPv6 block', ['2001:db8::/32'], '2001:db9::1', false],
    ['another spelling of an IPv6 address', ['2001:db8:0:0:0:0:0:1'], '2001:DB8::1', true],
    ['the mapped form of an allowed IPv4 address', ['192.0.2.7'], '::ffff:192.0.2.7', true],
    ['the hexadecimal mapped form', ['192.0.2.7'], '::ffff:c000:207', true],
    ['an IPv4 address by a mapped rule', ['::ffff:192.0.2.0/120'], '192.0.2.200', true],
    ['outside a mapped rule', ['::ffff:192.0.2.0/120'], '192.0.3.1', false],
    ['IPv6 by an IPv4 rule', ['0.0.0.0/0'], '2001:db8::1', false],
    ['text that is no address', ['0.0.0.0/0'], 'localhost', false],
    ['an address with octal digits', ['8.1.2.3'], '010.1.2.3', false],
    ['nothing', ['0.0.0.0/0'], '', false],
  ];
  for (const [title, rule, address, allowed] of cases) {
    it(`${allowed ? 'allows' : 'refuses'} ${title}`, () => {
      expect(compileAddressRule(rule)?.allows(address)).to.equal(allowed);
    });
  }

  for (const entry of [
    '',
    'x',
    '1.2.3',
    '1.2.3.4/33',
    '1.2.3.4/',
    '1.2.3.4/-1',
    '1.2.3.4/ 8',
    '::1/129',
    'fe80::1%eth0',
    '010.1.2.3',
    '1.2.3.4/8/8',
  ]) {
    it(`refuses the entry "${entry}"`, () => {
      expect(() => compileAddressRule([entry]))
        .to.throw(ScopegateError)
        .with.property('code', 'invalid_argument');
    });
  }

  it('tells an address from everything else', () => {
    for (const good of ['192.0.2.1', '::1', '::ffff:1.2.3.4']) expect(isAddress(good), good).to.equal(true);
    for (const bad of ['', 'a', '1.2.3.4:80', '[::1]', 'fe80::1%lo']) expect(isAddress(bad), bad).to.equal(false);
  });
});
