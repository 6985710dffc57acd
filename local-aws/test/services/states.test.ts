import { SFN } from '@aws-sdk/client-sfn';
import { VirtualClock } from '../../src/kernel/clock';
import { AwsError, type Service } from '../../src/kernel/types';
import { createStates } from '../../src/states';
import { clientOf, serve } from '../fake-service';

/* State machines as the waiter of CDK's provider framework makes them. */

const ENV = { region: 'us-east-1', accountId: '123456789012', partition: 'aws', endpoint: () => '' };
const TYPE = 'AWS::StepFunctions::StateMachine';
const arnOf = (name: string) => `arn:aws:lambda:us-east-1:123456789012:function:${name}`;
const TASK = {
  Type: 'Task',
  Resource: arnOf('ask'),
  End: true,
  Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 10, MaxAttempts: 2, BackoffRate: 2 }],
  Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Late' }],
};
const LATE = { Type: 'Task', Resource: arnOf('late'), End: true };
const WAITER = { StartAt: 'Ask', States: { Ask: TASK, Late: LATE } };
const ERROR = { errorType: 'Retry', errorMessage: 'not yet' };

test('a task is tried again with growing pauses, and its last error is the input of the state that catches it', async () => {
  const world = start(() => ERROR);
  const arn = await world.make(WAITER);
  await world.begin(arn, '{"wait":"for it"}');
  await world.clock.advance(60_000);
  expect(world.calls.map(({ at, name }) => [at / 1000, name])).toEqual([
    [0, 'ask'],
    [10, 'ask'],
    [30, 'ask'],
    [30, 'late'],
  ]);
  expect(world.calls[2]?.input).toEqual({ wait: 'for it' });
  expect(world.calls[3]?.input).toEqual({ Error: 'Retry', Cause: JSON.stringify(ERROR) });
});

test('a task that succeeds ends the execution, and its output is the input of the next', async () => {
  const world = start((name) => (name === 'ask' ? { asked: true } : null));
  const arn = await world.make({
    StartAt: 'Ask',
    States: { Ask: { ...TASK, End: undefined, Next: 'Late' }, Late: LATE },
  });
  await world.begin(arn);
  await world.clock.advance(60_000);
  expect(world.calls.map(({ name, input }) => [name, input])).toEqual([
    ['ask', {}],
    ['late', { asked: true }],
  ]);
});

test('the same name and input is the same execution, and another input is refused', async () => {
  const world = start(() => null);
  const served = await serve([world.states.service]);
  const client = new SFN(clientOf(served));
  const stateMachineArn = await world.make(WAITER);
  const begin = (input: string) => client.startExecution({ stateMachineArn, name: 'one', input });
  const first = await begin('{}');
  expect(first).toMatchObject({
    executionArn: expect.stringMatching(/:execution:.*:one$/),
    startDate: expect.any(Date),
  });
  expect((await begin('{}')).executionArn).toBe(first.executionArn);
  await expect(begin('{"a":1}')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
  expect(world.calls).toHaveLength(1);
  const unknown = client.startExecution({ stateMachineArn: `${stateMachineArn}x` });
  await expect(unknown).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
  client.destroy();
  await served.listening.close();
});

test('a function that the role of the state machine may not call fails its task', async () => {
  const world = start(() => null, ['ask']);
  await world.begin(await world.make(WAITER));
  await world.clock.advance(60_000);
  expect(world.calls).toEqual([{ at: 30_000, name: 'late', input: { Error: 'Lambda.AccessDenied', Cause: 'no' } }]);
});

test.each<[string, object | string]>([
  ['no JSON', '{'],
  ['a state that is not there', { ...WAITER, StartAt: 'Nowhere' }],
  ['a state of another type', { StartAt: 'Ask', States: { Ask: { Type: 'Wait', Seconds: 1, End: true } } }],
  [
    'a task that is no function',
    { StartAt: 'Ask', States: { Ask: { ...LATE, Resource: 'arn:aws:states:::sns:publish' } } },
  ],
  ['a retrier of one error', { StartAt: 'Ask', States: { Ask: { ...LATE, Retry: [{ ErrorEquals: ['A'] }] } } }],
])('a definition with %s is refused', async (_, definition) => {
  await expect(start(() => null).make(definition)).rejects.toMatchObject({ name: 'InvalidDefinition' });
});

function start(answer: (name: string) => object | null, forbidden: readonly string[] = []) {
  const clock = new VirtualClock();
  const began = clock.now();
  const calls: { at: number; name: string; input: unknown }[] = [];
  const nameOf = ({ FunctionName }: { FunctionName: string }) => FunctionName.split(':').at(-1) ?? '';
  const lambda: Pick<Service, 'operations' | 'authorizations'> = {
    operations: {
      Invoke(input) {
        calls.push({ at: clock.now() - began, name: nameOf(input), input: JSON.parse(input.Payload) });
        const payload = answer(nameOf(input));
        const failed = payload === ERROR ? { FunctionError: 'Unhandled' } : {};
        return { ...failed, Payload: Buffer.from(JSON.stringify(payload)) };
      },
    },
    authorizations: (_, input) => [{ action: 'lambda:InvokeFunction', resource: input.FunctionName }],
  };
  const iam = {
    authorize(_: unknown, [need]: readonly { resource: string }[]) {
      if (forbidden.some((name) => need?.resource.endsWith(name))) throw new AwsError('AccessDenied', 'no');
    },
    issueCredentials: () => ({ accessKeyId: '', secretAccessKey: '', sessionToken: '' }),
  };
  const states = createStates({ ...ENV, clock }, { iam, lambda });
  const make = async (definition: object | string) => {
    const DefinitionString = typeof definition === 'string' ? definition : JSON.stringify(definition);
    const properties = { DefinitionString, RoleArn: 'arn:aws:iam::123456789012:role/waiter' };
    const request = { type: TYPE, logicalId: 'It', stackId: 'stack', stackName: 'App', generateName: () => 'App-It' };
    return (await states.resourceTypes[TYPE]?.create({ ...request, properties }))?.physicalId ?? '';
  };
  const begin = async (stateMachineArn: string, input = '{}') =>
    states.service.operations.StartExecution?.({ stateMachineArn, input }, undefined as never);
  return { clock, calls, states, make, begin };
}
