import type { Step } from './call';
import { cloudFormationCalls } from './cloudformation';
import { functionCalls } from './lambda';
import { mgnCalls } from './mgn';
import { smallCalls } from './small';

/** In this order: the functions are made by stacks. */
export const TABLES: Readonly<Record<string, Step[]>> = {
  cloudformation: cloudFormationCalls,
  'lambda, iam, logs': functionCalls,
  mgn: mgnCalls,
  's3, ssm, sns, sts, cloudtrail': smallCalls,
};

// for the clients in Python
if (require.main === module) console.log(JSON.stringify(TABLES));
