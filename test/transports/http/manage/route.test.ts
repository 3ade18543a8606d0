import type { IncomingMessage, ServerResponse } from 'node:http';
import { expect } from 'chai';
import { makeManagementRoute } from '../../../../src/transports/http/manage/route.js';
import type { Exposure } from '../../../../src/transports/http/manage/exposure.js';

describe('The place of the Management API on the listener', () => {
  const answer = (
    exposure: Exposure,
    state: 'open' | 'starting',
    url = '/v1/session',
  ): number | 'handed over' | 'missing' => {
    let seen: number | 'handed over' | 'missing' = 0;
    const management = {
      handle: () => {
        seen = 'handed over';
      },
      replyMissing: () => {
        seen = 'missing';
      },
      openApi: () => ({}),
      close: () => Promise.resolve(),
    };
    const route = makeManagementRoute(exposure, () => (state === 'open' ? management : null));
    const response = {
      writeHead(status: number) {
        seen = status;
        return { end: () => undefined };
      },
    };
    void route.handle({ url } as unknown as IncomingMessage, response as unknown as ServerResponse);
    return seen;
  };

  const CASES: readonly (readonly [
    title: string,
    Exposure,
    'open' | 'starting',
    number | 'handed over' | 'missing',
  ])[] = [
    ['on loopback it is open', 'loopback', 'open', 'handed over'],
    ['over TLS it is open', 'tls', 'open', 'handed over'],
    ['elsewhere without TLS it is refused', 'exposed', 'open', 403],
    ['elsewhere without TLS it is refused also during the start', 'exposed', 'starting', 403],
    ['before there is a database there is no answer', 'loopback', 'starting', 503],
  ];
  for (const [title, exposure, state, expected] of CASES) {
    it(title, () => {
      expect(answer(exposure, state)).to.equal(expected);
    });
  }

  it('takes the paths of the API and no other', () => {
    const route = makeManagementRoute('loopback', () => null);
    const taken = ['/v1/session', '/v1/api-keys?after=x', '/v1/users/ada%40example.com', '/docs', '/openapi.json'];
    const left = ['/metrics', '/', '/v1', '/V1/session', '//v1/session', 'http://localhost/v1/session', '/docs/'];
    expect(taken.filter((path) => !route.matches(path))).to.deep.equal([]);
    expect(left.filter((path) => route.matches(path))).to.deep.equal([]);
  });

  it('hands nothing over below /v1 that is not exactly one of them', () => {
    const paths = [
      '/v1/',
      '/v1/session/',
      '/v1//session',
      '/v1/%73ession',
      '/v1/users/',
      '/v1/users/..',
      '/v1/users/%2e',
    ];
    for (const path of [...paths, '/v1/session/x', '/v1/Session', '/v1/./session', '/v1/x/../session']) {
      expect(answer('loopback', 'open', path), path).to.equal('missing');
      expect(answer('loopback', 'starting', path), path).to.equal(404);
    }
  });
});
