import assert from 'node:assert/strict';
import { calls, isUnserved } from './cdk-runner';
import './cdk-handlers';
import './cdk-lifecycle';
import './cdk-rollback';
import { finish, group } from './checks';

/* The cdk CLI as it is, command by command, in this order; after each the stacks are looked at. */

group('the cdk CLI as a whole', {
  'called nothing that the local AWS does not have': async () => {
    const all = await calls();
    assert.ok(all.length > 500);
    assert.deepEqual(all.filter(isUnserved), []);
  },
});

void finish();
