import { expect } from 'chai';
import { ScopegateError } from '../src/base/errors.js';
import { effectiveVariables, parseConfig } from '../src/config.js';

const PEPPER = Buffer.alloc(32, 7).toString('base64');

function problemsOf(environment: Record<string, string>): string {
  try {
    parseConfig(environment);
  } catch (error) {
    expect(error).to.be.instanceOf(ScopegateError).with.property('code', 'config');
    return (error as ScopegateError).message;
  }
  throw new Error('the configuration was accepted');
}

describe('Configuration', () => {
  it('has a default for everything', () => {
    const config = parseConfig({});
    expect(config.databaseUrls).to.equal(null);
    expect(config.grpcListen).to.deep.equal({ host: '127.0.0.1', port: 50051 });
    expect(config.httpListen).to.deep.equal({ host: '127.0.0.1', port: 8080 });
    expect(config.pollIntervalMs).to.equal(250);
    expect(config.answerMaxAgeMs).to.equal(0);
  });

  it('takes an empty variable for an unset one', () => {
    expect(parseConfig({ DATABASE_URL: '', SCOPEGATE_LOG_LEVEL: '' }).logLevel).to.equal('info');
  });

  it('reads what is set', () => {
    const config = parseConfig({
      DATABASE_URL: 'postgres://user:secret@db:5432/scopegate',
      SCOPEGATE_GRPC_LISTEN: '[::1]:6000',
      SCOPEGATE_PEPPER: PEPPER,
      SCOPEGATE_OTHER_PEPPERS: `${PEPPER}, ${PEPPER}`,
      SCOPEGATE_POLL_INTERVAL_MS: '100',
    });
    expect(config.databaseUrls).to.deep.equal(['postgres://user:secret@db:5432/scopegate']);
    expect(config.grpcListen).to.deep.equal({ host: '::1', port: 6000 });
    expect(config.pepper).to.deep.equal(Buffer.alloc(32, 7));
    expect(config.otherPeppers).to.deep.equal([config.pepper, config.pepper]);
    expect(config.pollIntervalMs).to.equal(100);
  });

  it('reports all problems together', () => {
    const message = problemsOf({
      DATABASE_URL: 'mysql://db',
      SCOPEGATE_GRPC_LISTEN: 'localhost',
      SCOPEGATE_LOG_LEVEL: 'loud',
      SCOPEGATE_POLL_INTERVAL_MS: '1e3',
    });
    expect(message).to.include('4 problems');
    for (const name of ['DATABASE_URL', 'SCOPEGATE_GRPC_LISTEN', 'SCOPEGATE_LOG_LEVEL', 'SCOPEGATE_POLL_INTERVAL_MS']) {
      expect(message).to.include(name);
    }
  });

  const bad: [title: string, environment: Record<string, string>, expected: string][] = [
    ['a port out of range', { SCOPEGATE_HTTP_LISTEN: '127.0.0.1:70000' }, 'SCOPEGATE_HTTP_LISTEN'],
    ['a listener without an address', { SCOPEGATE_HTTP_LISTEN: ':8080' }, 'SCOPEGATE_HTTP_LISTEN'],
    ['a short pepper', { SCOPEGATE_PEPPER: 'c2hvcnQ=' }, 'at least 32 bytes'],
    ['a short pepper among others', { SCOPEGATE_OTHER_PEPPERS: `${PEPPER},c2hvcnQ=` }, 'at least 32 bytes'],
    ['a number with a unit', { SCOPEGATE_REFUSED_TTL_MS: '2s' }, 'whole number'],
    ['a number below its bound', { SCOPEGATE_POLL_INTERVAL_MS: '1' }, 'from 10 to'],
    ['a prefix that breaks the key format', { SCOPEGATE_KEY_PREFIX: 'SG_' }, 'lower-case'],
    ['a variable that does not exist', { SCOPEGATE_GRCP_LISTEN: 'x' }, 'SCOPEGATE_GRCP_LISTEN: no such variable'],
  ];
  for (const [title, environment, expected] of bad) {
    it(`refuses ${title}`, () => {
      expect(problemsOf(environment)).to.include(expected);
    });
  }

  it('never repeats a secret, neither in a problem nor in the effective values', () => {
    const environment = {
      SCOPEGATE_PEPPER: 'topsecret',
      SCOPEGATE_OTHER_PEPPERS: 'topsecret',
      DATABASE_URL: 'postgres://user:hunter2@db/x,postgres://db/x?user=u&password=hunter2&sslpassword=hunter2',
      SCOPEGATE_KEY: 'topsecret',
      SCOPEGATE_AUTHORIZATION: 'topsecret',
    };
    expect(problemsOf(environment)).not.to.include('topsecret');
    const shown = JSON.stringify(effectiveVariables(environment));
    expect(shown).not.to.match(/topsecret|hunter2/);
    expect(shown).to.include('postgres://user:(hidden)@db/x');
  });
});
