import { ACCOUNT, arn, type Step, time, typed } from './call';
import { settled, template } from './templates';

/* A state machine, started. That there is no function to call makes the execution fail, and nobody's call. */

const NAME = 'table-waiter';
const MACHINE = arn('states', `stateMachine:${NAME}`);
const Ask = { Type: 'Task', Resource: arn('lambda', 'function:table-nobody'), End: true };
const Properties = {
  StateMachineName: NAME,
  RoleArn: `arn:aws:iam::${ACCOUNT}:role/any`,
  DefinitionString: JSON.stringify({ StartAt: 'Ask', States: { Ask } }),
};
const start = { stateMachineArn: MACHINE, name: 'one', input: '{}' };

export const statesCalls: Step[] = [
  {
    on: 'cloudformation CreateStack',
    input: {
      StackName: 'TableStates',
      TemplateBody: template({ Waiter: { Type: 'AWS::StepFunctions::StateMachine', Properties } }),
    },
  },
  settled('TableStates', 'CREATE_COMPLETE'),
  {
    on: 'states StartExecution',
    input: start,
    gives: { executionArn: arn('states', `execution:${NAME}:one`), startDate: time },
  },
  {
    on: 'states StartExecution',
    input: { ...start, input: '{"a": 1}' },
    refused: typed('ExecutionAlreadyExists', 'Already Exists'),
  },
  {
    on: 'states StartExecution',
    input: { ...start, stateMachineArn: `${MACHINE}-other` },
    refused: typed('StateMachineDoesNotExist', 'Does Not Exist'),
  },
];
