import { recorded } from './table';

/*
 * What AWS has shown, told anew: of each recording the rows that the tests need, with seconds since its first row, and
 * with shorter names. Ids, accounts and texts of others are left out.
 */

const AUTHN = "test fixture of a public handler of Custom::Authn_Application and Custom::Authn_Grant ('aws-auth0-cr')";
const AMPLIFY = 'aws-amplify/amplify-backend packages/cli-core/src/loggers/test-assets';
const LOCALSTACK = 'localstack/localstack tests/aws/services/cloudformation';

/** Custom resources are created; one waits for the others. */
export const CREATED = recorded(
  AUTHN,
  '2020-10-22',
  'us-east-1',
  `
   0.000 Root Root        Stack                     CREATE_IN_PROGRESS stack:Root own  User Initiated
   4.273 Root Api         Custom::Authn_Api         CREATE_IN_PROGRESS -          full
   4.761 Root Application Custom::Authn_Application CREATE_IN_PROGRESS -          full
   8.250 Root Api         Custom::Authn_Api         CREATE_IN_PROGRESS id1        full Resource creation Initiated
   8.956 Root Api         Custom::Authn_Api         CREATE_COMPLETE    id1        full
   9.972 Root Application Custom::Authn_Application CREATE_IN_PROGRESS id2        full Resource creation Initiated
  10.332 Root Application Custom::Authn_Application CREATE_COMPLETE    id2        full
  12.786 Root Grant       Custom::Authn_Grant       CREATE_IN_PROGRESS -          full
  16.651 Root Grant       Custom::Authn_Grant       CREATE_IN_PROGRESS id3        full Resource creation Initiated
  16.943 Root Grant       Custom::Authn_Grant       CREATE_COMPLETE    id3        full
  18.205 Root Root        Stack                     CREATE_COMPLETE    stack:Root own
`,
);

/** An update that adds two custom resources fails; its clean-up deletes both. */
export const UPDATE_ROLLED_BACK = recorded(
  AUTHN,
  '2020-10-22',
  'us-east-1',
  `
    0.000 Root Root        Stack                     CREATE_IN_PROGRESS                           stack:Root own  User Initiated
    3.414 Root Root        Stack                     CREATE_COMPLETE                              stack:Root own
   80.477 Root Root        Stack                     UPDATE_IN_PROGRESS                           stack:Root own  User Initiated
   85.944 Root Application Custom::Authn_Application CREATE_IN_PROGRESS                           -          full
   92.465 Root Application Custom::Authn_Application CREATE_IN_PROGRESS                           id1        full Resource creation Initiated
   92.807 Root Application Custom::Authn_Application CREATE_COMPLETE                              id1        full
   95.111 Root Grant       Custom::Authn_Grant       CREATE_IN_PROGRESS                           -          full
   99.334 Root Grant       Custom::Authn_Grant       CREATE_IN_PROGRESS                           id2        full Resource creation Initiated
   99.490 Root Grant       Custom::Authn_Grant       CREATE_FAILED                                id2        full
  100.652 Root Root        Stack                     UPDATE_ROLLBACK_IN_PROGRESS                  stack:Root own  The following resource(s) failed to create: [Grant].
  128.045 Root Root        Stack                     UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS stack:Root own
  129.452 Root Grant       generic                   DELETE_IN_PROGRESS                           id2        bare
  131.812 Root Grant       generic                   DELETE_COMPLETE                              id2        bare
  132.707 Root Application generic                   DELETE_IN_PROGRESS                           id1        bare
  135.617 Root Application generic                   DELETE_COMPLETE                              id1        bare
  135.951 Root Root        Stack                     UPDATE_ROLLBACK_COMPLETE                     stack:Root own
`,
);

/** CloudFormation deletes a stack that could not be created: OnFailure=DELETE. */
export const DELETED_ON_FAILURE = recorded(
  AUTHN,
  '2020-10-22',
  'us-east-1',
  `
   0.000 Root Root        Stack                     CREATE_IN_PROGRESS stack:Root own  User Initiated
   4.337 Root Application Custom::Authn_Application CREATE_IN_PROGRESS -          full
  10.221 Root Application Custom::Authn_Application CREATE_IN_PROGRESS id1        full Resource creation Initiated
  10.577 Root Application Custom::Authn_Application CREATE_COMPLETE    id1        full
  12.812 Root Grant       Custom::Authn_Grant       CREATE_IN_PROGRESS -          full
  16.977 Root Grant       Custom::Authn_Grant       CREATE_IN_PROGRESS id2        full Resource creation Initiated
  17.123 Root Grant       Custom::Authn_Grant       CREATE_FAILED      id2        full
  17.868 Root Root        Stack                     DELETE_IN_PROGRESS stack:Root own  The following resource(s) failed to create: [Grant]. . Delete requested by user.
  43.444 Root Grant       Custom::Authn_Grant       DELETE_IN_PROGRESS id2        full
  46.278 Root Grant       Custom::Authn_Grant       DELETE_COMPLETE    id2        full
  46.950 Root Application Custom::Authn_Application DELETE_IN_PROGRESS id1        full
  49.579 Root Application Custom::Authn_Application DELETE_COMPLETE    id1        full
  50.420 Root Root        Stack                     DELETE_COMPLETE    stack:Root own
`,
);

