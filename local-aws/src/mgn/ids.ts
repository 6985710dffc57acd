import { createHash } from 'node:crypto';
import type { Environment } from '../kernel/types';

export type Place = Pick<Environment, 'partition' | 'region' | 'accountId'>;

export const mgnArn = ({ partition, region, accountId }: Place, resource: string) =>
  `arn:${partition}:mgn:${region}:${accountId}:${resource}`;

export const accountOf = (arn: string | undefined) => arn?.split(':')[4] ?? '';
export const regionOf = (arn: string | undefined) => arn?.split(':')[3] ?? '';

/** The same id for the same seed, so that quotes in tests and pages stay true: `i-`, `vol-`, `snap-` and 17 digits. */
export const derivedId = (prefix: string, ...seed: readonly string[]) =>
  `${prefix}-${createHash('sha256')
    .update(`${prefix} ${seed.join(' ')}`)
    .digest('hex')
    .slice(0, 17)}`;
