import { expect } from 'chai';
import { Counter } from 'prom-client';
import { REJECTIONS } from '../../src/service/decision/rejected-request.js';
import { makeRejectedRequests } from '../../src/telemetry/rejected-requests.js';

describe('What the listeners end by themselves', () => {
  it('is all counted, and logged once a minute for each listener and bound', async () => {
    let nowMs = 0;
    const lines: object[] = [];
    const note = (fields: object) => void lines.push(fields);
    const log = { debug: note, info: note, warn: note, error: note };
    const labelNames = ['listener', 'rejection'] as const;
    const counter = new Counter({ name: 'n', help: 'h', labelNames, registers: [] });
    const onRejected = makeRejectedRequests({ counter, log, clock: () => nowMs });
    const reject = (rejection: (typeof REJECTIONS)[number], times: number): void => {
      for (let at = 0; at < times; at++) {
        onRejected({ listener: 'http', rejection, detail: 'too large', peer: '192.0.2.7' });
      }
    };
    reject('headers_too_large', 300);
    reject('request_timeout', 2);
    expect(lines).to.have.length(2);
    expect(lines[0]).to.deep.equal({
      ...{ listener: 'http', rejection: 'headers_too_large', problem: 'too large', peer: '192.0.2.7', times: 1 },
    });
    nowMs = 60_000;
    reject('headers_too_large', 1);
    expect(lines[2]).to.include({ times: 300 });
    const { values } = await counter.get();
    expect(values).to.have.length(2 * REJECTIONS.length);
    const counts = values.filter(({ value }) => value > 0).map(({ labels, value }) => [labels.rejection, value]);
    expect(counts).to.deep.equal([
      ['headers_too_large', 301],
      ['request_timeout', 2],
    ]);
  });
});
