import * as cfn from '@aws-sdk/client-cloudformation';
import type { Consequence, StackModel } from './model';
import type { Step } from './program';
import type { World } from './world';

type Continuation = Extract<Step, { do: 'continue the rollback of' }>;

/** Performs what a step does to a stack. What the model makes of it is the verdict. */
export async function attempt(
  world: World,
  model: StackModel,
  step: Extract<Step, { stack: string }>,
): Promise<Consequence> {
  world.mended = 'mended' in step && step.mended;
  if ('fault' in step && step.fault) world.fault(step.fault);
  try {
    switch (step.do) {
      case 'deploy':
        return await deploy(world, model, step);
      case 'destroy':
        return model.destroyed(await world.destroy(step.stack));
      case 'roll back':
        await world.cloudFormation.send(new cfn.RollbackStackCommand({ StackName: step.stack }));
        return model.rolledBack(await world.settled(step.stack));
      case 'continue the rollback of':
        return model.rolledBack(await continued(world, step));
    }
  } finally {
    world.clearFaults();
  }
}

async function continued(world: World, { stack: StackName, skip }: Continuation): Promise<string> {
  const last = new Map((await world.events(StackName)).map((event) => [event.LogicalResourceId as string, event]));
  const failed = [...last].filter(([, { ResourceType, ResourceStatus }]) => {
    return ResourceStatus === 'UPDATE_FAILED' && ResourceType !== 'AWS::CloudFormation::Stack';
  });
  const ResourcesToSkip = skip ? failed.map(([logicalId]) => logicalId) : undefined;
  await world.cloudFormation.send(new cfn.ContinueUpdateRollbackCommand({ StackName, ResourcesToSkip }));
  return world.settled(StackName);
}

/** As the cdk CLI does it: a stack whose creation failed is deleted first, and what failed without rollback rolled back. */
async function deploy(world: World, model: StackModel, step: Extract<Step, { do: 'deploy' }>): Promise<Consequence> {
  if (step.onFailure !== 'nothing' && /^(CREATE|UPDATE)_FAILED$/.test(await world.status(step.stack))) {
    await world.cloudFormation.send(new cfn.RollbackStackCommand({ StackName: step.stack }));
    model.rolledBack(await world.settled(step.stack));
  }
  if (/^ROLLBACK_(COMPLETE|FAILED)$/.test(await world.status(step.stack))) {
    model.destroyed(await world.destroy(step.stack));
  }
  const creating = (await world.status(step.stack)) === 'missing';
  await world.startDeploy(step.stack, step.shape, optionsOf(step, creating));
  if (step.cancelAfter !== undefined && !creating) {
    await world.clock.sleep(step.cancelAfter);
    await world.cloudFormation.send(new cfn.CancelUpdateStackCommand({ StackName: step.stack })).catch(() => {});
  }
  return model.deployed(step.shape, await world.settled(step.stack));
}

function optionsOf({ onFailure }: Extract<Step, { do: 'deploy' }>, creating: boolean): object {
  if (onFailure === 'nothing') return { DisableRollback: true };
  return onFailure === 'delete' && creating ? { OnFailure: 'DELETE' } : {};
}