/** A custom resource that is removed by an update is deleted under the generic type; its handler refuses. */
export const RENAMED_AND_FAILED = recorded(
  'aws/aws-cdk#23708, and aws/aws-cdk#27651 of 2023-10-23; without times',
  '2023-01',
  'no Region told',
  `
  0 Root Root       Stack   UPDATE_COMPLETE_CLEANUP_IN_PROGRESS stack:Root own
  1 Root Deployment generic DELETE_FAILED                       id1        bare
`,
);

/** A custom resource answers an Update with another id: a replacement. The recording has neither times, ids nor types. */
export const REPLACED_BY_ANSWER = recorded(
  'aws/aws-cdk#1566, without times, ids and types',
  '2019-01-17',
  'no Region told',
  `
  0 Root Notifications Custom::S3BucketNotifications UPDATE_IN_PROGRESS                  id1        full
  1 Root Notifications Custom::S3BucketNotifications UPDATE_IN_PROGRESS                  id2        full Requested update required the provider to create a new physical resource
  2 Root Notifications Custom::S3BucketNotifications UPDATE_COMPLETE                     id2        full
  3 Root Root          Stack                         UPDATE_COMPLETE_CLEANUP_IN_PROGRESS stack:Root own
  4 Root Notifications generic                       DELETE_IN_PROGRESS                  id1        bare
  5 Root Notifications generic                       DELETE_COMPLETE                     id1        bare
`,
);

/** An instance is replaced: the old id goes in the clean-up. */
export const REPLACED = recorded(
  'DescribeStackEvents of an EC2 instance that is replaced, in a public answer of boto3',
  '2018-02-26',
  'us-east-1',
  `
    0.000 Root Root     Stack              UPDATE_IN_PROGRESS                  stack:Root own  User Initiated
    7.805 Root Instance AWS::EC2::Instance UPDATE_IN_PROGRESS                  id1        full Requested update requires the creation of a new physical resource; hence creating one.
    9.482 Root Instance AWS::EC2::Instance UPDATE_IN_PROGRESS                  id2        full Resource creation Initiated
   43.127 Root Instance AWS::EC2::Instance UPDATE_COMPLETE                     id2        full
   82.129 Root Root     Stack              UPDATE_COMPLETE_CLEANUP_IN_PROGRESS stack:Root own
   83.735 Root Instance AWS::EC2::Instance DELETE_IN_PROGRESS                  id1        bare
  151.552 Root Instance AWS::EC2::Instance DELETE_COMPLETE                     id1        bare
  151.984 Root Root     Stack              UPDATE_COMPLETE                     stack:Root own
`,
);

/** An update removes a topic; the order is known only within a logical id. */
export const REMOVED = recorded(
  `${LOCALSTACK}/test_change_set_conditions.py::TestChangeSetConditions::test_condition_update_removes_resource, validated against AWS; without times`,
  '2025-04-15',
  'no Region told',
  `
   0 Root Root        Stack           CREATE_IN_PROGRESS                  stack:Root own User Initiated
   1 Root SNSTopic    AWS::SNS::Topic CREATE_IN_PROGRESS                  -          full
   2 Root SNSTopic    AWS::SNS::Topic CREATE_IN_PROGRESS                  id2        full Resource creation Initiated
   3 Root SNSTopic    AWS::SNS::Topic CREATE_COMPLETE                     id2        full
   4 Root Root        Stack           CREATE_COMPLETE                     stack:Root own
   5 Root Root        Stack           UPDATE_IN_PROGRESS                  stack:Root own User Initiated
   6 Root Root        Stack           UPDATE_COMPLETE_CLEANUP_IN_PROGRESS stack:Root own
   7 Root SNSTopic    AWS::SNS::Topic DELETE_IN_PROGRESS                  id2        bare
   8 Root SNSTopic    AWS::SNS::Topic DELETE_COMPLETE                     id2        bare
   9 Root Root        Stack           UPDATE_COMPLETE                     stack:Root own
`,
);

