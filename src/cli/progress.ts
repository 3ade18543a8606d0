/** Says how far long work has come: on a terminal, over one line again and again; nothing in a pipe. */
export interface Progress {
  step(text: string): void;
  /** Clears the line. */
  done(): void;
}

const MIN_INTERVAL_MS = 100;
/** Of a terminal that does not say how wide it is. */
const USUAL_COLUMNS = 80;

export function makeProgress(stream: NodeJS.WriteStream = process.stderr, now: () => number = Date.now): Progress {
  let saidAt = 0;
  let isShown = false;
  let later: NodeJS.Timeout | null = null;
  const show = (text: string): void => {
    saidAt = now();
    isShown = true;
    stream.write(`\r\u001b[K${text.slice(0, (stream.columns > 1 ? stream.columns : USUAL_COLUMNS) - 1)}`);
  };
  const forget = (): void => {
    if (later !== null) clearTimeout(later);
    later = null;
  };
  return {
    step(text) {
      if (!stream.isTTY) return;
      forget();
      const restMs = MIN_INTERVAL_MS - (now() - saidAt);
      // A step that follows fast is shown when it turns out to take its time.
      if (restMs > 0) later = setTimeout(() => show(text), restMs).unref();
      else show(text);
    },
    done() {
      forget();
      if (isShown) stream.write('\r\u001b[K');
      isShown = false;
    },
  };
}
