import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import {
  COMMENT_MARKER,
  commentText,
  markdownWithin,
  writePipelineOutputs,
} from '../../harness/cli/pipeline-outputs.ts';
import { compareRecord, failingRecord } from '../support/sample-record.ts';

t.test('a comment has the marker in front and fits', async (t) => {
  const text = await commentText(compareRecord());
  t.ok(text.startsWith(`${COMMENT_MARKER}\n# `));
  const [finding] = failingRecord().findings;
  const findings = Array.from({ length: 2000 }, () => ({
    ...{ rule: 'x', verdict: 'fail' as const, claim: 'long '.repeat(20), evidence: {}, advice: '' },
    ...finding,
  }));
  const long = await commentText({ ...failingRecord(), findings });
  t.ok(long.startsWith(COMMENT_MARKER));
  t.ok(long.length <= 65_536, `${long.length}`);
});

t.test('takes as much of the report as fits, and the answer in any case', async (t) => {
  const record = compareRecord();
  const sizes: number[] = [];
  const none = await markdownWithin(record, ({ length }) => {
    sizes.push(length);
    return false;
  });
  t.equal(none, `${record.findings[0]?.claim}\n`);
  t.strictSame(
    sizes,
    [...sizes].sort((a, b) => b - a),
    'the longest first',
  );
  t.equal((await markdownWithin(record, () => true)).length, sizes[0]);
});

t.test('writes what is asked for, the summary where GitHub wants it', async (t) => {
  const dir = t.testdir({ 'summary.md': 'before\n' });
  const [comment, summary] = [join(dir, 'comment.md'), join(dir, 'summary.md')];
  await writePipelineOutputs(compareRecord(), { comment }, { GITHUB_STEP_SUMMARY: summary });
  t.match(readFileSync(comment, 'utf8'), COMMENT_MARKER);
  t.match(readFileSync(summary, 'utf8'), /^before\n# /);
  const nowhere = { GITHUB_STEP_SUMMARY: join(dir, 'no', 'folder') };
  await t.rejects(writePipelineOutputs(compareRecord(), {}, nowhere), {
    message: /Cannot write the summary/,
  });
});
