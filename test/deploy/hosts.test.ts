import { expect } from 'chai';
import { valuesAmong } from '../support/gateways/echo-upstream.js';
import { suiteWith } from '../support/prerequisites.js';
import { GATEWAYS } from '../support/gateways/programs.js';
import { sendLines, startStage, statusOf } from '../support/gateways/stage.js';
import type { Stage } from '../support/gateways/stage.js';

const ASKED = 'api.example.com';

/** Where the client says the host: the request line, and the fields behind it. PORT stands for the gateway's own. */
type Said = readonly [title: string, line: string, hosts: readonly string[]];

const OURS: readonly Said[] = [
  ['the host', 'GET /me HTTP/1.1', [ASKED]],
  ['the host in another case', 'GET /me HTTP/1.1', ['API.Example.COM']],
  ['the host with the port of the gateway', 'GET /me HTTP/1.1', [`${ASKED}:PORT`]],
  ['the host in the target too', `GET http://${ASKED}/me HTTP/1.1`, [ASKED]],
];

const OTHERS: readonly Said[] = [
  ['another host', 'GET /me HTTP/1.1', ['admin.internal']],
  ['another API of the policy', 'GET /me HTTP/1.1', ['other.example.com']],
  ['a host below it', 'GET /me HTTP/1.1', [`x.${ASKED}`]],
  ['a host that begins alike', 'GET /me HTTP/1.1', [`${ASKED}.evil.test`]],
  ['a host with a byte more', 'GET /me HTTP/1.1', [`${ASKED}x`]],
  ['a host with any byte for a dot', 'GET /me HTTP/1.1', ['apixexample.com']],
  ['an address', 'GET /me HTTP/1.1', ['127.0.0.1']],
  ['no host', 'GET /me HTTP/1.1', []],
  ['an empty host', 'GET /me HTTP/1.1', ['']],
  ['HTTP/1.0 without a host', 'GET /me HTTP/1.0', []],
  ['HTTP/1.0 with another host', 'GET /me HTTP/1.0', ['admin.internal']],
  ['two hosts', 'GET /me HTTP/1.1', [ASKED, 'admin.internal']],
  ['two hosts, the other first', 'GET /me HTTP/1.1', ['admin.internal', ASKED]],
  ['two hosts in one field', 'GET /me HTTP/1.1', [`${ASKED}, admin.internal`]],
  ['two hosts in one field, the other first', 'GET /me HTTP/1.1', [`admin.internal, ${ASKED}`]],
  ['a name before the host', 'GET /me HTTP/1.1', [`user@${ASKED}`]],
  ['a path behind the host', 'GET /me HTTP/1.1', [`${ASKED}/x`]],
  ['a query behind the host', 'GET /me HTTP/1.1', [`${ASKED}?x`]],
  ['a fragment behind the host', 'GET /me HTTP/1.1', [`${ASKED}#x`]],
  ['a backslash behind the host', 'GET /me HTTP/1.1', [`${ASKED}\\x`]],
  ['a space in the host', 'GET /me HTTP/1.1', [`${ASKED} admin.internal`]],
  ['an escape in the host', 'GET /me HTTP/1.1', ['api%2eexample.com']],
  ['a host beyond ASCII', 'GET /me HTTP/1.1', ['api\xb7example.com']],
  ['a target of another host', 'GET http://admin.internal/me HTTP/1.1', ['admin.internal']],
  ['a target of another host beside the right one', 'GET http://admin.internal/me HTTP/1.1', [ASKED]],
  ['a target with a name before the host', `GET http://${ASKED}@admin.internal/me HTTP/1.1`, [ASKED]],
  ['a host alone for a target', `CONNECT ${ASKED}:443 HTTP/1.1`, [ASKED]],
];

