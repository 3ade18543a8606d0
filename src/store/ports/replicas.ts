/** State that a replica reports. */
export interface ReplicaState {
  /** A UUID, made anew at each start. */
  readonly id: string;
  /** For people: the name of its machine or container. */
  readonly name: string;
  /** Address of its gRPC listener, `host:port`. */
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

/** Registry through which replicas report their applied revision. Writing to it produces no revision. */
export interface ReplicaRegistry {
  /** Notes the state; the replica counts as live for `livesForMs` from now on. Also removes those that are dead. */
  announce(state: ReplicaState, livesForMs: number): Promise<void>;
  /** Says goodbye. */
  remove(id: string): Promise<void>;
  /** Sorted by name and address. */
  listLive(): Promise<readonly LiveReplica[]>;
}
