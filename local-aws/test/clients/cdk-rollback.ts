import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cdk, deploy, expectStatus, folder, start, statusesInEvents } from './cdk-runner';
import { group } from './checks';

/* Commands of the cdk CLI that go on from a stack that is there: back from a failure, and with each change of a file. */

/** A rollback that meets a refusal: its Update asks for the properties that came with Fail=Update. */
async function deployIntoFailedRollback(): Promise<void> {
  await deploy('Base -c broken=1', 1);
  await expectStatus({ Base: 'UPDATE_ROLLBACK_FAILED' });
}

group('cdk rollback of a rollback that failed', {
  'is refused again, and with --orphan leaves out what refuses': async () => {
    await cdk('destroy --force Base');
    await deploy('Base -c fail=Update');
    await deployIntoFailedRollback();
    await cdk('rollback Base'); // it exits with 0, however that ended
    await expectStatus({ Base: 'UPDATE_ROLLBACK_FAILED' });
    await cdk('rollback Base --orphan Thing');
    await expectStatus({ Base: 'UPDATE_ROLLBACK_COMPLETE' });
  },
  'with --force leaves out whatever refuses': async () => {
    await deployIntoFailedRollback();
    await cdk('rollback Base --force');
    await expectStatus({ Base: 'UPDATE_ROLLBACK_COMPLETE' });
  },
});

group('cdk watch', {
  'deploys, then deploys each change, and shows the log of the function': async () => {
    const [size, begin] = [join(folder, 'watched', 'size'), (await statusesInEvents('Base')).length];
    mkdirSync(dirname(size));
    writeFileSync(size, 'seen');
    // what is watched is said in cdk.json only
    writeFileSync(join(folder, 'cdk.json'), JSON.stringify({ watch: { include: 'watched/**' } }));
    const { child, output, seen } = start(
      `watch Base --no-hotswap -c sizeFile=${size} --require-approval never`,
      folder,
    );
    await seen(/✅ {2}Base\n/, 1);
    writeFileSync(size, 'changed');
    await seen(/✅ {2}Base\n/, 2);
    await seen(/Update Thing SUCCESS/, 1);
    child.kill('SIGINT');
    await once(child, 'close');
    const updates = (await statusesInEvents('Base')).slice(begin).filter((status) => status === 'UPDATE_COMPLETE');
    assert.equal(updates.length, 2, output());
  },
});
