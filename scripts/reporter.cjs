'use strict';
const { format } = require('node:util');
const { reporters, Runner } = require('mocha');

/** Title and counts of one top-level suite. */
const emptyTally = () => ({ passed: 0, failed: 0, skipped: 0, startedAt: Date.now() });

/**
 * One line per top-level suite, then every failure in full. In a run of scripts/test.mjs the counts and the failures go to
 * the option `report`; without it (plain `npx mocha`) this prints them.
 */
module.exports = class SuiteReporter extends reporters.Base {
  /** @param {import('mocha').Runner} runner @param {import('mocha').MochaOptions} options */
  constructor(runner, options) {
    super(runner, options);
    /** @type {undefined | ((report: object) => void)} */
    this.report = options.reporterOptions?.report;
    let tally = emptyTally();
    runner.on(Runner.constants.EVENT_SUITE_BEGIN, (suite) => {
      if (suite.parent?.root === true) tally = emptyTally();
    });
    runner.on(Runner.constants.EVENT_TEST_PASS, () => (tally.passed += 1));
    runner.on(Runner.constants.EVENT_TEST_FAIL, (test) => {
      tally.failed += 1;
      console.log(`  FAILED ${test.fullTitle()}`);
    });
    runner.on(Runner.constants.EVENT_TEST_PENDING, () => (tally.skipped += 1));
    runner.on(Runner.constants.EVENT_SUITE_END, (suite) => {
      if (suite.parent?.root === true) console.log(lineOf(suite.title, tally));
    });
    runner.once(Runner.constants.EVENT_RUN_END, () => this.finish());
  }

  finish() {
    const { passes: passed, failures: failed, pending: skipped } = this.stats;
    if (this.report !== undefined) this.report({ passed, failed, skipped, text: textOf(this.failures) });
    else {
      if (failed > 0) reporters.Base.list(this.failures);
      console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
    }
  }
};

/** @param {import('mocha').Test[]} failures */
function textOf(failures) {
  if (failures.length === 0) return '';
  /** @type {string[]} */
  const lines = [];
  const { consoleLog } = reporters.Base;
  reporters.Base.consoleLog = (...words) => void lines.push(format(...words));
  reporters.Base.list(failures);
  reporters.Base.consoleLog = consoleLog;
  return lines.join('\n');
}

/** @param {string} title @param {ReturnType<typeof emptyTally>} tally */
function lineOf(title, tally) {
  const counts = [`${tally.passed} passed`];
  if (tally.failed > 0) counts.push(`${tally.failed} failed`);
  if (tally.skipped > 0) counts.push(`${tally.skipped} skipped`);
  const state = tally.failed > 0 ? 'FAILED' : tally.passed === 0 ? 'skipped' : 'ok    ';
  return `${state} ${title}: ${counts.join(', ')} (${Date.now() - tally.startedAt} ms)`;
}
