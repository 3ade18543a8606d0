import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { planImport } from '../../../../src/service/rehearsal/import/plan-import.js';
import { suiteWith } from '../../../support/prerequisites.js';
import type { Prerequisite } from '../../../support/prerequisites.js';
import { readDocument } from '../../../../src/service/rehearsal/import/read-document.js';

const SPECS = join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'data', 'specs');

/** Documents of others, which this project may not copy. */
const SAMPLES: Prerequisite<string> = {
  name: 'the sample documents',
  found: existsSync(SPECS) ? SPECS : null,
  remedy: 'They are third-party data, see CONTRIBUTING.md.',
  inCi: 'optional',
};

const DOCUMENTS = [
  { file: 'spotify.openapi303.yaml', operations: 97, withScopes: 65, multi: 19, host: 'api.spotify.com' },
  { file: 'square.swagger20.json', operations: 101, withScopes: 100, multi: 1, host: 'connect.squareup.com' },
  { file: 'google_pubsub.v1.discovery.json', operations: 46, withScopes: 46, multi: 0, host: 'pubsub.googleapis.com' },
];

suiteWith(SAMPLES, 'Import of public documents', () => {
  for (const { file, operations, withScopes, multi, host } of DOCUMENTS) {
    it(`reads ${file}: ${String(operations)} operations`, async () => {
      const document = await readDocument(await readFile(join(SPECS, file), 'utf8'));
      const plan = planImport(document, {
        ...{ multi: 'any', mixed: 'scoped', undeclared: 'closed' },
        ...{ optional: 'reject', patterns: 'reject', servers: 'reject', unusable: 'reject' },
      });
      expect(plan.operationCount).to.equal(operations);
      expect(plan.endpoints.filter(({ access }) => access === 'scoped')).to.have.length(withScopes);
      expect(plan.questions.multi ?? []).to.have.length(multi);
      expect(document.hosts).to.deep.equal([host]);
    });
  }
});
