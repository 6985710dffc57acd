import { AwsError } from '../kernel/types';
import { isOperator } from './conditions';

export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: string | string[];
  readonly NotAction?: string | string[];
  readonly Resource?: string | string[];
  readonly NotResource?: string | string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export interface PolicyDocument {
  readonly Version?: string;
  readonly Statement: Statement | Statement[];
}

export function asList<T>(value: T | readonly T[] | undefined): readonly T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value as T];
}

/** A document that IAM accepts, or MalformedPolicyDocument. */
export function policyDocument(value: unknown): PolicyDocument {
  const document = typeof value === 'string' ? parsed(value) : value;
  if (typeof document !== 'object' || document === null) throw malformed('Syntax errors in policy.');
  const { Version, Statement } = document as PolicyDocument;
  if (Version !== undefined && Version !== '2012-10-17' && Version !== '2008-10-17') {
    throw malformed('Syntax errors in policy.');
  }
  if (asList(Statement).length === 0) throw malformed('Syntax errors in policy.');
  for (const statement of asList(Statement)) checkStatement(statement);
  return document as PolicyDocument;
}

/** A role's trust policy: who may assume it. It has no resource. */
export function trustPolicy(value: unknown): PolicyDocument {
  const document = value as PolicyDocument;
  const statements = asList(document?.Statement).map((statement) => ({ Resource: '*', ...statement }));
  policyDocument({ ...document, Statement: statements });
  return document;
}

/** The size that IAM counts against its quotas: white space is free. */
export function policySize(document: PolicyDocument): number {
  return JSON.stringify(document).replace(/\s/g, '').length;
}

function checkStatement(statement: Statement): void {
  if (typeof statement !== 'object' || statement === null) throw malformed('Syntax errors in policy.');
  if (statement.Effect !== 'Allow' && statement.Effect !== 'Deny') throw malformed('Syntax errors in policy.');
  if (statement.Action === undefined && statement.NotAction === undefined) {
    throw malformed('Policy statement must contain actions.');
  }
  if (statement.Resource === undefined && statement.NotResource === undefined) {
    throw malformed('Policy statement must contain resources.');
  }
  for (const operator of Object.keys(statement.Condition ?? {})) {
    if (!isOperator(operator)) throw malformed(`Invalid Condition type : ${operator}`);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed('This policy contains invalid Json');
  }
}

function malformed(message: string): AwsError {
  return new AwsError('MalformedPolicyDocument', message);
}
