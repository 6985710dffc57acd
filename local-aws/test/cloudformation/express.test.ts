import { cloudFormation, custom } from './harness';

const express = { DeploymentConfig: { Mode: 'EXPRESS' } };

test.each([
  ['before completion', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'],
  ['after completion', 'UPDATE_COMPLETE'],
] as const)('expressDeletions %s: what an update removes is deleted in %s', async (expressDeletions, status) => {
  const aws = cloudFormation({ behaviour: { expressDeletions } });
  await aws.create('App', { Resources: { A: custom(), Gone: custom() } });
  const stack = await aws.update('App', { Resources: { A: custom() } }, express);
  expect(aws.sent().at(-1)).toBe(`Delete Gone id-Gone ${status}`);
  expect(stack.StackStatus).toBe('UPDATE_COMPLETE');
  expect((await aws.statuses('App')).filter((one) => one === 'UPDATE_COMPLETE')).toHaveLength(1);
});
