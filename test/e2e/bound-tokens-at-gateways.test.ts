import { X509Certificate, createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { credentials } from '@grpc/grpc-js';
import { expect } from 'chai';
import { loadExtAuthzProto } from '../../src/wire/load-proto.js';
import { makeCertificateAuthority } from '../support/certificates.js';
import { CONTRACT_POLICY } from '../support/credential-contract.js';
import { ORIGIN, makeHolder, prove } from '../support/dpop-holder.js';
import type { Holder } from '../support/dpop-holder.js';
import { forEachPostgres } from '../support/postgres.js';
import type { TestDatabase } from '../support/postgres.js';
import { query } from '../support/query.js';
import { startReplica } from '../support/replica.js';
import type { Replica } from '../support/replica.js';
import { AUDIENCE, startTokenIssuer } from '../support/token-issuer.js';
import type { TokenIssuer } from '../support/token-issuer.js';

/** A request as a gateway got it. */
interface Received {
  readonly headers: Readonly<Record<string, string>>;
  /** PEM of the certificate of the TLS connection. */
  readonly certificate?: string;
}

/** Asks at one entry point, and answers with `200`, or the status and the reason. */
type Asking = (received: Received) => Promise<string>;

forEachPostgres('bound tokens at the entry points of gateways', function (server) {
  let database: TestDatabase;
  let replica: Replica;
  let issuer: TokenIssuer;
  let holder: Holder;
  let folder: string;
  let mine: string;
  let theirs: string;
  before(async () => {
    database = await server.createDatabase();
    folder = mkdtempSync(join(tmpdir(), 'scopegate-bound-'));
    const authority = makeCertificateAuthority(folder, 'authority');
    [mine = '', theirs = ''] = ['mine', 'theirs'].map((name) =>
      readFileSync(authority.sign(name).certificateFile, 'utf8'),
    );
    [issuer, holder] = await Promise.all([startTokenIssuer(), makeHolder()]);
    await query(database.url, CONTRACT_POLICY);
    await query(
      database.url,
      `SELECT scopegate.define_issuer('tests', '${issuer.url}', '${AUDIENCE}', jwks_uri => '${issuer.url}/jwks');
       SELECT scopegate.define_oauth_client('client a', 'tests', 'a', 'acme', 'message:send')`,
    );
    replica = await startReplica({
      DATABASE_URL: database.url,
      SCOPEGATE_CLIENT_CERTIFICATE_HEADER: 'X-Client-Certificate',
    });
  });
  after(async () => {
    await replica.stop();
    await issuer.stop();
    await database.drop();
    rmSync(folder, { recursive: true });
  });

  const forwardAuth: Asking = async ({ headers, certificate }) => {
    const passed = certificate === undefined ? {} : { 'x-client-certificate': encodeURIComponent(certificate) };
    const asked = {
      'x-forwarded-method': 'POST',
      'x-forwarded-uri': '/messages',
      'x-forwarded-host': 'api.example.com',
    };
    const response = await fetch(`${replica.httpUrl}/auth/caddy`, {
      headers: { ...headers, ...asked, ...passed, 'x-forwarded-proto': 'https' },
    });
    await response.arrayBuffer();
    return response.status === 200 ? '200' : `${String(response.status)} ${response.headers.get('x-scopegate-reason')}`;
  };

  const extAuthz: Asking = ({ headers, certificate = '' }) => {
    const { Authorization } = loadExtAuthzProto().envoy.service.auth.v3;
    const client = new Authorization(`127.0.0.1:${String(replica.app.grpcPort)}`, credentials.createInsecure());
    const http = { method: 'POST', path: '/messages', host: 'api.example.com', scheme: 'https', headers };
    const source = { certificate: encodeURIComponent(certificate) };
    return new Promise((resolve, reject) => {
      const attributes = { source, request: { http }, contextExtensions: { api_host: 'api.example.com' } };
      client.check({ attributes }, { deadline: Date.now() + 5000 }, (error, response) => {
        client.close();
        if (error !== null || response === undefined) reject(error ?? new Error('no response'));
        else if (response.okResponse) resolve('200');
        else
          resolve(
            `${response.deniedResponse?.status?.code === 'Unauthorized' ? '401' : '403'} ${response.status?.message ?? ''}`,
          );
      });
    });
  };

  const thumbprint = (pem: string): string =>
    createHash('sha256').update(new X509Certificate(pem).raw).digest('base64url');
  const REFUSED = '401 unknown_credential';

  const entryPoints: [name: string, ask: Asking][] = [
    ['forward authentication', forwardAuth],
    ['ext_authz', extAuthz],
  ];
  for (const [name, ask] of entryPoints) {
    it(`takes a token that is bound to a certificate with that certificate alone, by ${name}`, async () => {
      const authorization = `Bearer ${await issuer.token({ cnf: { 'x5t#S256': thumbprint(mine) } })}`;
      expect(await ask({ headers: { authorization }, certificate: mine })).to.equal('200');
      expect(await ask({ headers: { authorization }, certificate: theirs })).to.equal(REFUSED);
      expect(await ask({ headers: { authorization } })).to.equal(REFUSED);
    });

    it(`takes no header for a certificate but the one that is configured, by ${name}`, async () => {
      const authorization = `Bearer ${await issuer.token({ cnf: { 'x5t#S256': thumbprint(mine) } })}`;
      const der = new X509Certificate(mine).raw.toString('base64');
      const claimed = {
        'client-cert': `:${der}:`,
        'x-ssl-client-cert': encodeURIComponent(mine),
        'x-forwarded-client-cert': `Cert="${encodeURIComponent(mine)}"`,
        'x-forwarded-tls-client-cert': der,
      };
      expect(await ask({ headers: { authorization, ...claimed } })).to.equal(REFUSED);
    });

    it(`takes a token that is bound to a key with a proof, once, by ${name}`, async () => {
      const token = await issuer.token({ cnf: { jkt: holder.jkt } });
      const headers = { authorization: `DPoP ${token}`, dpop: await prove(holder, token) };
      expect(await ask({ headers })).to.equal('200');
      expect(await ask({ headers })).to.equal(REFUSED);
      const elsewhere = await prove(holder, token, { htu: `${ORIGIN.replace('https', 'http')}/messages` });
      expect(await ask({ headers: { ...headers, dpop: elsewhere } })).to.equal(REFUSED);
    });
  }
});
