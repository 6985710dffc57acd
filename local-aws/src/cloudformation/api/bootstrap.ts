import { type Blueprint, EMPTY_BLUEPRINT } from '../../template';
import type { Engine } from '../deployment/engine';
import { newStack } from '../deployment/new-stack';

/** Far above what any CLI or app asks for, so that nothing asks for another bootstrap. */
const BOOTSTRAP_VERSION = '999';
const QUALIFIER = 'hnb659fds';

/** The stack of `cdk bootstrap`, with the outputs that the CLI reads and without its resources. */
export function addBootstrapStack(engine: Engine): void {
  const { accountId, region } = engine.env;
  const bucket = `cdk-${QUALIFIER}-assets-${accountId}-${region}`;
  const outputs = {
    BucketName: bucket,
    BucketDomainName: `${bucket}.s3.${region}.amazonaws.com`,
    BootstrapVersion: BOOTSTRAP_VERSION,
  };
  const stack = newStack(engine, { name: 'CDKToolkit', blueprint: bootstrapBlueprint(outputs) });
  stack.outputs = Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue }));
  engine.stackStatus(stack, 'CREATE_COMPLETE');
}

function bootstrapBlueprint(outputs: Record<string, string>): Blueprint {
  const Outputs = Object.fromEntries(Object.entries(outputs).map(([key, Value]) => [key, { Value }]));
  const template = {
    ...EMPTY_BLUEPRINT.template,
    Description: 'This stack includes resources needed to deploy AWS CDK apps into this environment',
    Outputs,
  };
  return { ...EMPTY_BLUEPRINT, template, body: JSON.stringify(template) };
}
