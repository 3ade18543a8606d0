import { expect } from 'chai';
import { makeAuthzenWorld } from '../../../support/authzen-world.js';
import type { AuthzenWorld } from '../../../support/authzen-world.js';
import { forEachPostgres } from '../../../support/postgres.js';

const EVALUATION = '/access/v1/evaluation';
const EVALUATIONS = '/access/v1/evaluations';
const SUBJECT = '/access/v1/search/subject';
const RESOURCE = '/access/v1/search/resource';
const ACTION = '/access/v1/search/action';

const alice = { type: 'user', id: 'alice' };
const bob = { type: 'user', id: 'bob' };
const read = { name: 'GET' };
const write = { name: 'PUT' };
const record = { type: 'route', id: '/records/1', properties: { host: 'api.example.com' } };
const good = { subject: alice, action: read, resource: record };
const without = (name: string, from: object = good): object =>
  Object.fromEntries(Object.entries(from).filter(([key]) => key !== name));

interface Case {
  /** Of AuthZEN 1.0. */
  readonly section: string;
  readonly must: string;
  readonly path?: string;
  readonly body?: unknown;
  /** Instead of a body. */
  readonly raw?: string | Buffer;
  readonly headers?: readonly string[];
  readonly method?: string;
  readonly status: number;
  /** Members of the answer. */
  readonly answers?: Record<string, unknown>;
  readonly says?: string;
}

const JSON_TYPE = ['Content-Type', 'application/json'];

