import type * as sdk from '@aws-sdk/client-cloudformation';
import { validationError } from '../../template';
import type { Engine } from '../deployment/engine';
import { listedResources, shownResource } from '../stack/listing';
import type { Stack, StackResource } from '../stack/stack';
import { courseOf } from '../stack/view';
import { existingChangeSet } from './change-set';
import { resourceDetail, resourceShown, resourceSummary, stackShown, stackSummary } from './describe-stack';
import { existingStack } from './stack-input';

const STACKS_A_PAGE = 100;
const RESOURCES_A_PAGE = 500;
const RESOURCES_DESCRIBED = 100;

export const describeOperations = {
  DescribeStacks,
  ListStacks,
  ListStackResources,
  DescribeStackResources,
  DescribeStackResource,
  GetTemplate,
  ListExports,
  ListImports,
};

const notThere = (name: string): string => `Stack with id ${name} does not exist`;

function shown(engine: Engine, stack: Stack) {
  return stackShown(stack, courseOf(engine, stack));
}

function DescribeStacks(engine: Engine, { StackName, NextToken }: sdk.DescribeStacksInput) {
  if (StackName) return { Stacks: [shown(engine, existingStack(engine, StackName, notThere))] };
  const { items, next } = page([...engine.byName.values()].reverse(), STACKS_A_PAGE, NextToken);
  return { Stacks: items.map((stack) => shown(engine, stack)), NextToken: next };
}

function ListStacks(engine: Engine, { StackStatusFilter = [], NextToken }: sdk.ListStacksInput) {
  const wanted = [...engine.stacks.values()]
    .reverse()
    .filter(({ status }) => StackStatusFilter.length === 0 || StackStatusFilter.some((one) => one === status));
  const { items, next } = page(wanted, STACKS_A_PAGE, NextToken);
  return { StackSummaries: items.map((stack) => stackSummary(stack, courseOf(engine, stack))), NextToken: next };
}

function ListStackResources(engine: Engine, { StackName, NextToken }: sdk.ListStackResourcesInput) {
  const stack = existingStack(engine, StackName, notThere);
  const { items, next } = page(
    listedResources(engine.behaviour, stack, engine.env.clock.now()),
    RESOURCES_A_PAGE,
    NextToken,
  );
  return { StackResourceSummaries: items.map((resource) => resourceSummary(stack, resource)), NextToken: next };
}

function DescribeStackResources(engine: Engine, input: sdk.DescribeStackResourcesInput) {
  const { stack, resources } = described(engine, input);
  return {
    StackResources: resources.slice(0, RESOURCES_DESCRIBED).map((resource) => resourceShown(stack, resource)),
  };
}

function DescribeStackResource(engine: Engine, { StackName, LogicalResourceId }: sdk.DescribeStackResourceInput) {
  const stack = existingStack(engine, StackName, (name) => `Stack '${name}' does not exist`);
  const known = stack.resources.get(String(LogicalResourceId));
  // recorded by LocalStack (localstack#13269): what a failed creation left is gone
  const isLeft = stack.status === 'ROLLBACK_COMPLETE' && known?.status === 'DELETE_COMPLETE';
  const resource = known && !isLeft ? shownResource(engine.behaviour, known) : undefined;
  // as recorded (LocalStack, api/test_resources): it names the stack as the request does
  if (!resource) throw validationError(`Resource ${LogicalResourceId} does not exist for stack ${StackName}`);
  return { StackResourceDetail: resourceDetail(stack, resource) };
}

function GetTemplate(engine: Engine, input: sdk.GetTemplateInput) {
  if (!input.StackName && !input.ChangeSetName?.startsWith('arn:'))
    throw validationError('StackName is a required parameter.');
  const ofChangeSet = input.ChangeSetName ? existingChangeSet(engine, input).changeSet.blueprint : undefined;
  const { body } = ofChangeSet ?? existingStack(engine, input.StackName, notThere).blueprint;
  return { TemplateBody: body, StagesAvailable: ['Original', 'Processed'] };
}

function ListExports(engine: Engine, { NextToken }: sdk.ListExportsInput) {
  const all = [...engine.byName.values()].flatMap((stack) =>
    stack.outputs.flatMap(({ ExportName, OutputValue }) =>
      ExportName ? [{ ExportingStackId: stack.id, Name: ExportName, Value: OutputValue }] : [],
    ),
  );
  const { items, next } = page(all, STACKS_A_PAGE, NextToken);
  return { Exports: items, NextToken: next };
}

function ListImports(engine: Engine, { ExportName = '' }: sdk.ListImportsInput) {
  const importers = engine.importers(ExportName).map(({ name }) => name);
  if (importers.length === 0) throw validationError(`Export '${ExportName}' is not imported by any stack.`);
  return { Imports: importers };
}

function page<T>(all: readonly T[], size: number, token?: string): { items: T[]; next?: string } {
  const begin = token === undefined ? 0 : Number(token);
  if (!Number.isInteger(begin) || begin < 0) throw validationError('Token is invalid');
  return { items: all.slice(begin, begin + size), next: begin + size < all.length ? String(begin + size) : undefined };
}

/** By stack, or by a physical id, which selects the whole stack that has it. */
function described(
  engine: Engine,
  { StackName, LogicalResourceId, PhysicalResourceId }: sdk.DescribeStackResourcesInput,
): { stack: Stack; resources: StackResource[] } {
  const owner = [...engine.byName.values()].find(
    ({ resources }) =>
      PhysicalResourceId && [...resources.values()].some(({ physicalId }) => physicalId === PhysicalResourceId),
  );
  if (!StackName && !owner) throw validationError(`Stack for ${PhysicalResourceId} does not exist`);
  const stack = owner ?? existingStack(engine, StackName, (name) => `Stack with id ${name} does not exist`);
  const resources = [...stack.resources.values()]
    .filter(({ logicalId }) => !LogicalResourceId || logicalId === LogicalResourceId)
    .map((resource) => shownResource(engine.behaviour, resource))
    .filter((resource) => resource !== undefined);
  if (LogicalResourceId && resources.length === 0)
    throw validationError(`Resource ${LogicalResourceId} does not exist for stack ${StackName ?? stack.name}`);
  return { stack, resources };
}
