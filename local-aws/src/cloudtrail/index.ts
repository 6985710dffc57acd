import type { Service } from '../kernel/types';
import { jsonProtocol } from '../protocols/json';

/** CloudTrail records nothing here; the cdk CLI asks it when it explains a failed deployment. */
export function createCloudTrail(): { service: Service } {
  return {
    service: {
      signingName: 'cloudtrail',
      protocol: jsonProtocol({ target: 'CloudTrail_20131101' }),
      operations: { LookupEvents: () => ({ Events: [] }) },
    },
  };
}
