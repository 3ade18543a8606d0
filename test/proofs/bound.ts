/** Whatever holds on to this process, it ends by then, and says that this is no proof. */
export function boundWholeRun(limitMs: number): void {
  setTimeout(() => {
    console.log('a promise was broken: the run did not come to its end');
    process.exit(1);
  }, limitMs).unref();
}
