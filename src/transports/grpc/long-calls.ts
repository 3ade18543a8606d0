/** Calls that end when their caller wants it, or when the server stops: a drain would wait for them in vain. */
export interface LongCalls {
  /** `leave` is called once, when the server stops. Answers with what to call when the call is over before. */
  add(leave: () => void): () => void;
  leaveAll(): void;
}

/** None at first. */
export function makeLongCalls(): LongCalls {
  const leaving = new Set<() => void>();
  return {
    add(leave) {
      leaving.add(leave);
      return () => {
        leaving.delete(leave);
      };
    },
    leaveAll() {
      const all = [...leaving];
      leaving.clear();
      for (const leave of all) leave();
    },
  };
}
