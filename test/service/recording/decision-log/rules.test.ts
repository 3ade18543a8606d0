import { expect } from 'chai';
import { ScopegateError } from '../../../../src/base/errors.js';
import { parseRules } from '../../../../src/service/recording/decision-log/rules.js';
import { makeChance, makeSampler } from '../../../../src/service/recording/decision-log/sampler.js';
import { makeCheckWorld } from '../../../support/check-world.js';
import type { CheckWorld } from '../../../support/check-world.js';

describe('The rules of the decision log', () => {
  let world: CheckWorld;
  let key = '';
  before(async () => {
    world = await makeCheckWorld({ apis: 'two' });
    key = world.addKey();
  });

  const SEND = { method: 'POST', target: '/messages' };
  const cases: [title: string, rules: string, question: Record<string, string>, rate: number][] = [
    ['all denies', 'deny=1,allow=0', { ...SEND }, 1],
    ['no allows', 'deny=1,allow=0', { ...SEND, authorization: 'KEY' }, 0],
    ['a share of the allows', 'deny=1,allow=0.25', { ...SEND, authorization: 'KEY' }, 0.25],
    ['what no rule is about: not', 'deny=1', { ...SEND, authorization: 'KEY' }, 0],
    ['everything', '*=1', { ...SEND, authorization: 'KEY' }, 1],
    ['the first rule that matches', 'allow=0.5,*=1', { ...SEND, authorization: 'KEY' }, 0.5],
    ['by reason', 'reason:no_route=0.5,deny=1', { target: '/nowhere' }, 0.5],
    ['by reason, another one', 'reason:no_route=0.5,deny=1', { ...SEND }, 1],
    ['by API', 'api:other=0.5,*=1', { ...SEND, host: 'other.example.com' }, 0.5],
    ['by API, another one', 'api:other=0.5,*=1', { ...SEND }, 1],
    ['by API, where none was reached', 'api:other=0.5,*=1', { ...SEND, host: 'no.example.com' }, 1],
    ['by endpoint', 'endpoint:GET /messages/{id}=0.5,*=1', { method: 'GET', target: '/messages/7' }, 0.5],
    [
      'by endpoint, another of the same length',
      'endpoint:GET /messages/{xy}=0.5,*=1',
      { method: 'GET', target: '/messages/7' },
      1,
    ],
    ['by endpoint, where none was reached', 'endpoint:GET /messages/{id}=0.5,*=1', { target: '/nowhere' }, 1],
    [
      'by several at once',
      'allow+api:other=0.5,*=1',
      { ...SEND, host: 'other.example.com', authorization: 'KEY' },
      0.5,
    ],
    ['by several at once, one of them not', 'allow+api:other=0.5,*=1', { ...SEND, host: 'other.example.com' }, 1],
    ['a name that is escaped', 'api:oth%65r=0.5,*=1', { ...SEND, host: 'other.example.com' }, 0.5],
    ['spaces around', ' deny = 1 , allow=1'.replace(' = ', '='), { ...SEND }, 1],
  ];
  for (const [title, rules, { authorization = '', ...question }, rate] of cases) {
    it(`choose ${title}`, async () => {
      const request = world.question({ ...question, authorization: authorization.replace('KEY', key) });
      expect(makeSampler(parseRules(rules), () => 0).ofAnswer(request, await world.check(request))).to.equal(rate);
    });
  }

  it('choose errors by their code', () => {
    const request = world.question({});
    const sampler = makeSampler(parseRules('reason:unavailable=0.5,no_answer=1'), () => 0);
    expect(sampler.ofFailure(request, new ScopegateError('unavailable', 'down'))).to.equal(0.5);
    expect(sampler.ofFailure(request, new Error('defect'))).to.equal(1);
    const none = makeSampler(parseRules('deny=1,api:platform+no_answer=1'), () => 0);
    expect(none.ofFailure(request, new Error('defect'))).to.equal(0);
  });

  const TRACE = (n: number): string => `00-${n.toString(16).padStart(32, '0')}-00f067aa0ba902b7-01`;
  const chosen = async (
    traceParentOf: (n: number) => string,
    entryPoint: 'grpc' | 'grpc_stream' = 'grpc',
    key = 'a',
  ) => {
    const answer = await world.ask(SEND);
    const sampler = makeSampler(parseRules('deny=0.1'), makeChance(key));
    return Array.from({ length: 20_000 }, (_each, n) => n).filter(
      (n) => sampler.ofAnswer(world.question({ ...SEND, entryPoint, traceParent: traceParentOf(n) }), answer) > 0,
    );
  };
  // Six standard deviations around 2,000.
  const fair = [1745, 2255] as const;

  it('choose as large a share as they say', async () => {
    expect(await chosen(() => ''))
      .to.have.property('length')
      .within(...fair);
    expect(await chosen(() => 'no trace'))
      .to.have.property('length')
      .within(...fair);
  });

  it('choose the same of one trace on every replica, another with another key, and a fair share of all', async () => {
    const here = await chosen(TRACE);
    expect(here)
      .to.have.property('length')
      .within(...fair);
    expect(await chosen(TRACE)).to.deep.equal(here);
    expect(await chosen(TRACE, 'grpc', 'b')).not.to.deep.equal(here);
  });

  it('choose a fair share of a stream, which is one trace', async () => {
    expect(await chosen(() => TRACE(1), 'grpc_stream'))
      .to.have.property('length')
      .within(...fair);
    expect((await chosen(() => TRACE(1))).length).to.be.oneOf([0, 20_000]);
  });

  const bad: [title: string, rules: string][] = [
    ['no rule', ''],
    ['no share', 'deny'],
    ['a share above 1', 'deny=1.5'],
    ['a negative share', 'deny=-1'],
    ['a share in per cent', 'deny=10%'],
    ['a word that is none', 'denied=1'],
    ['a selector without a name', 'api:=1'],
    ['a broken escape', 'api:%zz=1'],
    ['an empty rule among others', 'deny=1,,allow=1'],
    ['more than a hundred', Array<string>(101).fill('deny=1').join(',')],
  ];
  for (const [title, rules] of bad) {
    it(`refuse ${title}`, () => {
      expect(() => parseRules(rules))
        .to.throw(ScopegateError)
        .with.property('code', 'config');
    });
  }
});
