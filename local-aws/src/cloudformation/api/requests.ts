import type {
  ContinueUpdateRollbackInput,
  CreateChangeSetInput,
  CreateStackInput,
  DeleteStackInput,
  DescribeChangeSetInput,
  UpdateStackInput,
} from '@aws-sdk/client-cloudformation';

/* Requests with the members that are younger than the SDK which we take types from. */

interface Deployed {
  readonly DeploymentConfig?: { readonly Mode: string };
}

export type CreateStackRequest = CreateStackInput & Deployed;
export type UpdateStackRequest = UpdateStackInput & Deployed;
export type DeleteStackRequest = DeleteStackInput & { readonly DeletionMode?: string };
export type CreateChangeSetRequest = CreateChangeSetInput & Deployed;
export type DescribeChangeSetRequest = DescribeChangeSetInput & { readonly IncludePropertyValues?: boolean | string };
export type ContinueUpdateRollbackRequest = ContinueUpdateRollbackInput & { readonly ForceRollback?: boolean };
