import { expect } from 'chai';
import { parseHost } from '../../../src/engine/path/host.js';

const LABEL = 'a'.repeat(63);
/** 253 characters, the most that a name may have. */
const LONGEST = `${LABEL}.${LABEL}.${LABEL}.${'b'.repeat(61)}`;

describe('Host', () => {
  const good = [
    { title: 'none', raw: '', host: '' },
    { title: 'a name', raw: 'api.example.com', host: 'api.example.com' },
    { title: 'capital letters', raw: 'API.Example.COM', host: 'api.example.com' },
    { title: 'every kind of character', raw: 'a-z_AZ.09', host: 'a-z_az.09' },
    { title: 'one label', raw: 'localhost', host: 'localhost' },
    { title: 'a port', raw: 'api.example.com:8443', host: 'api.example.com' },
    { title: 'the lowest port', raw: 'a:0', host: 'a' },
    { title: 'the highest port', raw: 'a:65535', host: 'a' },
    { title: 'an IPv4 address', raw: '192.0.2.1:80', host: '192.0.2.1' },
    { title: 'the longest label', raw: LABEL, host: LABEL },
    { title: 'the longest name', raw: LONGEST, host: LONGEST },
    { title: 'the longest name with a port', raw: `${LONGEST}:1`, host: LONGEST },
    { title: 'a short IPv6 address', raw: '[::1]', host: '[::1]' },
    { title: 'the unspecified IPv6 address', raw: '[::]', host: '[::]' },
    { title: 'an IPv6 address with a port', raw: '[2001:DB8::1]:443', host: '[2001:db8::1]' },
    { title: 'a whole IPv6 address', raw: '[1:2:3:4:5:6:7:8]', host: '[1:2:3:4:5:6:7:8]' },
    { title: 'digits of every kind', raw: '[09af:AFaf::]', host: '[09af:afaf::]' },
    { title: 'seven groups and a gap', raw: '[1:2:3:4:5:6:7::]', host: '[1:2:3:4:5:6:7::]' },
    { title: 'an IPv4 address at the end', raw: '[::ffff:192.0.2.255]', host: '[::ffff:192.0.2.255]' },
    { title: 'an IPv4 address after six groups', raw: '[1:2:3:4:5:6:1.2.3.4]', host: '[1:2:3:4:5:6:1.2.3.4]' },
  ];
  for (const { title, raw, host } of good) {
    it(`reads ${title}`, () => {
      expect(parseHost(raw)).to.deep.equal({ host });
    });
  }

  const bad = [
    { title: 'a dot alone', raw: '.' },
    { title: 'a trailing dot', raw: 'example.com.' },
    { title: 'a leading dot', raw: '.example.com' },
    { title: 'an empty label', raw: 'a..b' },
    { title: 'a space', raw: 'a b' },
    { title: 'a space at the end', raw: 'a ' },
    { title: 'user information', raw: 'user@example.com' },
    { title: 'a password', raw: 'user:1@example.com' },
    { title: 'a path', raw: 'example.com/a' },
    { title: 'a character before the letters', raw: 'a`b' },
    { title: 'a character after the letters', raw: 'a{b' },
    { title: 'a character after the digits', raw: 'a:b' },
    { title: 'a character before the digits', raw: 'a/b' },
    { title: 'a character beyond ASCII', raw: 'ex\u00e4mple.com' },
    { title: 'the Kelvin sign for a letter', raw: '\u212a.com' },
    { title: 'an escape', raw: 'a%2eb' },
    { title: 'two hosts', raw: 'a,b' },
    { title: 'a port without a host', raw: ':80' },
    { title: 'an empty port', raw: 'a:' },
    { title: 'a port beyond all', raw: 'a:65536' },
    { title: 'a port of six digits', raw: 'a:000080' },
    { title: 'a port with a sign', raw: 'a:+80' },
    { title: 'a port with a slash', raw: 'a:8/' },
    { title: 'a port with a letter', raw: 'a:8a' },
    { title: 'two ports', raw: 'a:80:80' },
    { title: 'a label of 64 characters', raw: `${LABEL}a` },
    { title: 'a label of 64 characters inside', raw: `a.${LABEL}a.b` },
    { title: 'a name of 254 characters', raw: `${LONGEST}b` },
    { title: 'an IPv6 address without brackets', raw: '::1' },
    { title: 'a bracket that is not closed', raw: '[::1' },
    { title: 'a bracket that is not closed after an address that a slice would mend', raw: '[::12' },
    { title: 'brackets around nothing', raw: '[]' },
    { title: 'brackets around a name', raw: '[example.com]' },
    { title: 'brackets around an IPv4 address', raw: '[1.2.3.4]' },
    { title: 'text after the brackets', raw: '[::1]a' },
    { title: 'a port without a colon', raw: '[::1]80' },
    { title: 'an empty port after brackets', raw: '[::1]:' },
    { title: 'a bad port after brackets', raw: '[::1]:65536' },
    { title: 'seven groups', raw: '[1:2:3:4:5:6:7]' },
    { title: 'nine groups', raw: '[1:2:3:4:5:6:7:8:9]' },
    { title: 'eight groups and a gap', raw: '[1:2:3:4::5:6:7:8]' },
    { title: 'two gaps', raw: '[1::2::3]' },
    { title: 'two gaps among eight groups', raw: '[1:2::3:4:5::6:7:8]' },
    { title: 'three colons', raw: '[1:::2]' },
    { title: 'a colon at the beginning', raw: '[:1:2:3:4:5:6:7:8]' },
    { title: 'a group of five digits', raw: '[::12345]' },
    { title: 'a group that is no number', raw: '[::g]' },
    { title: 'a character before the hexadecimal letters', raw: '[::`]' },
    { title: 'a zone', raw: '[fe80::1%25eth0]' },
    { title: 'an IPv4 address in front', raw: '[1.2.3.4::]' },
    { title: 'an IPv4 address in the middle', raw: '[::1.2.3.4:1]' },
    { title: 'an IPv4 address of three parts', raw: '[::1.2.3]' },
    { title: 'an IPv4 address of five parts', raw: '[::1.2.3.4.5]' },
    { title: 'an IPv4 part beyond 255', raw: '[::1.2.3.256]' },
    { title: 'an IPv4 part with a leading zero', raw: '[::1.2.3.04]' },
    { title: 'an IPv4 part that is empty', raw: '[::1.2..4]' },
    { title: 'an IPv4 part that is no number', raw: '[::1.2.3.a]' },
    { title: 'an IPv4 address after seven groups', raw: '[1:2:3:4:5:6:7:1.2.3.4]' },
  ];
  for (const { title, raw } of bad) {
    it(`refuses ${title}`, () => {
      expect(parseHost(raw)).to.deep.equal({ refusal: 'bad_host' });
    });
  }
});
