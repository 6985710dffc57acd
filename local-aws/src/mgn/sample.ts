import type { Application, SourceServer, Wave } from '@aws-sdk/client-mgn';

const [SHOP, ERP] = ['app-3a0b1c2d3e4f5a6b7', 'app-3b1c2d3e4f5a6b7c8'];
const [FIRST, SECOND] = ['wave-3c2d3e4f5a6b7c8d9', 'wave-3d3e4f5a6b7c8d9ea'];

/** A small fleet with one server in each state that matters. The ids are fixed, so that docs and apps can name them. */
export const sampleFleet: readonly SourceServer[] = [
  server('s-3053c1c3b7d8bd4e0', 'web-1', 'READY_FOR_TEST', { tags: { Name: 'web-1', Wave: '1' }, applicationID: SHOP }),
  server('s-3a1f4f5d6c7e8b901', 'web-2', 'READY_FOR_CUTOVER', {
    tags: { Name: 'web-2', Wave: '1' },
    applicationID: SHOP,
  }),
  server('s-3c9e2b7a4d5f60812', 'app-1', 'TESTING', {
    tags: { Name: 'app-1', Wave: '2' },
    applicationID: ERP,
    launchedInstance: {
      ec2InstanceID: 'i-0a1b2c3d4e5f60718',
      jobID: 'mgnjob-3a2b1c0d9e8f7a6b5',
      firstBoot: 'SUCCEEDED',
    },
  }),
  server('s-3e7d6c5b4a3928170', 'db-1', 'CUTOVER', {
    tags: { Name: 'db-1', Wave: '2' },
    applicationID: ERP,
    launchedInstance: {
      ec2InstanceID: 'i-0f9e8d7c6b5a43210',
      jobID: 'mgnjob-3f0e1d2c3b4a59687',
      firstBoot: 'SUCCEEDED',
    },
  }),
  server('s-3f0a1b2c3d4e5f607', 'legacy-1', 'NOT_READY', { tags: { Name: 'legacy-1', Wave: '3' } }),
  server('s-30f1e2d3c4b5a6978', 'old-1', 'DISCONNECTED', { tags: { Name: 'old-1' } }),
];

const applications: readonly Application[] = [
  { applicationID: SHOP, name: 'shop', waveID: FIRST },
  { applicationID: ERP, name: 'erp', waveID: SECOND },
];
const waves: readonly Wave[] = [
  { waveID: FIRST, name: 'first wave' },
  { waveID: SECOND, name: 'second wave' },
];

/** The fleet with its applications and waves. */
export const sample = { servers: sampleFleet, applications, waves };

function server(
  sourceServerID: string,
  hostname: string,
  state: NonNullable<NonNullable<SourceServer['lifeCycle']>['state']>,
  rest: SourceServer,
): SourceServer {
  const identificationHints = { hostname, fqdn: `${hostname}.corp.example.com` };
  return { sourceServerID, lifeCycle: { state }, sourceProperties: { identificationHints }, ...rest };
}
