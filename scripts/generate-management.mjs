/** `npm run generate:management -- URL`: what the client knows of the Management API, from a served `/openapi.json`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { operationTable, operationTypes } from './management-types.mjs';

const root = join(import.meta.dirname, '..');
const response = await fetch(process.argv[2] ?? 'http://127.0.0.1:8080/openapi.json');
/** @type {any} */
const document = await response.json();
writeFileSync(join(root, 'src/client/management/operations.ts'), operationTable(document));
writeFileSync(join(root, 'src/wire/management.ts'), await operationTypes(document));
