import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cdk, cloudFormation, deploy, describe, expectStatus, folder, statuses, statusesInEvents } from './cdk-runner';
import { group } from './checks';

/* The cdk CLI as it is, command by command; after each the stacks are looked at. */

group('cdk list, synth, metadata, bootstrap, diff', {
  'cdk list names the stacks': async () =>
    assert.deepEqual((await cdk('list')).trim().split('\n').sort(), ['Base', 'Outer', 'Second']),
  'cdk synth prints the template, cdk metadata what the stack says of itself': async () => {
    const template = await cdk('synth Base --quiet=false --json');
    assert.match(template, /"Type": "Custom::Thing"/);
    assert.match(await cdk('metadata Base'), /aws:cdk:logicalId|Base\/Thing/);
  },
  'cdk bootstrap finds all in place': async () => {
    await cdk('bootstrap aws://123456789012/us-east-1');
    assert.match((await describe('CDKToolkit'))?.StackStatus ?? '', /^(CREATE|UPDATE)_COMPLETE$/);
  },
  'cdk diff --fail of a new stack tells it, exits with 1 and leaves no stack': async () => {
    assert.match(await cdk('diff --fail Base', 1), /Custom::Thing/);
    assert.ok(
      ['none', 'DELETE_COMPLETE'].includes((await statuses()).Base ?? 'none'),
      JSON.stringify(await statuses()),
    );
  },
});

group('cdk deploy', {
  'with --all, --parameters, --tags and --outputs-file: assets, change sets, nested stacks': async () => {
    const outputs = join(folder, 'outputs.json');
    await deploy(`--all --parameters Base:Word=bye --tags Team=blue --outputs-file ${outputs}`);
    await expectStatus({ Base: 'CREATE_COMPLETE', Second: 'CREATE_COMPLETE', Outer: 'CREATE_COMPLETE' });
    const { Base, Second } = JSON.parse(readFileSync(outputs, 'utf8'));
    assert.equal(Base.Answer, '42');
    assert.equal(Base.Word2, 'bye');
    assert.match(Second.TopicOfBase, /^arn:aws:sns:us-east-1:123456789012:Base-Topic/);
    assert.deepEqual((await describe('Base'))?.Tags, [{ Key: 'Team', Value: 'blue' }]);
    assert.deepEqual(await statusesInEvents('Base'), ['REVIEW_IN_PROGRESS', 'CREATE_IN_PROGRESS', 'CREATE_COMPLETE']);
  },
  'again: no changes; cdk diff --fail exits with 0': async () => {
    assert.match(await deploy('Base --tags Team=blue'), /no changes/);
    assert.match(await cdk('diff --fail Base'), /Number of stacks with differences: 0/);
  },
  'a change, of nested stacks too': async () => {
    await deploy('--all --concurrency 3 -c size=2');
    await expectStatus({ Base: 'UPDATE_COMPLETE', Outer: 'UPDATE_COMPLETE' });
    assert.equal((await statusesInEvents('Outer')).at(-2), 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
  },
  'with --method=direct': async () => {
    await deploy('Base --method=direct -c size=3');
    await expectStatus({ Base: 'UPDATE_COMPLETE' });
  },
  'with --method=prepare-change-set only prepares': async () => {
    await deploy('Base --method=prepare-change-set --change-set-name later -c size=4');
    const update = (await statusesInEvents('Base')).filter((status) => status === 'UPDATE_COMPLETE');
    assert.equal(update.length, 2);
  },
});

group('cdk deploy that fails', {
  'an update exits with 1 and is rolled back': async () => {
    assert.match(await deploy('Base -c size=5 -c fail=Update', 1), /as the property Fail says/);
    await expectStatus({ Base: 'UPDATE_ROLLBACK_COMPLETE' });
  },
  'one more tells its own failure, and not again that of the one before': async () => {
    const output = await deploy('Base -c size=5 -c broken=1', 1);
    assert.match(output, /Broken/);
    assert.doesNotMatch(output, /\(Custom::Thing Thing\)/);
    await expectStatus({ Base: 'UPDATE_ROLLBACK_COMPLETE' });
  },
  'an update of a nested stack is rolled back in all of them': async () => {
    await deploy('Outer -c size=5 -c broken=1', 1);
    await expectStatus({ Outer: 'UPDATE_ROLLBACK_COMPLETE' });
  },
  'with --no-rollback stays, and cdk rollback brings it back': async () => {
    await deploy('Base --no-rollback -c size=2 -c broken=1', 1);
    await expectStatus({ Base: 'UPDATE_FAILED' });
    await cdk('rollback Base');
    await expectStatus({ Base: 'UPDATE_ROLLBACK_COMPLETE' });
  },
  'with --no-rollback stays, and a deployment that works goes on from there': async () => {
    await deploy('Base --no-rollback -c size=6 -c broken=1', 1);
    await deploy('Base --no-rollback -c size=6');
    await expectStatus({ Base: 'UPDATE_COMPLETE' });
  },
  'cdk diagnose tells why, and exits with 1': async () => {
    await deploy('Base -c size=7 -c fail=Update', 1);
    assert.match(await cdk('diagnose Base --unstable=diagnose', 1), /as the property Fail says/);
  },
});

group('cdk drift', {
  'finds all in sync': async () => {
    assert.match(await cdk('drift Second --fail'), /No drift detected|0 resource drift/i);
  },
});

group('cdk destroy', {
  'is refused while the stack is protected': async () => {
    await deploy('Base -c protect=1 -c size=8');
    assert.equal((await describe('Base'))?.EnableTerminationProtection, true);
    await cdk('destroy --force Second Base', 1);
    await expectStatus({ Base: 'UPDATE_COMPLETE' });
  },
  'exits with 1 when a deletion fails; the stack can be changed by no deployment then': async () => {
    await deploy('Base -c size=9 -c fail=Delete');
    await cdk('destroy --force Base', 1);
    await expectStatus({ Base: 'DELETE_FAILED' });
    await deploy('Base', 1);
  },
  'ends well once what refused is retained': async () => {
    await cloudFormation.deleteStack({ StackName: 'Base', RetainResources: ['Thing'] });
    await cdk('destroy --force --all');
    await expectStatus({ Base: 'DELETE_COMPLETE', Second: 'DELETE_COMPLETE', Outer: 'DELETE_COMPLETE' });
  },
  'of stacks that are not there exits with 0': async () => {
    await cdk('destroy --force --all');
  },
});

group('cdk deploy anew', {
  'a creation that fails exits with 1 and is rolled back; the next deployment makes the stack again': async () => {
    await deploy('Base -c broken=1', 1);
    await expectStatus({ Base: 'ROLLBACK_COMPLETE' });
    await deploy('Base');
    await expectStatus({ Base: 'CREATE_COMPLETE' });
  },
  'with --no-rollback a creation that fails stays; cdk rollback deletes what it made': async () => {
    await deploy('Outer --no-rollback -c broken=1', 1);
    await expectStatus({ Outer: 'CREATE_FAILED' });
    await cdk('rollback Outer');
    await expectStatus({ Outer: 'ROLLBACK_COMPLETE' });
  },
  'with --express': async () => {
    await deploy('Second Base --express');
    await expectStatus({ Second: 'CREATE_COMPLETE' });
    await cdk('destroy --force --express Second');
    await expectStatus({ Second: 'DELETE_COMPLETE' });
  },
});
