import { noAnswer } from '../base/errors.js';
import type { Pool } from '../store/postgres/pool.js';

/** The same database, which gives no answer until it may. */
export function holdBack(pool: Pool, mayAnswer: () => boolean): Pool {
  const refuse = (): Promise<never> => Promise.reject(noAnswer('nothing is known of credentials yet'));
  return {
    query: (text, values) => (mayAnswer() ? pool.query(text, values) : refuse()),
    transaction: (run) => (mayAnswer() ? pool.transaction(run) : refuse()),
    snapshot: (run) => (mayAnswer() ? pool.snapshot(run) : refuse()),
    close: () => pool.close(),
  };
}
