import { expect } from 'chai';
import { hostText, pathText, plainText } from '../../../../src/service/recording/decision-log/log-text.js';
import { mintApiKey } from '../../../../src/service/identity/api-key-format.js';

const KEY = mintApiKey('sgk').key;
const JWT = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl';

describe('A path in the decision log', () => {
  const cases: [title: string, target: string, text: string, exactness: 'exact' | 'not exact'][] = [
    ['stays as it is', '/a/b%20c/ü'.replace('ü', '%C3%BC'), '/a/b%20c/%C3%BC', 'exact'],
    ['loses its query, which no decision looks at', '/a?token=needle', '/a', 'exact'],
    ['loses its query, also where the path is refused', '/a//b?token=needle', '/a//b', 'exact'],
    ['loses a fragment', '/a#access_token=needle', '/a#', 'not exact'],
    ['loses a path parameter', '/a;jsessionid=needle/b', '/a;', 'not exact'],
    ['loses the user and password of an absolute URI', 'http://user:needle@host/a', '//***@host/a', 'not exact'],
    ['loses a key of ours', `/bot/${KEY}/send`, '/bot/***/send', 'not exact'],
    ['loses a token', `/t/${JWT}`, '/t/***', 'not exact'],
    ['is bounded', `/${'a'.repeat(10_000)}`, `/${'a'.repeat(2047)}`, 'not exact'],
    ['has no line ends', '/a\n{"decision":"allow"}', '/a%0A{"decision":"allow"}', 'not exact'],
    ['has no control characters', '/a\u0000\u001b[31m', '/a%00%1B[31m', 'not exact'],
    ['has no text that is turned around', '/a\u202eb', '/a%E2%80%AEb', 'not exact'],
    ['has no lone surrogates', '/a\ud800', '/a%EF%BF%BD', 'not exact'],
    ['may be a star', '*', '*', 'exact'],
    ['may be empty', '', '', 'exact'],
  ];
  for (const [title, target, text, exactness] of cases) {
    it(title, () => {
      expect(pathText(target)).to.deep.equal({ text, isExact: exactness === 'exact' });
    });
  }

  it('goes with a host that has no user and password', () => {
    expect(hostText('user:needle@api.example.com:443')).to.equal('api.example.com:443');
    expect(hostText('api.example.com')).to.equal('api.example.com');
  });

  it('goes with other texts that are bounded and printable', () => {
    expect(plainText('GET\u0000', 64)).to.equal('GET%00');
    expect(plainText('G'.repeat(100), 64)).to.equal('G'.repeat(64));
  });
});
