import type { Clock } from '../../../base/clock.js';
import { ScopegateError } from '../../../base/errors.js';
import type { SearchPage, Searches } from '../../../service/insight/searches.js';
import { parseAction, parseEntity, parseObject, parseOpenEntity } from './entities.js';
import type { Action, Entity, Evaluation } from './entities.js';
import { inTime } from './evaluate.js';
import type { JsonObject } from '../../../base/strict-json.js';
import { parsePage } from './page.js';
import type { SearchPageRequest } from './page.js';
import { ROUTE, isPresented, kindsOf, authzenQuestion } from './question.js';

export interface SearchDeps {
  readonly searches: Searches;
  readonly clock: Clock;
  readonly timeoutMs: number;
}

/** One of the three searches (section 8): a request body to a response body. Throws as an evaluation does. */
export type AuthzenSearch = (body: JsonObject) => Promise<object>;

/** Stands for the action that is searched for. */
const ANY_ACTION: Action = { name: '*', properties: {} };
const NOTHING: SearchPage<never> = { found: [], cursor: '' };
/** A search may look at much; others wait for their turn outside. */
const MAX_AT_ONCE = 16;

/** What is wrong with a body is said first; then what nobody has (section 8.1) is found nowhere, and is no error. */
export function makeSearches(deps: SearchDeps): Readonly<Record<'subject' | 'resource' | 'action', AuthzenSearch>> {
  const { searches, clock, timeoutMs } = deps;
  const inTurn = makeTurns(timeoutMs);
  const askOf = (evaluation: Evaluation) => authzenQuestion(evaluation, clock() + timeoutMs);
  return {
    async subject(body) {
      const subject = parseOpenEntity(body['subject'], 'subject');
      const resource = parseEntity(body['resource'], 'resource');
      const { evaluation, page } = evaluationOf(body, { subject, action: parseAction(body['action']), resource });
      const kinds = kindsOf(subject.type);
      const question = { ...askOf(evaluation), authorization: '', named: { kinds, publicId: '' } };
      const isNobody = kinds.length === 0 || resource.type !== ROUTE;
      const found = isNobody ? NOTHING : await inTurn(() => searches.subjects(question, page));
      return responseOf(found, page, (id) => ({ type: subject.type, id }));
    },
    async resource(body) {
      const subject = parseEntity(body['subject'], 'subject');
      const resource = parseOpenEntity(body['resource'], 'resource');
      const { evaluation, page } = evaluationOf(body, { subject, action: parseAction(body['action']), resource });
      const question = { ...askOf(evaluation), target: '/', expected: expectedOf(subject) };
      const found = resource.type !== ROUTE ? NOTHING : await inTurn(() => searches.routes(question, page));
      return responseOf(found, page, ({ api, host, template }) => ({
        type: ROUTE,
        id: template,
        properties: { api, ...(host === '' ? {} : { host }) },
      }));
    },
    async action(body) {
      const subject = parseEntity(body['subject'], 'subject');
      const resource = parseEntity(body['resource'], 'resource');
      const { evaluation, page } = evaluationOf(body, { subject, action: ANY_ACTION, resource });
      const question = { ...askOf(evaluation), expected: expectedOf(subject) };
      const found = resource.type !== ROUTE ? NOTHING : await inTurn(() => searches.methods(question, page));
      return responseOf(found, page, (name) => ({ name }));
    },
  };
}

function makeTurns(timeoutMs: number): <Found>(search: () => Promise<SearchPage<Found>>) => Promise<SearchPage<Found>> {
  let running = 0;
  return async (search) => {
    if (running >= MAX_AT_ONCE) throw new ScopegateError('resource_exhausted', 'too many searches at once');
    running++;
    // Until it ends, which may be after its time is up.
    const found = search().finally(() => {
      running--;
    });
    return inTime(found, timeoutMs);
  };
}

function evaluationOf(
  body: JsonObject,
  entities: Omit<Evaluation, 'context'>,
): { evaluation: Evaluation; page: SearchPageRequest } {
  const evaluation = { ...entities, context: parseObject(body['context'], 'context') };
  return { evaluation, page: parsePage(body['page'], withoutProofs(evaluation)) };
}

/** Secrets, and what is good once: a page token is not bound to them, nor made of them. */
const PROOFS = ['authorization', 'dpop_proof'];

function withoutProofs({ subject, context, ...rest }: Evaluation): JsonObject {
  const strip = (object: JsonObject): JsonObject =>
    Object.fromEntries(Object.entries(object).filter(([name]) => !PROOFS.includes(name)));
  return { ...rest, subject: { ...subject, properties: strip(subject.properties) }, context: strip(context) };
}

/** A credential that is presented may be of anybody of the type, unless the subject is named beside it. */
function expectedOf(subject: Entity) {
  return { kinds: kindsOf(subject.type), publicId: isPresented(subject) ? subject.id : '' };
}

/** Section 8.3; the page comes first, as is recommended. */
function responseOf<Found>(
  found: SearchPage<Found>,
  page: SearchPageRequest,
  toEntity: (one: Found) => object,
): object {
  const results = found.found.map(toEntity);
  return { page: { next_token: page.tokenFor(found.cursor), count: results.length }, results };
}
