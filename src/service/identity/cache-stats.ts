/** What a cache says of itself when its metrics are read. */
export interface CacheStats {
  readonly hits: number;
  readonly misses: number;
  /** Entries pushed out to keep the bound. */
  readonly evictions: number;
  readonly entries: number;
  /** Estimated. */
  readonly sizeBytes: number;
}
