import * as fc from 'fast-check';
import { cloudFormationChoices } from '../../local-aws/src/cloudformation/behaviour';
import { cloudFormationBehaviours } from '../../testing/program';

const { requestIdOfRetry: _, ...DRAWN } = cloudFormationChoices;

test.each(Object.entries(DRAWN))('the random programs draw each position of the switch %s', (name, choices) => {
  const drawn = fc.sample(cloudFormationBehaviours(), { numRuns: 200, seed: 1 });
  const positions = new Set(drawn.map((behaviour) => behaviour[name as keyof typeof behaviour]));
  expect([...positions].sort()).toEqual([...choices].sort());
});
