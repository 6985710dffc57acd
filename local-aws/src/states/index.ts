import { randomUUID } from 'node:crypto';
import type { StartExecutionInput } from '@aws-sdk/client-sfn';
import { sessionOf } from '../kernel/credentials';
import { AwsError, type Environment, type Iam, type ResourceType, type Service } from '../kernel/types';
import { jsonProtocol } from '../protocols/json';
import { type Definition, definitionOf } from './definition';
import { execute, type RunTask } from './execution';

type Functions = Pick<Service, 'operations' | 'authorizations'>;

interface Machine {
  readonly name: string;
  readonly roleArn: string;
  readonly definition: Definition;
  /** The input of each execution, by its name. */
  readonly executions: Map<string, string>;
}

/** Step Functions, as far as a waiter for a custom resource needs it: state machines that start and run. */
export function createStates(
  env: Environment,
  { iam, lambda }: { readonly iam: Iam; readonly lambda: Functions },
): { service: Service; resourceTypes: Record<string, ResourceType> } {
  const machines = new Map<string, Machine>();
  let generation = 0;
  const start = ({ stateMachineArn = '', name = randomUUID(), input = '{}' }: StartExecutionInput) => {
    const machine = machines.get(stateMachineArn);
    if (!machine) throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${stateMachineArn}'`);
    const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
    const before = machine.executions.get(name);
    if (before !== undefined && before !== input)
      throw new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${executionArn}'`);
    const began = generation;
    const sleep = async (ms: number) => {
      await env.clock.sleep(ms);
      if (began !== generation) await new Promise(() => {});
    };
    if (before === undefined) void execute(machine.definition, JSON.parse(input), taskOf(machine, iam, lambda), sleep);
    machine.executions.set(name, input);
    return { executionArn, startDate: env.clock.now() / 1000 };
  };
  return {
    service: {
      signingName: 'states',
      protocol: jsonProtocol({ target: 'AWSStepFunctions', version: '1.0' }),
      operations: { StartExecution: start },
      authorizations: (operation, { stateMachineArn }) => [
        { action: `states:${operation}`, resource: stateMachineArn ?? '*' },
      ],
      reset() {
        generation += 1;
        machines.clear();
      },
    },
    resourceTypes: { 'AWS::StepFunctions::StateMachine': machineType(env, machines) },
  };
}

/** A task calls its function with the role of the state machine. */
function taskOf({ roleArn, name }: Machine, iam: Iam, lambda: Functions): RunTask {
  return async (FunctionName, input) => {
    const caller = sessionOf(roleArn, name);
    const request = { FunctionName, InvocationType: 'RequestResponse', Payload: Buffer.from(JSON.stringify(input)) };
    const context = { caller, requestId: randomUUID(), region: '' };
    try {
      iam.authorize(caller, lambda.authorizations?.('Invoke', request, context) ?? []);
      const answer = await lambda.operations.Invoke?.(request, context);
      const { FunctionError, Payload } = answer as { FunctionError?: string; Payload: Buffer };
      if (!FunctionError) return { output: JSON.parse(Payload.toString() || 'null') };
      const { errorType = 'Error' } = JSON.parse(Payload.toString());
      return { Error: errorType, Cause: Payload.toString() };
    } catch (error) {
      const { name: code, message } = error as Error;
      return { Error: `Lambda.${code}`, Cause: message };
    }
  };
}

function machineType({ partition, region, accountId }: Environment, machines: Map<string, Machine>): ResourceType {
  const stateOf = (arn: string, name: string) => ({ physicalId: arn, attributes: { Arn: arn, Name: name } });
  return {
    replaceOn: ['StateMachineName', 'StateMachineType'],
    async create({ properties, generateName }) {
      const name = properties.StateMachineName ?? generateName(80);
      const arn = `arn:${partition}:states:${region}:${accountId}:stateMachine:${name}`;
      const definition = definitionOf(properties.DefinitionString);
      machines.set(arn, { name, roleArn: properties.RoleArn, definition, executions: new Map() });
      return stateOf(arn, name);
    },
    async update({ physicalId, properties }) {
      const machine = machines.get(physicalId) as Machine;
      const definition = definitionOf(properties.DefinitionString);
      machines.set(physicalId, { ...machine, roleArn: properties.RoleArn, definition });
      return stateOf(physicalId, machine.name);
    },
    async delete({ physicalId }) {
      machines.delete(physicalId);
    },
  };
}
