import { messageOf } from '../../../base/errors.js';
import type { Log } from '../../../base/log.js';
import type { ShadowStore } from '../../../store/ports/shadow.js';
import { makeEvaluateCandidate } from './evaluate.js';
import type { Shadow } from './shadow-checks.js';
import { makeTally } from './tally.js';
import type { Tally } from './tally.js';

/** Tries whatever candidate the database has, and writes down what comes of it. */
export interface CandidateFollower {
  /** Writes what is not written yet, and looks for another candidate; never rejects. */
  look(): Promise<void>;
  /** Looks a last time. */
  stop(): Promise<void>;
}

export interface FollowOptions {
  readonly store: Pick<ShadowStore, 'currentId' | 'readCandidate' | 'addResults'>;
  readonly shadow: Pick<Shadow, 'use'>;
  readonly log: Log;
  readonly everyMs: number;
}

/** Some megabytes at most, until they are written. */
const MAX_DISAGREEMENTS = 5_000;

export function followCandidate(options: FollowOptions): CandidateFollower {
  const following = new Following(options);
  const timer = setInterval(() => void following.look(), options.everyMs);
  timer.unref();
  return {
    look: () => following.look(),
    async stop() {
      clearInterval(timer);
      await following.look();
      options.shadow.use(null);
    },
  };
}

class Following {
  private readonly options: FollowOptions;
  private current: { readonly id: string; readonly tally: Tally } | null = null;
  /** One that cannot be used is not read again and again. */
  private refused: string | null = null;
  private isFailing = false;
  private running: Promise<void> = Promise.resolve();

  constructor(options: FollowOptions) {
    this.options = options;
  }

  look(): Promise<void> {
    this.running = this.running.then(() => this.lookOnce());
    return this.running;
  }

  private async lookOnce(): Promise<void> {
    try {
      await this.writeResults();
      await this.follow();
      this.isFailing = false;
    } catch (error) {
      const { log } = this.options;
      if (!this.isFailing)
        log.warn({ problem: messageOf(error) }, 'the shadow policy cannot be followed; it is tried again');
      this.isFailing = true;
    }
  }

  private async writeResults(): Promise<void> {
    if (this.current === null) return;
    const { id, tally } = this.current;
    const results = tally.take();
    if (results === null) return;
    try {
      await this.options.store.addResults(id, results);
    } catch (error) {
      tally.restore(results);
      throw error;
    }
  }

  private async follow(): Promise<void> {
    const { store, shadow, log } = this.options;
    const id = await store.currentId();
    if (id === (this.current?.id ?? null) || (id !== null && id === this.refused)) return;
    if (this.current !== null) log.info({ candidate: this.current.id }, 'a shadow policy is no longer tried');
    shadow.use(null);
    this.current = null;
    const read = id === null ? null : await store.readCandidate(id);
    if (read === null) return;
    this.refused = id;
    const { about, document } = read;
    const tally = makeTally(MAX_DISAGREEMENTS);
    shadow.use({ evaluate: makeEvaluateCandidate(document, about.basedOn), tally });
    this.refused = null;
    this.current = { id: about.id, tally };
    log.info({ candidate: about.id, source: about.source }, 'a shadow policy is tried beside the one in force');
  }
}
