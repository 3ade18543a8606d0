/** Start of a page: after the item with this sort value and, among equal values, this row id. */
export interface PageStart {
  readonly value: string | number;
  readonly id: number;
}

export interface PageRequest {
  /** At least 1. */
  readonly limit: number;
  /** Null: the first page. */
  readonly after: PageStart | null;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Start of the next page; null on the last page. */
  readonly next: PageStart | null;
  /** Over all pages. */
  readonly total: number;
}
