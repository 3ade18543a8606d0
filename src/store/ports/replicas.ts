/** What a replica says of itself. */
export interface ReplicaState {
  /** A UUID, made anew at each start. */
  readonly id: string;
  /** For people: the name of its machine or container. */
  readonly name: string;
  /** Where it serves gRPC, `host:port`. */
  readonly address: string;
  readonly startedAtMs: number;
  /** It decides by every change up to here; 0 while it loads. */
  readonly appliedRevision: number;
}

export interface LiveReplica {
  readonly id: string;
  readonly name: string;
  readonly address: string;
  readonly appliedRevision: number;
  /** Time since it was last heard of. */
  readonly seenAgeMs: number;
}

/** Where replicas tell each other how far they are. Nothing here is a change of policy: it produces no revision. */
export interface ReplicaRegistry {
  /** Notes the state; the replica counts as live for `livesForMs` from now on. Also removes those that are dead. */
  announce(state: ReplicaState, livesForMs: number): Promise<void>;
  /** Says goodbye. */
  remove(id: string): Promise<void>;
  /** Sorted by name and address. */
  listLive(): Promise<readonly LiveReplica[]>;
}