/** A creation is rolled back and cannot be; the stack is deleted, which fails; and again, with the resource retained. */
export const ROLLED_BACK_AND_BLOCKED = recorded(
  `${LOCALSTACK}/api/test_stacks.py::test_blocked_stack_deletion, validated against AWS; without times`,
  '2023-09-06',
  'no Region told',
  `
   0 Root Root         Stack            CREATE_IN_PROGRESS   stack:Root own
   1 Root BrokenPolicy AWS::IAM::Policy CREATE_IN_PROGRESS   -          full
   2 Root BrokenPolicy AWS::IAM::Policy CREATE_IN_PROGRESS   id1        full
   3 Root BrokenPolicy AWS::IAM::Policy CREATE_FAILED        id1        full
   4 Root Root         Stack            ROLLBACK_IN_PROGRESS stack:Root own
   5 Root BrokenPolicy AWS::IAM::Policy DELETE_IN_PROGRESS   id1        full
   6 Root BrokenPolicy AWS::IAM::Policy DELETE_FAILED        id1        full
   7 Root Root         Stack            ROLLBACK_FAILED      stack:Root own
   8 Root Root         Stack            DELETE_IN_PROGRESS   stack:Root own
   9 Root BrokenPolicy AWS::IAM::Policy DELETE_IN_PROGRESS   id1        full
  10 Root BrokenPolicy AWS::IAM::Policy DELETE_FAILED        id1        full
  11 Root Root         Stack            DELETE_FAILED        stack:Root own
  12 Root Root         Stack            DELETE_IN_PROGRESS   stack:Root own
  13 Root BrokenPolicy AWS::IAM::Policy DELETE_SKIPPED       id1        full
  14 Root Root         Stack            DELETE_COMPLETE      stack:Root own
`,
);

/** A custom resource keeps its type while the creation of its stack is rolled back. */
export const CREATION_ROLLED_BACK = recorded(
  'progress of cdk deploy in a public log of continuous integration; without times',
  'about 2025',
  'us-east-1',
  `
  0 Root Root       Stack                       ROLLBACK_IN_PROGRESS stack:Root own
  1 Root Deployment Custom::CDKBucketDeployment DELETE_FAILED        id1        full
`,
);

/** The creation of a stack with one bucket is rolled back. */
export const BUCKET_ROLLED_BACK = recorded(
  'DescribeStackEvents of the AWS CLI, published with OperationIds',
  '2026-09-20',
  'us-east-1',
  `
    0.000 Root Root   Stack           REVIEW_IN_PROGRESS   stack:Root own  User Initiated
  281.877 Root Root   Stack           CREATE_IN_PROGRESS   stack:Root own  User Initiated
  284.175 Root Bucket AWS::S3::Bucket CREATE_IN_PROGRESS   -          full
  285.219 Root Bucket AWS::S3::Bucket CREATE_IN_PROGRESS   id1        full Resource creation Initiated
  287.238 Root Bucket AWS::S3::Bucket CREATE_FAILED        id1        full
  287.576 Root Root   Stack           ROLLBACK_IN_PROGRESS stack:Root own  The following resource(s) failed to create: [Bucket].
  289.204 Root Bucket AWS::S3::Bucket DELETE_IN_PROGRESS   id1        full
  290.570 Root Bucket AWS::S3::Bucket DELETE_COMPLETE      id1        full
  291.017 Root Root   Stack           ROLLBACK_COMPLETE    stack:Root own
`,
);

/** A version with DeletionPolicy Retain is removed: skipped, without DELETE_IN_PROGRESS. */
export const SKIPPED = recorded(
  'DescribeStackEvents of an AWS::Lambda::Version, in a public test; without times',
  '2024-09-25',
  'eu-west-2',
  `
  0 Root Root    Stack                UPDATE_COMPLETE_CLEANUP_IN_PROGRESS stack:Root own
  1 Root Version AWS::Lambda::Version DELETE_SKIPPED                      id1        bare
  2 Root Root    Stack                UPDATE_COMPLETE                     stack:Root own
`,
);

