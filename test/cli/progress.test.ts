import { expect } from 'chai';
import { makeProgress } from '../../src/cli/progress.js';

function terminal(isTTY: boolean, columns = 20) {
  const written: string[] = [];
  const stream = { isTTY, columns, write: (text: string) => written.push(text) } as unknown as NodeJS.WriteStream;
  return { stream, written };
}

const line = (text: string): string => `\r\u001b[K${text}`;

describe('Progress', () => {
  it('is one line of a terminal, as long as that is wide, and leaves nothing', () => {
    const { stream, written } = terminal(true);
    let nowMs = 1_000;
    const progress = makeProgress(stream, () => nowMs);
    progress.step('reading the policy of something long');
    nowMs += 200;
    progress.step('comparing');
    progress.done();
    expect(written).to.deep.equal([line('reading the policy '), line('comparing'), line('')]);
  });

  it('takes a terminal that does not say how wide it is for a usual one', () => {
    const { stream, written } = terminal(true, 0);
    makeProgress(stream, () => 1_000).step('a'.repeat(200));
    expect(written).to.deep.equal([line('a'.repeat(79))]);
  });

  it('shows a step that follows fast once it takes its time, and no step after the end', async () => {
    const { stream, written } = terminal(true);
    const progress = makeProgress(stream);
    progress.step('one');
    progress.step('two');
    progress.step('three');
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(written).to.deep.equal([line('one'), line('three')]);
    progress.step('four');
    progress.step('five');
    progress.done();
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(written.at(-1)).to.equal(line(''));
  });

  it('is nothing in a pipe', () => {
    const { stream, written } = terminal(false);
    const progress = makeProgress(stream, () => 1_000);
    progress.step('one');
    progress.done();
    expect(written).to.deep.equal([]);
  });
});
