/** Says how far long work has come: on a terminal, over one line again and again; nothing in a pipe. */
export interface Progress {
  step(text: string): void;
  /** Clears the line. */
  done(): void;
}

const MIN_INTERVAL_MS = 100;

export function makeProgress(stream: NodeJS.WriteStream = process.stderr, now: () => number = Date.now): Progress {
  let saidAt = 0;
  let isShown = false;
  return {
    step(text) {
      if (!stream.isTTY || now() - saidAt < MIN_INTERVAL_MS) return;
      saidAt = now();
      isShown = true;
      stream.write(`\r\u001b[K${text.slice(0, Math.max(20, stream.columns - 1))}`);
    },
    done() {
      if (isShown) stream.write('\r\u001b[K');
      isShown = false;
    },
  };
}
