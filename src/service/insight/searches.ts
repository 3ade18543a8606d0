import type { CheckRequest } from '../check-request.js';
import type { AssertedSubject } from '../check-request.js';

/** A question about a subject that is presented or named. */
export interface SubjectRequest extends CheckRequest {
  /** The expected credential. An empty id stands for any credential of these kinds. */
  readonly expected: AssertedSubject;
}

/** The start and the size of the wanted page. */
export interface PageWanted {
  /** Empty: from the beginning; else as an earlier page gave it. */
  readonly cursor: string;
  readonly limit: number;
}

export interface SearchPage<Found> {
  readonly found: readonly Found[];
  /** Empty: there is no more. */
  readonly cursor: string;
}

/**
 * One question with a part of it left open; the open part is not looked at. Rejects with `invalid_argument` for a
 * cursor that none was, and as `Check` does.
 */
export type Search<Request, Found> = (request: Request, wanted: PageWanted) => Promise<SearchPage<Found>>;

/** A route that a subject may call, by a path that is decided as every path of its template is. */
export interface FoundRoute {
  readonly api: string;
  /** A host of the API. Empty: the API has none, and is the only one. */
  readonly host: string;
  readonly template: string;
}

/** Everything that is found would be allowed now if it were asked for. */
export interface Searches {
  /** Public ids of who may make the request, of the kinds that `named` lists. */
  readonly subjects: Search<CheckRequest, string>;
  /** Routes that the subject may call with the method, in the API of `host`. */
  readonly routes: Search<SubjectRequest, FoundRoute>;
  /** Methods by which the subject may call the path. */
  readonly methods: Search<SubjectRequest, string>;
}