/** With more behind the host than its port: another one where the whole host is compared. */
const MORE: readonly Said[] = [
  ['another port', 'GET /me HTTP/1.1', [`${ASKED}:1`]],
  ['a port that is none', 'GET /me HTTP/1.1', [`${ASKED}:x`]],
  ['a port without end', 'GET /me HTTP/1.1', [`${ASKED}:99999999`]],
  ['a colon and no port', 'GET /me HTTP/1.1', [`${ASKED}:`]],
  ['a dot behind it', 'GET /me HTTP/1.1', [`${ASKED}.`]],
  ['a dot and a port behind it', 'GET /me HTTP/1.1', [`${ASKED}.:PORT`]],
  ['another host behind the port', 'GET /me HTTP/1.1', [`${ASKED}:99@admin.internal`]],
  ['another host behind the right port', 'GET /me HTTP/1.1', [`${ASKED}:PORT@admin.internal`]],
  ['another port in the target', `GET http://${ASKED}:1/me HTTP/1.1`, [`${ASKED}:1`]],
];

/** The request line is what counts beside it (RFC 9112, section 3.2.2); some gateways refuse that they differ. */
const MAYBE: readonly Said[] = [
  ['a target of the host beside another', `GET http://${ASKED}/me HTTP/1.1`, ['admin.internal']],
  ['a target of the host without a Host field', `GET http://${ASKED}/me HTTP/1.0`, []],
  ['a target with another host before the host', `GET http://admin.internal@${ASKED}/me HTTP/1.1`, [ASKED]],
  ['a target of another scheme', `GET ftp://${ASKED}/me HTTP/1.1`, [ASKED]],
];

for (const gateway of GATEWAYS) {
  suiteWith(gateway.program, `${gateway.name} with the shipped configuration: the host that a client names`, () => {
    let stage: Stage;
    let key: string;

    before(async () => {
      stage = await startStage(gateway);
      key = `Authorization: ${stage.world.addKey()}`;
    });
    after(() => stage.stop());
    beforeEach(() => stage.clear());

    async function ask([, line, hosts]: Said): Promise<number> {
      const own = (text: string): string => text.replace('PORT', String(stage.port));
      const fields = hosts.map((host) => `Host: ${own(host)}`);
      return statusOf(await sendLines(stage.port, [own(line), ...fields, key]));
    }

    /** Scopegate decided about what reached the application: this target, for this host. */
    function expectAsDecided(): void {
      for (const { target, rawHeaders } of stage.upstream.seen) {
        expect(target).to.equal('/me');
        expect(valuesAmong(rawHeaders, 'host')).to.deep.equal([ASKED]);
        expect(
          stage.asked.map(({ target: decided, host }) => [decided, host.replace(/:\d+$/, '').toLowerCase()]),
        ).to.deep.equal([[target, ASKED]]);
        expect(valuesAmong(rawHeaders, 'x-scopegate-api')).to.deep.equal(['platform']);
        expect(JSON.stringify(rawHeaders)).not.to.match(/admin\.internal|evil/);
      }
    }

    for (const said of OURS) {
      it(`lets ${said[0]} through, and the application gets the host that Scopegate decided about`, async () => {
        expect(await ask(said)).to.equal(200);
        expect(stage.upstream.seen).to.have.length(1);
        expectAsDecided();
      });
    }

    const others = gateway.comparesHosts === 'whole' ? [...OTHERS, ...MORE] : OTHERS;
    for (const said of others) {
      it(`answers ${said[0]} with ${String(gateway.misdirectedStatus)}, or has no such request`, async () => {
        expect(await ask(said)).to.be.oneOf([gateway.misdirectedStatus, 400, 403, 404, 405, 426, 501]);
        expect(stage.upstream.seen).to.deep.equal([]);
      });
    }

    it(`says ${String(gateway.misdirectedStatus)} to a well-formed request for another host`, async () => {
      for (const said of OTHERS.slice(0, 7)) expect(await ask(said), said[0]).to.equal(gateway.misdirectedStatus);
      expect(stage.asked).to.deep.equal([]);
    });

    for (const said of gateway.comparesHosts === 'whole' ? MAYBE : [...MAYBE, ...MORE]) {
      it(`lets ${said[0]} through as the host that Scopegate decided about, or not at all`, async () => {
        const status = await ask(said);
        expect(status).to.be.oneOf([200, gateway.misdirectedStatus, 400, 403, 404, 426]);
        expect(stage.upstream.seen).to.have.length(status === 200 ? 1 : 0);
        expectAsDecided();
      });
    }
  });
}
