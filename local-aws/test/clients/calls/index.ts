import type { Step } from './call';
import { cloudFormationCalls } from './cloudformation';
import { managementCalls } from './functions';
import { functionCalls } from './lambda';
import { mgnCalls } from './mgn';
import { launchCalls } from './mgn-launches';
import { smallCalls } from './small';
import { statesCalls } from './states';

/** In this order: the functions are made by stacks. */
export const TABLES: Readonly<Record<string, Step[]>> = {
  cloudformation: cloudFormationCalls,
  'lambda, iam, logs': functionCalls,
  'functions by the API': managementCalls,
  mgn: mgnCalls,
  'launches, ec2': launchCalls,
  's3, ssm, sns, sts, cloudtrail': smallCalls,
  states: statesCalls,
};

// for the clients in Python
if (require.main === module) console.log(JSON.stringify(TABLES));