const CASES: readonly Case[] = [
  // Information model.
  { section: '5.1', must: 'a subject has a type', body: { ...good, subject: { id: 'alice' } }, status: 400 },
  { section: '5.1', must: 'a subject has an id', body: { ...good, subject: { type: 'user' } }, status: 400 },
  { section: '5.1', must: 'its type is a string', body: { ...good, subject: { type: 1, id: 'alice' } }, status: 400 },
  { section: '5.1', must: 'its id is a string', body: { ...good, subject: { type: 'user', id: 7 } }, status: 400 },
  { section: '5.1', must: 'its id is not null', body: { ...good, subject: { type: 'user', id: null } }, status: 400 },
  { section: '5.1', must: 'a subject is an object', body: { ...good, subject: 'alice' }, status: 400 },
  { section: '5.1', must: 'a subject is no array', body: { ...good, subject: [alice] }, status: 400 },
  {
    section: '5.1',
    must: 'its properties are an object',
    body: { ...good, subject: { ...alice, properties: 'x' } },
    status: 400,
  },
  {
    section: '5.1.1',
    must: 'properties may hold any values',
    body: { ...good, subject: { ...alice, properties: { department: 'Sales', n: null, deep: { list: [1, true] } } } },
    status: 200,
    answers: { decision: true },
  },
  { section: '5.2', must: 'a resource has a type', body: { ...good, resource: { id: '/records/1' } }, status: 400 },
  { section: '5.2', must: 'a resource has an id', body: { ...good, resource: { type: 'route' } }, status: 400 },
  { section: '5.2', must: 'its id is a string', body: { ...good, resource: { type: 'route', id: [] } }, status: 400 },
  {
    section: '5.2',
    must: 'its properties are an object',
    body: { ...good, resource: { ...record, properties: [] } },
    status: 400,
  },
  { section: '5.3', must: 'an action has a name', body: { ...good, action: {} }, status: 400 },
  { section: '5.3', must: 'its name is a string', body: { ...good, action: { name: 123 } }, status: 400 },
  { section: '5.3', must: 'an action is an object', body: { ...good, action: 'GET' }, status: 400 },
  {
    section: '5.3',
    must: 'its properties are an object',
    body: { ...good, action: { ...read, properties: 1 } },
    status: 400,
  },
  { section: '5.4', must: 'a context is an object', body: { ...good, context: 'now' }, status: 400 },
  {
    section: '5.4',
    must: 'a context may say anything',
    body: { ...good, context: { time: '2025-06-27T18:03-07:00', ip: '192.168.1.1' } },
    status: 200,
    answers: { decision: true },
  },
  { section: '5.5', must: 'a permit is true', body: good, status: 200, answers: { decision: true } },
  {
    section: '5.5',
    must: 'a deny is false, and status 200',
    body: { subject: bob, action: write, resource: record },
    status: 200,
    answers: { decision: false },
  },
  // Access Evaluation.
  { section: '6.1', must: 'subject is required', body: without('subject'), status: 400 },
  { section: '6.1', must: 'action is required', body: without('action'), status: 400 },
  { section: '6.1', must: 'resource is required', body: without('resource'), status: 400 },
  {
    section: '6.2',
    must: 'an unknown subject is denied',
    body: { ...good, subject: { type: 'user', id: 'nobody' } },
    status: 200,
    answers: { decision: false },
  },
  {
    section: '6.2',
    must: 'an unknown type of subject is denied',
    body: { ...good, subject: { type: 'spaceship', id: 'alice' } },
    status: 200,
    answers: { decision: false },
  },
  {
    section: '6.2',
    must: 'a subject of another type is denied',
    body: { ...good, subject: { type: 'key', id: 'alice' } },
    status: 200,
    answers: { decision: false },
  },
  {
    section: '6.2',
    must: 'an unknown type of resource is denied',
    body: { ...good, resource: { type: 'record', id: '/records/1' } },
    status: 200,
    answers: { decision: false },
  },
  {
    section: '6.2',
    must: 'an unknown action is denied',
    body: { ...good, action: { name: 'can_read' } },
    status: 200,
    answers: { decision: false },
  },
  {
    section: '6.2',
    must: 'a resource that is no path is denied',
    body: { ...good, resource: { type: 'route', id: 'record-1' } },
    status: 200,
    answers: { decision: false },
  },
  // Transport.
  { section: '10.1', must: 'a request is a POST', method: 'GET', status: 405 },
  { section: '10.1', must: 'a request is no PUT', method: 'PUT', body: good, status: 405 },
  {
    section: '10.1',
    must: 'the content type is application/json',
    raw: JSON.stringify(good),
    headers: ['Content-Type', 'text/plain'],
    status: 400,
  },
  { section: '10.1', must: 'a content type is there', raw: JSON.stringify(good), headers: [], status: 400 },
  {
    section: '10.1',
    must: 'no type that only begins like it',
    raw: JSON.stringify(good),
    headers: ['Content-Type', 'application/json-patch+json'],
    status: 400,
  },
  {
    section: '10.1',
    must: 'a parameter of the content type changes nothing',
    raw: JSON.stringify(good),
    headers: ['Content-Type', 'Application/JSON; charset=utf-8'],
    status: 200,
    answers: { decision: true },
  },
  { section: '10.1.1', must: 'the body is JSON', raw: '{"subject":', headers: JSON_TYPE, status: 400 },
  { section: '10.1.1', must: 'the body is there', raw: '', headers: JSON_TYPE, status: 400 },
  { section: '10.1.1', must: 'the body is an object, no array', raw: `[${JSON.stringify(good)}]`, status: 400 },
  { section: '10.1.1', must: 'the body is an object, no null', raw: 'null', status: 400 },
  { section: '10.1.1', must: 'the body is an object, no string', raw: '"x"', status: 400 },
  {
    section: '10.1.1',
    must: 'unknown fields are ignored',
    body: { ...good, foo: 'bar', futureField: { nested: true }, subject: { ...alice, extra: 1 } },
    status: 200,
    answers: { decision: true },
  },
  {
    section: '10.1.1',
    must: 'the order of members says nothing',
    body: {
      resource: { properties: record.properties, id: '/records/1', type: 'route' },
      action: read,
      subject: { id: 'alice', type: 'user' },
    },
    status: 200,
    answers: { decision: true },
  },
  // JSON payloads.
  {
    section: '11.5',
    must: 'the text is UTF-8',
    raw: Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]),
    status: 400,
    says: 'UTF-8',
  },
  { section: '11.5', must: 'no half characters', raw: '{"a":"\\ud800"}', status: 400, says: 'half a character' },
  {
    section: '11.5',
    must: 'no member twice',
    raw: `{"subject":{"type":"user","id":"alice"},${JSON.stringify({ ...good, subject: bob }).slice(1)}`,
    status: 400,
    says: 'twice',
  },
  {
    section: '11.5',
    must: 'no member twice, after escapes, at any depth',
    raw: '{"subject":{"type":"user","id":"bob","\\u0069d":"alice"}}',
    status: 400,
    says: 'twice',
  },
  { section: '11.7', must: 'nesting has a bound', raw: `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`, status: 400 },
  { section: '11.7', must: 'a body has a bound', raw: `{"a":"${'x'.repeat(1024 * 1024)}"}`, status: 413 },
  // Evaluations.
  {
    section: '7.1',
    must: 'without evaluations it is one evaluation',
    path: EVALUATIONS,
    body: good,
    status: 200,
    answers: { decision: true },
  },
  {
    section: '7.1',
    must: 'with none it is one evaluation',
    path: EVALUATIONS,
    body: { ...good, evaluations: [] },
    status: 200,
    answers: { decision: true },
  },
  {
    section: '7.1',
    must: 'as one evaluation it is whole',
    path: EVALUATIONS,
    body: without('subject', { ...good, evaluations: [] }),
    status: 400,
  },
  {
    section: '7.1',
    must: 'evaluations are an array',
    path: EVALUATIONS,
    body: { ...good, evaluations: {} },
    status: 400,
  },
  {
    section: '7.1.1',
    must: 'defaults that are malformed make the request bad',
    path: EVALUATIONS,
    body: { ...good, subject: 'alice', evaluations: [{ subject: alice }] },
    status: 400,
  },
  {
    section: '7.1.2',
    must: 'options are an object',
    path: EVALUATIONS,
    body: { ...good, evaluations: [{}], options: 'execute_all' },
    status: 400,
  },
  {
    section: '7.1.2.1',
    must: 'a semantic is one of three',
    path: EVALUATIONS,
    body: { ...good, evaluations: [{}], options: { evaluations_semantic: 'first' } },
    status: 400,
  },
  {
    section: '11.7',
    must: 'evaluations have a bound',
    path: EVALUATIONS,
    body: { ...good, evaluations: Array(1001).fill({}) },
    status: 400,
  },
  // Searches.
  { section: '8.4.1', must: 'subject', path: SUBJECT, body: without('subject'), status: 400 },
  { section: '8.4.1', must: 'a type of subject', path: SUBJECT, body: { ...good, subject: {} }, status: 400 },
  { section: '8.4.1', must: 'action', path: SUBJECT, body: without('action'), status: 400 },
  { section: '8.4.1', must: 'resource', path: SUBJECT, body: without('resource'), status: 400 },
  {
    section: '8.4.1',
    must: 'an id of the resource',
    path: SUBJECT,
    body: { ...good, resource: { type: 'route' } },
    status: 400,
  },
  { section: '8.5.1', must: 'subject', path: RESOURCE, body: without('subject'), status: 400 },
  {
    section: '8.5.1',
    must: 'an id of the subject',
    path: RESOURCE,
    body: { ...good, subject: { type: 'user' } },
    status: 400,
  },
  { section: '8.5.1', must: 'action', path: RESOURCE, body: without('action'), status: 400 },
  { section: '8.5.1', must: 'resource', path: RESOURCE, body: without('resource'), status: 400 },
  { section: '8.5.1', must: 'a type of resource', path: RESOURCE, body: { ...good, resource: {} }, status: 400 },
  { section: '8.6.1', must: 'subject', path: ACTION, body: without('subject'), status: 400 },
  { section: '8.6.1', must: 'resource', path: ACTION, body: without('resource'), status: 400 },
  {
    section: '8.6.1',
    must: 'an id of the subject',
    path: ACTION,
    body: { ...good, subject: { type: 'user' } },
    status: 400,
  },
  {
    section: '8.6.1',
    must: 'an id of the resource',
    path: ACTION,
    body: { ...good, resource: { type: 'route' } },
    status: 400,
  },
  { section: '8.2.1', must: 'a page is an object', path: ACTION, body: { ...good, page: 1 }, status: 400 },
  { section: '8.2.1', must: 'a token is a string', path: ACTION, body: { ...good, page: { token: 1 } }, status: 400 },
  {
    section: '8.2.1',
    must: 'a limit is no fraction',
    path: ACTION,
    body: { ...good, page: { limit: 1.5 } },
    status: 400,
  },
  {
    section: '8.2.1',
    must: 'a limit is not negative',
    path: ACTION,
    body: { ...good, page: { limit: -1 } },
    status: 400,
  },
  {
    section: '8.2.1',
    must: 'a limit is no string',
    path: ACTION,
    body: { ...good, page: { limit: '1' } },
    status: 400,
  },
  {
    section: '8.2.1',
    must: 'properties are an object',
    path: ACTION,
    body: { ...good, page: { properties: 1 } },
    status: 400,
  },
  {
    section: '8.2',
    must: 'a made-up token is an error',
    path: ACTION,
    body: { ...good, page: { token: 'x' } },
    status: 400,
  },
];

