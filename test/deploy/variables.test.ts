import { expect } from 'chai';
import { OVERRIDE_HEADERS } from '../../src/service/decision/override-headers.js';
import { GATEWAYS } from '../support/gateways/programs.js';
import type { Gateway } from '../support/gateways/programs.js';
import { both, suiteWith } from '../support/prerequisites.js';
import type { Prerequisite } from '../support/prerequisites.js';
import { programOf } from '../support/programs.js';
import { DISGUISES, spellingsOf } from '../support/gateways/spellings.js';
import { sendLines, startStage, statusOf } from '../support/gateways/stage.js';
import type { Stage } from '../support/gateways/stage.js';
import { startPhpReader, startWsgiReader } from '../support/gateways/variables.js';
import type { VariableReader } from '../support/gateways/variables.js';

interface Case {
  readonly name: string;
  readonly gateway: Gateway;
  readonly needs: Prerequisite<string>;
  start(): Promise<{ reader: VariableReader; gateway: Gateway }>;
}

const FORGED = 'forged-by-client';
const OVERRIDES = [...OVERRIDE_HEADERS.method, ...OVERRIDE_HEADERS.target].flatMap((name) => spellingsOf(name));

const PHP = programOf('php-cgi');
const PYTHON = programOf('python3');
const wsgi = GATEWAYS.map((gateway): Case => ({
  name: `a WSGI application behind ${gateway.name}`,
  ...{ gateway, needs: PYTHON },
  start: async () => ({ reader: await startWsgiReader(), gateway }),
}));
const php = GATEWAYS.filter(({ name }) => name === 'Caddy').map((caddy): Case => ({
  name: 'a PHP application behind Caddy, by FastCGI',
  ...{ gateway: caddy, needs: PHP },
  async start() {
    const reader = await startPhpReader();
    return { reader, gateway: reader.behind(caddy) };
  },
}));

/** Such an application reads `X-Scopegate-Principal` and `X_Scopegate.Principal` as one variable. */
for (const application of [...wsgi, ...php]) {
  suiteWith(both(application.needs, application.gateway.program), application.name, () => {
    let reader: VariableReader;
    let stage: Stage;

    before(async () => {
      const started = await application.start();
      reader = started.reader;
      stage = await startStage(started.gateway, reader.port);
    });
    after(async () => {
      await stage.stop();
      await reader.stop();
    });

    /** What the application read, or null where the gateway let nothing through. */
    async function variables(...fields: readonly string[]): Promise<Readonly<Record<string, string>> | null> {
      const answer = await sendLines(stage.port, ['GET /status HTTP/1.1', 'Host: api.example.com', ...fields]);
      expect(statusOf(answer), fields.join()).to.be.oneOf([200, 400, 403]);
      if (statusOf(answer) !== 200) return null;
      return JSON.parse(answer.slice(answer.indexOf('{'), answer.lastIndexOf('}') + 1)) as Record<string, string>;
    }

    it('reads what Scopegate says of the client', async () => {
      const key = stage.world.addKey();
      const lines = ['POST /messages HTTP/1.1', 'Host: api.example.com', 'Content-Length: 0', `Authorization: ${key}`];
      const answer = await sendLines(stage.port, lines);
      expect(statusOf(answer)).to.equal(200);
      expect(answer).to.match(/"HTTP_X_SCOPEGATE_DECISION": ?"allow"/);
      expect(answer).to.match(/"HTTP_X_SCOPEGATE_PRINCIPAL_KIND": ?"api_key"/);
    });

    it('reads no identity that the client made up, however it is spelled', async () => {
      for (const spelling of DISGUISES) {
        const read = await variables(`${spelling}: ${FORGED}`);
        expect(JSON.stringify(read), spelling).not.to.include(FORGED);
      }
      for (const field of ['X-Scopegate-Principal', 'x-scopegate-account']) {
        const read = await variables(`${field}: ${FORGED}`, `${field.replaceAll('-', '_')}: ${FORGED}`);
        expect(JSON.stringify(read), field).not.to.include(FORGED);
      }
    }).timeout(60_000);

    it('reads no method and no path that the client put over the real ones, however it is spelled', async () => {
      for (const spelling of OVERRIDES) {
        const read = await variables(`${spelling}: ${FORGED}`);
        expect(JSON.stringify(read), spelling).not.to.include(FORGED);
      }
    }).timeout(120_000);
  });
}