/** An update creates nested stacks, one with custom resources. */
export const NESTED_ADDED = recorded(
  `${AMPLIFY}/add_function_storage_cdk_events.ts`,
  '2025-03-11',
  'us-west-2',
  `
    0.000 Root    Root          Stack                         UPDATE_IN_PROGRESS                  stack:Root    own  User Initiated
    4.855 Root    Data          Stack                         UPDATE_IN_PROGRESS                  stack:Data    full
    5.591 Data    Data          Stack                         UPDATE_IN_PROGRESS                  stack:Data    own  User Initiated
   16.040 Data    Data          Stack                         UPDATE_COMPLETE_CLEANUP_IN_PROGRESS stack:Data    own
   27.056 Root    Data          Stack                         UPDATE_COMPLETE                     stack:Data    full
   51.075 Root    Storage       Stack                         CREATE_IN_PROGRESS                  -             full
   52.023 Root    Storage       Stack                         CREATE_IN_PROGRESS                  stack:Storage full Resource creation Initiated
   82.041 Storage AutoDelete    Custom::S3AutoDeleteObjects   CREATE_IN_PROGRESS                  -             full
   84.908 Storage AutoDelete    Custom::S3AutoDeleteObjects   CREATE_IN_PROGRESS                  id5           full Resource creation Initiated
   85.158 Storage AutoDelete    Custom::S3AutoDeleteObjects   CREATE_COMPLETE                     id5           full
   99.410 Storage Notifications Custom::S3BucketNotifications CREATE_IN_PROGRESS                  -             full
  102.416 Storage Notifications Custom::S3BucketNotifications CREATE_IN_PROGRESS                  id2           full Resource creation Initiated
  102.610 Storage Notifications Custom::S3BucketNotifications CREATE_COMPLETE                     id2           full
  103.586 Storage Storage       Stack                         CREATE_COMPLETE                     stack:Storage own
  112.688 Root    Storage       Stack                         CREATE_COMPLETE                     stack:Storage full
  113.998 Root    Root          Stack                         UPDATE_COMPLETE_CLEANUP_IN_PROGRESS stack:Root    own
  117.636 Data    Data          Stack                         UPDATE_COMPLETE                     stack:Data    own
  125.345 Root    Data          Stack                         UPDATE_COMPLETE                     stack:Data    full
  125.942 Root    Root          Stack                         UPDATE_COMPLETE                     stack:Root    own
`,
);

/** An update removes nested stacks: the root deletes them in its clean-up, where others clean up after themselves. */
export const NESTED_REMOVED = recorded(
  `${AMPLIFY}/delete_function_storage_cdk_events.ts`,
  '2025-03-11',
  'us-west-2',
  `
   0.000 Root    Root          Stack                         UPDATE_IN_PROGRESS                  stack:Root      own  User Initiated
   2.759 Root    Resources     Stack                         UPDATE_IN_PROGRESS                  stack:Resources full
   3.377 Root    Resources     Stack                         UPDATE_COMPLETE                     stack:Resources full
   3.971 Root    Data          Stack                         UPDATE_IN_PROGRESS                  stack:Data      full
   4.748 Data    Data          Stack                         UPDATE_IN_PROGRESS                  stack:Data      own  User Initiated
  14.746 Data    Data          Stack                         UPDATE_COMPLETE_CLEANUP_IN_PROGRESS stack:Data      own
  15.088 Root    Data          Stack                         UPDATE_COMPLETE                     stack:Data      full
  16.067 Root    Root          Stack                         UPDATE_COMPLETE_CLEANUP_IN_PROGRESS stack:Root      own
  17.160 Root    Storage       Stack                         DELETE_IN_PROGRESS                  stack:Storage   bare
  17.168 Root    Resources     Stack                         UPDATE_COMPLETE                     stack:Resources full
  17.549 Storage Storage       Stack                         DELETE_IN_PROGRESS                  stack:Storage   own  User Initiated
  19.347 Data    Data          Stack                         UPDATE_COMPLETE                     stack:Data      own
  19.760 Storage Notifications Custom::S3BucketNotifications DELETE_IN_PROGRESS                  id2             full
  19.778 Storage AutoDelete    Custom::S3AutoDeleteObjects   DELETE_IN_PROGRESS                  id5             full
  22.640 Storage Notifications Custom::S3BucketNotifications DELETE_COMPLETE                     id2             full
  23.816 Storage AutoDelete    Custom::S3AutoDeleteObjects   DELETE_COMPLETE                     id5             full
  27.374 Root    Data          Stack                         UPDATE_COMPLETE                     stack:Data      full
  37.654 Storage Storage       Stack                         DELETE_COMPLETE                     stack:Storage   own
  39.069 Root    Storage       Stack                         DELETE_COMPLETE                     stack:Storage   bare
  61.416 Root    Root          Stack                         UPDATE_COMPLETE                     stack:Root      own
`,
);