forEachPostgres('AuthZEN 1.0', (server) => {
  let world: AuthzenWorld;
  before(async function () {
    this.timeout(120_000);
    world = await makeAuthzenWorld(server);
  });
  after(() => world.close());

  for (const { section, must, path = EVALUATION, status, answers, says, ...sent } of CASES) {
    it(`${section}: ${must} (${path.slice('/access/v1/'.length)})`, async () => {
      const raw = sent.raw ?? (sent.body === undefined ? '' : JSON.stringify(sent.body));
      const { method = 'POST', headers = JSON_TYPE } = sent;
      const reply = await world.send({ method, path, headers: [...headers, 'X-Request-ID', 'r 1'], body: raw });
      expect(reply.status, reply.text).to.equal(status);
      expect(reply.headers['x-request-id']).to.equal('r 1');
      expect(reply.headers['cache-control']).to.equal('no-store');
      if (status === 200) expect(reply.headers['content-type']).to.equal('application/json');
      else expect(reply.text.trim(), 'an error message string').to.match(/^[a-zA-Z].+/);
      if (status === 405) expect(reply.headers.allow).to.equal('POST');
      if (answers !== undefined) expect(reply.json).to.include(answers);
      if (says !== undefined) expect(reply.text).to.include(says);
    });
  }

  describe('10.1.3: the id of a request', () => {
    it('is not made up where there is none', async () => {
      const { headers } = await world.post(EVALUATION, good);
      expect(headers).not.to.have.property('x-request-id');
    });

    it('comes back as it was, whatever it is', async () => {
      for (const id of ['bfe9eb29-ab87-4ca3-be83-a1d5d8305716', ' a, b ', '"%00', '\u00e9\u00ff', 'x'.repeat(4000)]) {
        for (const body of [good, {}]) {
          const { rawHeaders } = await world.post(EVALUATION, body, ['x-request-id', id]);
          expect(rawHeaders[rawHeaders.indexOf('X-Request-ID') + 1]).to.equal(id.trim());
        }
      }
    });
  });

  it('decides the same each time', async () => {
    for (let round = 0; round < 5; round++) {
      expect((await world.post(EVALUATION, good)).json).to.include({ decision: true });
    }
  });

  it('says why, and what to answer, in the context', async () => {
    const { json } = await world.post(EVALUATION, { subject: bob, action: write, resource: record });
    const context = json?.['context'] as Record<string, unknown>;
    expect(context).to.deep.include({
      reason: 'missing_scope',
      endpoint: { api: 'platform', method: 'PUT', template: '/records/{id}', access: 'scoped' },
      principal: { type: 'user', id: 'bob', account: 'acme', name: 'Bob' },
    });
    expect(context['http_response']).to.have.property('status', 403);
    expect(JSON.stringify(json)).not.to.include('null');
  });
});
