import { expect } from 'chai';
import { parseBasic } from '../../../src/service/identity/basic.js';

const encode = (text: string): string => Buffer.from(text).toString('base64');

describe('Basic credentials', () => {
  const cases: [title: string, credentials: string, expected: unknown][] = [
    ['the example of RFC 7617', 'QWxhZGRpbjpvcGVuIHNlc2FtZQ==', { login: 'Aladdin', password: 'open sesame' }],
    ['UTF-8, the example of its section 2.1', 'dGVzdDoxMjPCow==', { login: 'test', password: '123£' }],
    ['a colon in the password', encode('a:b:c:'), { login: 'a', password: 'b:c:' }],
    ['an empty password', encode('a:'), { login: 'a', password: '' }],
    ['spaces, which count', encode(' a : b '), { login: ' a ', password: ' b ' }],
    ['another normal form', encode('zoe\u0308:e\u0301'), { login: 'zoë', password: 'é' }],
    ['a byte order mark, which counts', encode('\uFEFFa:b'), { login: '\uFEFFa', password: 'b' }],
    ['nothing', '', 'no_base64'],
    ['no base64', 'a:b', 'no_base64'],
    ['no padding', encode('a:b2').replace(/=+$/, ''), 'no_base64'],
    ['bits left over', 'YTpC'.slice(0, 2) + 'V=', 'no_base64'],
    ['the alphabet of URLs', Buffer.from('a:\u00ff\u00fe?').toString('base64url'), 'no_base64'],
    ['a space inside', 'QWxh ZGRpbjpvcGVu', 'no_base64'],
    ['Latin-1', Buffer.from('a:\u00e9', 'latin1').toString('base64'), 'no_utf8'],
    ['an overlong form', Buffer.from([0x61, 0x3a, 0xc0, 0xaf]).toString('base64'), 'no_utf8'],
    ['no colon', encode('abc'), 'no_colon'],
    ['no name', encode(':password'), 'no_user_name'],
    ['a line break', encode('a:b\r\n'), 'control_character'],
    ['a NUL', encode('a\0:b'), 'control_character'],
    ['a C1 control', encode('a:\u0085'), 'control_character'],
  ];
  for (const [title, credentials, expected] of cases) {
    it(`reads ${title}`, () => {
      expect(parseBasic(credentials)).to.deep.equal(expected);
    });
  }
});
