import { expect } from 'chai';
import { OVERRIDE_HEADERS } from '../../src/service/decision/override-headers.js';
import { valuesAmong } from '../support/gateways/echo-upstream.js';
import { suiteWith } from '../support/prerequisites.js';
import { GATEWAYS } from '../support/gateways/programs.js';
import { DISGUISES, spellingsOf } from '../support/gateways/spellings.js';
import { sendLines, startStage, statusOf } from '../support/gateways/stage.js';
import type { Stage } from '../support/gateways/stage.js';

const NAMES = Object.values(OVERRIDE_HEADERS).flat();
/** What a gateway says of the client itself, and what it then says here. */
const OWN: Readonly<Record<string, string>> = {
  'x-forwarded-for': '127.0.0.1',
  'x-forwarded-proto': 'http',
  'x-forwarded-host': 'api.example.com',
};
const FORGED = 'forged-by-client';
const HEAD = ['Host: api.example.com', 'Content-Length: 0'];

for (const gateway of GATEWAYS) {
  suiteWith(
    gateway.program,
    `${gateway.name} with the shipped configuration: what the application hears of a client`,
    () => {
      let stage: Stage;
      let key: string;

      before(async () => {
        stage = await startStage(gateway);
        key = `Authorization: ${stage.world.addKey()}`;
      });
      after(() => stage.stop());
      beforeEach(() => stage.clear());

      /** Nothing that the client made up is in what the application reads, under whatever spelling. */
      function expectNothingForged(what: string): void {
        for (const { rawHeaders, rawTrailers } of stage.upstream.seen) {
          expect(JSON.stringify([rawHeaders, rawTrailers]), what).not.to.include(FORGED);
        }
      }

      for (const name of NAMES) {
        it(`nothing by ${name}, in each spelling that some server reads alike`, async () => {
          for (const spelling of spellingsOf(name)) {
            stage.clear();
            const answer = await sendLines(stage.port, [
              'POST /messages HTTP/1.1',
              ...HEAD,
              key,
              `${spelling}: ${FORGED}`,
            ]);
            expect(statusOf(answer), spelling).to.be.oneOf([200, 400, 403]);
            expect(stage.upstream.seen, spelling).to.have.length(statusOf(answer) === 200 ? 1 : 0);
            expectNothingForged(spelling);
          }
        });
      }

      it('no identity header, in each spelling that some server reads alike', async () => {
        for (const spelling of DISGUISES) {
          const lines = ['GET /status HTTP/1.1', ...HEAD, `${spelling}: ${FORGED}`];
          expect(statusOf(await sendLines(stage.port, lines)), spelling).to.be.oneOf([200, 400, 403]);
          expectNothingForged(spelling);
        }
      });

      it('no identity header in trailers that are announced', async () => {
        const fields = ['x-scopegate-principal', 'x-scopegate_account', 'x-http-method-override'];
        const trailers = fields.map((name) => `${name}: ${FORGED}\r\n`).join('');
        const head = ['POST /messages HTTP/1.1', 'Host: api.example.com', key, 'Transfer-Encoding: chunked'];
        const lines = [...head, 'TE: trailers', `Trailer: ${fields.join(', ')}`];
        await sendLines(stage.port, lines, `2\r\nab\r\n0\r\n${trailers}\r\n`);
        expectNothingForged('trailers');
      });

      it('its address, scheme and host as the gateway sees them', async () => {
        const claims = ['X-Forwarded-For: 192.0.2.9', 'X-Forwarded-Proto: https', 'X-Forwarded-Host: api.example.com'];
        const answer = await sendLines(stage.port, ['POST /messages HTTP/1.1', ...HEAD, key, ...claims]);
        const isForwarded = statusOf(answer) === 200;
        expect(statusOf(answer)).to.equal(isForwarded ? 200 : 403);
        expect(stage.upstream.seen).to.have.length(isForwarded ? 1 : 0);
        for (const { rawHeaders } of stage.upstream.seen)
          for (const [name, said] of Object.entries(OWN))
            expect(valuesAmong(rawHeaders, name), name).to.deep.equal([said]);
      });

      it('checks proofs for the scheme that the gateway sees', async () => {
        for (const line of ['POST /messages HTTP/1.1', 'POST https://api.example.com/messages HTTP/1.1']) {
          stage.clear();
          const claims = ['DPoP: a.b.c', 'X-Forwarded-Proto: https', 'X-Forwarded-Ssl: on'];
          await sendLines(stage.port, [line, ...HEAD, key, ...claims]);
          if (line.startsWith('POST /')) expect(stage.asked).to.have.length(1);
          for (const { proof } of stage.asked) expect(proof?.origin, line).to.equal('http://api.example.com');
        }
      });
    },
  );
}
