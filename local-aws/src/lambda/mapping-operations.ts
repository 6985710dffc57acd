import type { GetEventSourceMappingRequest, ListEventSourceMappingsRequest } from '@aws-sdk/client-lambda';
import type { Operation } from '../kernel/types';
import { noSuchMapping } from './errors';
import type { EventSourceMappings, Mapping } from './event-source-mappings';
import type { FunctionStore } from './functions';

const mostPerPage = 100;

/** What the API tells of mappings; stacks make them. */
export function mappingOperations(mappings: EventSourceMappings, functions: FunctionStore): Record<string, Operation> {
  const shown = ({ uuid, arn, settings, lastModified }: Mapping) => ({
    UUID: uuid,
    EventSourceMappingArn: arn,
    EventSourceArn: settings.queueArn,
    FunctionArn: functions.arnOf(settings.functionName),
    BatchSize: settings.batchSize,
    MaximumBatchingWindowInSeconds: settings.windowSeconds,
    FunctionResponseTypes: settings.reportsFailures ? ['ReportBatchItemFailures'] : [],
    ...(settings.maximumConcurrency ? { ScalingConfig: { MaximumConcurrency: settings.maximumConcurrency } } : {}),
    LastModified: new Date(lastModified),
    State: settings.enabled ? 'Enabled' : 'Disabled',
    StateTransitionReason: 'USER_INITIATED',
  });
  return {
    GetEventSourceMapping({ UUID }: GetEventSourceMappingRequest) {
      const found = mappings.all().find(({ uuid }) => uuid === UUID);
      if (!found) throw noSuchMapping();
      return shown(found);
    },
    ListEventSourceMappings({ EventSourceArn, FunctionName, Marker = '0', MaxItems }: ListEventSourceMappingsRequest) {
      const name = FunctionName === undefined ? undefined : functions.resolve(FunctionName).name;
      const found = mappings
        .all()
        .filter(({ settings }) => name === undefined || settings.functionName === name)
        .filter(({ settings }) => EventSourceArn === undefined || settings.queueArn === EventSourceArn);
      const [from, to] = [Number(Marker), Number(Marker) + Math.min(Number(MaxItems ?? mostPerPage), mostPerPage)];
      return {
        EventSourceMappings: found.slice(from, to).map(shown),
        ...(to < found.length ? { NextMarker: String(to) } : {}),
      };
    },
  };
}
