import { ScopegateError } from '../../../base/errors.js';
import type { Page, PageRequest, PageStart } from '../../ports/paging.js';
import type { Query } from '../pool.js';

export interface Sorting {
  /** SQL over the row m of what is listed, never null. Written here, not by callers of the API. */
  readonly by: string;
  readonly type: 'text' | 'float8';
  readonly order: 'asc' | 'desc';
}

export interface Listing {
  /** A SELECT of what the filters leave, with a column `id`; its values are $1, $2, ... */
  readonly matched: string;
  readonly values: readonly unknown[];
  readonly sorting: Sorting;
  readonly page: PageRequest;
}

type Placed<Row> = Row & { readonly id: number; readonly sort_value: string | number };

/** One page by key set: what is added or removed meanwhile neither repeats nor skips other items. */
export async function readPage<Row extends object>(query: Query, listing: Listing): Promise<Page<Row>> {
  const { matched, values, sorting, page } = listing;
  const { by, type, order } = sorting;
  refuseForeignStart(page.after, type);
  const [first, second, third] = [1, 2, 3].map((place) => `$${String(values.length + place)}`);
  const rows = await query<Placed<Row>>(
    `SELECT m.*, ${by} AS sort_value FROM (${matched}) m
     WHERE ${first}::${type} IS NULL OR (${by}, m.id) ${order === 'asc' ? '>' : '<'} (${first}::${type}, ${second}::float8)
     ORDER BY ${by} ${order}, m.id ${order} LIMIT ${third}::int`,
    [...values, page.after?.value ?? null, page.after?.id ?? null, page.limit + 1],
  );
  const [counted] = await query<{ total: number }>(`SELECT count(*)::float8 AS total FROM (${matched}) m`, values);
  const items = rows.slice(0, page.limit);
  const last = items.at(-1);
  const next = rows.length > page.limit && last !== undefined ? { value: last.sort_value, id: last.id } : null;
  return { items, next, total: counted?.total ?? 0 };
}

/** A cursor of a listing with another sorting. */
function refuseForeignStart(start: PageStart | null, type: Sorting['type']): void {
  if (start === null) return;
  if (typeof start.value !== (type === 'text' ? 'string' : 'number')) {
    throw new ScopegateError('invalid_argument', 'the cursor belongs to another listing');
  }
}
