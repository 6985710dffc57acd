import type { Operation } from '../operations';
import { custom, failing, type ProbeTemplate } from '../templates';
import type { ProbeRow } from './row';

/* A scenario of the probe is one stack, which is created, changed and deleted, and what the promise rests on of that. */

export interface Step {
  readonly operation: Operation;
  readonly template?: ProbeTemplate;
  /** More of the request. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** The next step comes when this resource has its request, not when the stack has settled. */
  readonly until?: string;
  /** For how many seconds to look after it has settled: something may go on. */
  readonly linger?: number;
}

export interface Scenario {
  readonly id: string;
  readonly about: string;
  readonly steps: readonly Step[];
  /** By their ids, which are those of local-aws/CHECKLIST.md. If one of its rows says more than one thing, a word follows. */
  readonly rows: Readonly<Record<string, Omit<ProbeRow, 'id' | 'scenario'>>>;
}

const withTemplate =
  (operation: Operation) =>
  (template: ProbeTemplate, options?: Step['options']): Step => ({ operation, template, options });

export const creation = withTemplate('CreateStack');
export const change = withTemplate('UpdateStack');
export const deletion: Step = { operation: 'DeleteStack' };
export const forcedDeletion: Step = { operation: 'DeleteStack', options: { DeletionMode: 'FORCE_DELETE_STACK' } };
export const withoutRollback = { DisableRollback: true };
export const express = { DeploymentConfig: { Mode: 'EXPRESS' } };

/** What most scenarios have. */
export const [A, B, Bad] = [custom(), custom(), failing('A')];