/** The root is deleted with what is nested in it; two siblings have one time. */
export const DESTROYED = recorded(
  `${AMPLIFY}/destroy_cdk_structured_events.ts`,
  '2025-03-11',
  'us-west-2',
  `
   0.000 Root    Root          Stack                         DELETE_IN_PROGRESS stack:Root    own  User Initiated
   2.188 Root    Storage       Stack                         DELETE_IN_PROGRESS stack:Storage full
   2.696 Storage Storage       Stack                         DELETE_IN_PROGRESS stack:Storage own  User Initiated
   4.641 Storage Notifications Custom::S3BucketNotifications DELETE_IN_PROGRESS id2           full
   4.648 Storage AutoDelete    Custom::S3AutoDeleteObjects   DELETE_IN_PROGRESS id5           full
   4.648 Storage CDKMetadata   AWS::CDK::Metadata            DELETE_IN_PROGRESS id9           full
   5.672 Storage CDKMetadata   AWS::CDK::Metadata            DELETE_COMPLETE    id9           full
   7.687 Storage Notifications Custom::S3BucketNotifications DELETE_COMPLETE    id2           full
   8.642 Storage AutoDelete    Custom::S3AutoDeleteObjects   DELETE_COMPLETE    id5           full
  22.470 Storage Storage       Stack                         DELETE_COMPLETE    stack:Storage own
  24.061 Root    Storage       Stack                         DELETE_COMPLETE    stack:Storage full
`,
);

/** A resource of a nested stack fails to update: the nested stack goes back only after the root has told UPDATE_FAILED. */
export const NESTED_ROLLED_BACK = recorded(
  `${AMPLIFY}/failed_auth_structured_cdk_events.ts`,
  '2025-03-11',
  'us-west-2',
  `
   0.000 Root Root     Stack                  UPDATE_IN_PROGRESS                           stack:Root own  User Initiated
   2.761 Root Auth     Stack                  UPDATE_IN_PROGRESS                           stack:Auth full
   3.276 Auth Auth     Stack                  UPDATE_IN_PROGRESS                           stack:Auth own  User Initiated
   6.155 Auth UserPool AWS::Cognito::UserPool UPDATE_IN_PROGRESS                           id1        full
   7.697 Auth UserPool AWS::Cognito::UserPool UPDATE_FAILED                                id1        full
   8.015 Auth Auth     Stack                  UPDATE_ROLLBACK_IN_PROGRESS                  stack:Auth own  The following resource(s) failed to update: [UserPool].
  13.616 Root Auth     Stack                  UPDATE_FAILED                                stack:Auth full
  13.919 Root Root     Stack                  UPDATE_ROLLBACK_IN_PROGRESS                  stack:Root own  The following resource(s) failed to update: [Auth].
  15.983 Root Auth     Stack                  UPDATE_IN_PROGRESS                           stack:Auth full
  20.074 Auth UserPool AWS::Cognito::UserPool UPDATE_IN_PROGRESS                           id1        full
  22.028 Auth UserPool AWS::Cognito::UserPool UPDATE_COMPLETE                              id1        full
  23.838 Auth Auth     Stack                  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS stack:Auth own
  26.622 Root Auth     Stack                  UPDATE_COMPLETE                              stack:Auth full
  27.150 Root Root     Stack                  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS stack:Root own
  29.172 Auth Auth     Stack                  UPDATE_ROLLBACK_COMPLETE                     stack:Auth own
  38.376 Root Auth     Stack                  UPDATE_COMPLETE                              stack:Auth full
  38.548 Root Root     Stack                  UPDATE_ROLLBACK_COMPLETE                     stack:Root own
`,
);

/** The root tells UPDATE_IN_PROGRESS of a nested stack again while it cleans up. */
export const NESTED_UPDATED_IN_CLEAN_UP = recorded(
  'documentation of Jets, a framework for Ruby: the progress of a deployment; without ids',
  'about 2018',
  'no Region told',
  `
  0 Root Root Stack UPDATE_IN_PROGRESS                  stack:Root own  User Initiated
  1 Root Jobs Stack UPDATE_IN_PROGRESS                  stack:Jobs full
  2 Root Jobs Stack UPDATE_COMPLETE                     stack:Jobs full
  3 Root Root Stack UPDATE_COMPLETE_CLEANUP_IN_PROGRESS stack:Root own
  4 Root Jobs Stack UPDATE_IN_PROGRESS                  stack:Jobs full
  5 Root Jobs Stack UPDATE_COMPLETE                     stack:Jobs full
  6 Root Root Stack UPDATE_COMPLETE                     stack:Root own
`,
);
