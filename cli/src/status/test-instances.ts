import { type MgnClient, paginateDescribeJobs, type SourceServer } from '@aws-sdk/client-mgn';

/** An instance that was launched to test a server. MGN does not end it when it disconnects the server. */
export interface TestInstance {
  readonly instance: string;
  readonly server: string;
  readonly region: string;
  readonly hostname: string;
  readonly job: string;
  readonly launched?: string;
  /** The instance's relation to the server. */
  readonly what: string;
}

/** https://docs.aws.amazon.com/mgn/latest/APIReference/API_DescribeJobsRequestFilters.html */
const MOST_IDS = 1_000;

/** The test instances of servers whose test is over. EC2 says whether an instance still runs: MGN does not. */
export async function testInstances(
  mgn: MgnClient,
  region: string,
  servers: readonly SourceServer[],
): Promise<TestInstance[]> {
  const tested = servers.filter((one) => jobOf(one) !== undefined && !/^(READY_FOR_TEST|TESTING)$/.test(stateOf(one)));
  const launched = await launchedBy(mgn, [...new Set(tested.flatMap((one) => jobOf(one) ?? []))]);
  return tested.flatMap((server): TestInstance[] => {
    const id = server.sourceServerID ?? '';
    const job = jobOf(server) ?? '';
    const instance = launched.get(`${job} ${id}`);
    if (!instance) return [];
    const { hostname = '' } = server.sourceProperties?.identificationHints ?? {};
    const { lastTest } = server.lifeCycle ?? {};
    const when = lastTest?.initiated?.apiCallDateTime;
    return [{ instance, server: id, region, hostname, job, launched: when, what: whatOf(server, instance) }];
  });
}

const jobOf = ({ lifeCycle }: SourceServer): string | undefined => lifeCycle?.lastTest?.initiated?.jobID;

const stateOf = ({ lifeCycle }: SourceServer): string => lifeCycle?.state ?? '';

/** The launched instances by job and server, without those that MGN has terminated. */
async function launchedBy(mgn: MgnClient, jobIDs: readonly string[]): Promise<Map<string, string>> {
  const launched = new Map<string, string>();
  for (let start = 0; start < jobIDs.length; start += MOST_IDS) {
    const filters = { jobIDs: jobIDs.slice(start, start + MOST_IDS) };
    for await (const { items = [] } of paginateDescribeJobs({ client: mgn }, { filters })) {
      for (const { jobID, participatingServers = [] } of items) {
        for (const { sourceServerID, launchedEc2InstanceID: instance, launchStatus } of participatingServers)
          if (instance && launchStatus !== 'TERMINATED') launched.set(`${jobID} ${sourceServerID}`, instance);
      }
    }
  }
  return launched;
}

function whatOf({ launchedInstance, lifeCycle }: SourceServer, instance: string): string {
  const { ec2InstanceID: last } = launchedInstance ?? {};
  if (last === instance) return 'the instance that was launched last from the server, by its test';
  const cutover = lifeCycle?.lastCutover?.initiated ? 'a cutover' : 'another launch';
  return last
    ? `of a test; ${cutover} launched ${last} since`
    : 'of a test; the server no longer has a launched instance';
}
