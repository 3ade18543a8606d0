import { expect } from 'chai';
import { ScopegateError } from '../../../src/base/errors.js';
import { parseRules } from '../../../src/service/decision-log/rules.js';
import { makeSampler } from '../../../src/service/decision-log/sampler.js';
import { makeCheckWorld } from '../../support/check-world.js';
import type { CheckWorld } from '../../support/check-world.js';

describe('The rules of the decision log', () => {
  let world: CheckWorld;
  let key = '';
  before(async () => {
    world = await makeCheckWorld();
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
      const answer = await world.ask({ ...question, authorization: authorization.replace('KEY', key) });
      expect(makeSampler(parseRules(rules), () => 0).ofAnswer(answer)).to.equal(rate);
    });
  }

  it('choose errors by their code', () => {
    const sampler = makeSampler(parseRules('reason:unavailable=0.5,no_answer=1'), () => 0);
    expect(sampler.ofFailure(new ScopegateError('unavailable', 'down'))).to.equal(0.5);
    expect(sampler.ofFailure(new Error('defect'))).to.equal(1);
    expect(makeSampler(parseRules('deny=1,api:platform+no_answer=1')).ofFailure(new Error('defect'))).to.equal(0);
  });

  it('choose as large a share as they say', async () => {
    const answer = await world.ask(SEND);
    const sampler = makeSampler(parseRules('deny=0.1'));
    let chosen = 0;
    for (let i = 0; i < 20_000; i++) if (sampler.ofAnswer(answer) > 0) chosen++;
    // Six standard deviations.
    expect(chosen).to.be.within(1745, 2255);
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
