import {
  CancelUpdateStackCommand,
  ContinueUpdateRollbackCommand,
  CreateStackCommand,
  DeleteStackCommand,
  RollbackStackCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';

/** What a scenario asks CloudFormation for. */
export const COMMANDS = {
  CreateStack: CreateStackCommand,
  UpdateStack: UpdateStackCommand,
  DeleteStack: DeleteStackCommand,
  RollbackStack: RollbackStackCommand,
  ContinueUpdateRollback: ContinueUpdateRollbackCommand,
  CancelUpdateStack: CancelUpdateStackCommand,
};

export type Operation = keyof typeof COMMANDS;
