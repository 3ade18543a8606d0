import type { CredentialOfMoment, PolicyOfMoment } from './history.js';
import type { ScopesFrom } from './issuers.js';

/** A policy to be tried beside the one in force. */
export interface CandidateDocument {
  readonly policy: PolicyOfMoment;
  /** Credentials that it changes; those that it takes away have no credential. */
  readonly credentials: readonly { readonly id: number; readonly credential: CredentialOfMoment | null }[];
  /** OAuth issuers that it changes. */
  readonly issuers: readonly { readonly id: number; readonly enabled: boolean; readonly scopesFrom: ScopesFrom }[];
}

export interface CandidateFile {
  readonly name: string;
  readonly sha256: string;
}

/** The policy migrations of an operator, on disk and in the database. */
export interface PolicyFiles {
  /** Those with one of these names, of a SQL file or of a folder. */
  read(path: string, names: readonly string[]): Promise<readonly CandidateFile[]>;
  /** Those of a folder that are not applied yet. */
  readPending(folder: string): Promise<readonly CandidateFile[]>;
  /** Applies the pending ones of a folder; answers with their names. */
  apply(folder: string): Promise<readonly string[]>;
}

export interface CandidateAbout {
  readonly id: string;
  /** Path of the file or folder, as it was given. */
  readonly source: string;
  readonly files: readonly CandidateFile[];
  /** The revision of the policy that it was made from. */
  readonly basedOn: number;
}

/** Outcome of a check that the candidate decided too: a closed set, so that it can label a metric. */
export type ShadowOutcome =
  | 'agree'
  | 'allow_to_deny'
  | 'deny_to_allow'
  | 'other_reason'
  /** It needs a credential that the policy in force had no need to look at. */
  | 'undecided'
  /** The candidate did not decide: a defect, or policy that does not compile. */
  | 'failed'
  /** There was no room to keep it until its turn. */
  | 'lost';

/** Checks that differ in the same way. */
export interface Disagreement {
  /** `POST /sms/{id}` of the policy in force, or of the candidate where that has none; empty for neither. */
  readonly endpoint: string;
  /** Public id; empty for none. */
  readonly credential: string;
  /** `allow scope_held` */
  readonly live: string;
  readonly shadow: string;
  readonly checks: number;
  readonly firstAtMs: number;
  readonly lastAtMs: number;
  readonly example: { readonly method: string; readonly host: string; readonly path: string };
}

export interface ShadowResults {
  readonly counts: Readonly<Partial<Record<ShadowOutcome, number>>>;
  readonly disagreements: readonly Disagreement[];
}

export interface ShadowStatus extends CandidateAbout {
  readonly startedAtMs: number;
  /** The policy in force has changed since: what the candidate decides is not what it would be now. */
  readonly isStale: boolean;
  readonly counts: ShadowResults['counts'];
  /** Most checks first. */
  readonly disagreements: readonly Disagreement[];
}

export interface ShadowStore {
  /** Replaces the candidate that is tried, and what was found out about it. */
  startCandidate(about: CandidateAbout, document: CandidateDocument): Promise<void>;
  /** False where there was none. */
  dropCandidate(): Promise<boolean>;
  /** Null for none. */
  currentId(): Promise<string | null>;
  /** Null where it is no longer that one. */
  readCandidate(id: string): Promise<{ readonly about: CandidateAbout; readonly document: CandidateDocument } | null>;
  /** Adds to what is known; of a candidate that is gone nothing is kept. */
  addResults(id: string, results: ShadowResults): Promise<void>;
  readStatus(maxDisagreements: number): Promise<ShadowStatus | null>;
}
