import { type Recording, table } from './table';

/*
 * Operations of stacks with stacks nested in them. Of the trees recorded, a part of the stacks and resources; the names
 * are ours. The CDK's toolkit polled them: it sees nothing of a nested stack from before it has heard of it.
 */

const AMPLIFY = 'https://github.com/aws-amplify/amplify-backend/blob/014303a/packages/cli-core/src/loggers/test-assets';

/** A creation by a change set; `storage` comes after `function`, its custom resources after their functions. */
export const creationWithNestedStacks: Recording = {
  source: `${AMPLIFY}/new_deployment_structured_cdk_events.ts`,
  date: '2025-03-11',
  region: 'us-west-2',
  unseen: ['CREATE_IN_PROGRESS'],
  events: table(`
    0.000 | Root     | Root                 | REVIEW_IN_PROGRESS | @Root     | CF::Stack                     | v1                    | User Initiated
    6.373 | Root     | Root                 | CREATE_IN_PROGRESS | @Root     | CF::Stack                     | v1 token              | User Initiated
    8.700 | Root     | function             | CREATE_IN_PROGRESS | ''        | CF::Stack                     | time properties token |
    8.711 | Root     | custom               | CREATE_IN_PROGRESS | ''        | CF::Stack                     | time properties token |
    8.737 | Root     | auth                 | CREATE_IN_PROGRESS | ''        | CF::Stack                     | time properties token |
    9.295 | Root     | function             | CREATE_IN_PROGRESS | @function | CF::Stack                     | time properties token | Resource creation Initiated
    9.338 | Root     | auth                 | CREATE_IN_PROGRESS | @auth     | CF::Stack                     | time properties token | Resource creation Initiated
    9.431 | Root     | custom               | CREATE_IN_PROGRESS | @custom   | CF::Stack                     | time properties token | Resource creation Initiated
   11.455 | auth     | UserPool             | CREATE_IN_PROGRESS | ''        | AWS::Cognito::UserPool        | time properties       |
   11.457 | function | Role                 | CREATE_IN_PROGRESS | ''        | AWS::IAM::Role                | time properties       |
   11.582 | custom   | Queue                | CREATE_IN_PROGRESS | ''        | AWS::SQS::Queue               | time properties       |
   12.401 | custom   | Queue                | CREATE_IN_PROGRESS | 1         | AWS::SQS::Queue               | time properties       | Resource creation Initiated
   12.437 | function | Role                 | CREATE_IN_PROGRESS | 1         | AWS::IAM::Role                | time properties       | Resource creation Initiated
   13.167 | auth     | UserPool             | CREATE_IN_PROGRESS | 1         | AWS::Cognito::UserPool        | time properties       | Resource creation Initiated
   13.835 | auth     | UserPool             | CREATE_COMPLETE    | 1         | AWS::Cognito::UserPool        | time properties       |
   29.066 | function | Role                 | CREATE_COMPLETE    | 1         | AWS::IAM::Role                | time properties       |
   29.893 | function | Handler              | CREATE_IN_PROGRESS | ''        | AWS::Lambda::Function         | time properties       |
   31.311 | function | Handler              | CREATE_IN_PROGRESS | 1         | AWS::Lambda::Function         | time properties       | Resource creation Initiated
   37.429 | function | Handler              | CREATE_COMPLETE    | 1         | AWS::Lambda::Function         | time properties       |
   40.162 | auth     | auth                 | CREATE_COMPLETE    | @auth     | CF::Stack                     | v1                    |
   42.768 | Root     | auth                 | CREATE_COMPLETE    | @auth     | CF::Stack                     | time properties token |
   43.143 | custom   | Queue                | CREATE_COMPLETE    | 1         | AWS::SQS::Queue               | time properties       |
   43.683 | custom   | custom               | CREATE_COMPLETE    | @custom   | CF::Stack                     | v1                    |
   46.763 | function | function             | CREATE_COMPLETE    | @function | CF::Stack                     | v1                    |
   55.815 | Root     | function             | CREATE_COMPLETE    | @function | CF::Stack                     | time properties token |
   56.009 | Root     | custom               | CREATE_COMPLETE    | @custom   | CF::Stack                     | time properties token |
   56.228 | Root     | storage              | CREATE_IN_PROGRESS | ''        | CF::Stack                     | time properties token |
   56.931 | Root     | storage              | CREATE_IN_PROGRESS | @storage  | CF::Stack                     | time properties token | Resource creation Initiated
   59.591 | storage  | Bucket               | CREATE_IN_PROGRESS | ''        | AWS::S3::Bucket               | time properties       |
   60.595 | storage  | Bucket               | CREATE_IN_PROGRESS | 1         | AWS::S3::Bucket               | time properties       | Resource creation Initiated
   74.279 | storage  | Bucket               | CREATE_COMPLETE    | 1         | AWS::S3::Bucket               | time properties       |
   78.139 | storage  | AutoDeleteHandler    | CREATE_IN_PROGRESS | ''        | AWS::Lambda::Function         | time properties       |
   79.637 | storage  | AutoDeleteHandler    | CREATE_IN_PROGRESS | 1         | AWS::Lambda::Function         | time properties       | Resource creation Initiated
   85.810 | storage  | AutoDeleteHandler    | CREATE_COMPLETE    | 1         | AWS::Lambda::Function         | time properties       |
   86.324 | storage  | AutoDelete           | CREATE_IN_PROGRESS | ''        | Custom::S3AutoDeleteObjects   | time properties       |
   89.414 | storage  | AutoDelete           | CREATE_IN_PROGRESS | 1         | Custom::S3AutoDeleteObjects   | time properties       | Resource creation Initiated
   89.576 | storage  | AutoDelete           | CREATE_COMPLETE    | 1         | Custom::S3AutoDeleteObjects   | time properties       |
   95.572 | storage  | NotificationsHandler | CREATE_IN_PROGRESS | ''        | AWS::Lambda::Function         | time properties       |
   96.883 | storage  | NotificationsHandler | CREATE_IN_PROGRESS | 1         | AWS::Lambda::Function         | time properties       | Resource creation Initiated
  102.978 | storage  | NotificationsHandler | CREATE_COMPLETE    | 1         | AWS::Lambda::Function         | time properties       |
  103.556 | storage  | Notifications        | CREATE_IN_PROGRESS | ''        | Custom::S3BucketNotifications | time properties       |
  106.545 | storage  | Notifications        | CREATE_IN_PROGRESS | 1         | Custom::S3BucketNotifications | time properties       | Resource creation Initiated
  106.706 | storage  | Notifications        | CREATE_COMPLETE    | 1         | Custom::S3BucketNotifications | time properties       |
  107.582 | storage  | storage              | CREATE_COMPLETE    | @storage  | CF::Stack                     | v1                    |
  117.503 | Root     | storage              | CREATE_COMPLETE    | @storage  | CF::Stack                     | time properties token |
  227.001 | Root     | Root                 | CREATE_COMPLETE    | @Root     | CF::Stack                     | v1 token              |
  `),
};

/** An update adds `function` and `storage`; `data` changes, and the stacks nested in it do not. */
export const updateThatAddsNestedStacks: Recording = {
  source: `${AMPLIFY}/add_function_storage_cdk_events.ts`,
  date: '2025-03-11',
  region: 'us-west-2',
  unseen: ['CREATE_IN_PROGRESS'],
  events: table(`
    0.000 | Root     | Root                 | UPDATE_IN_PROGRESS                  | @Root     | CF::Stack                     | v1 token              | User Initiated
    3.128 | Root     | function             | CREATE_IN_PROGRESS                  | ''        | CF::Stack                     | time properties token |
    3.282 | Root     | custom               | UPDATE_IN_PROGRESS                  | @custom   | CF::Stack                     | time properties token |
    3.349 | Root     | auth                 | UPDATE_IN_PROGRESS                  | @auth     | CF::Stack                     | time properties token |
    3.863 | Root     | function             | CREATE_IN_PROGRESS                  | @function | CF::Stack                     | time properties token | Resource creation Initiated
    3.929 | Root     | custom               | UPDATE_COMPLETE                     | @custom   | CF::Stack                     | time properties token |
    4.011 | Root     | auth                 | UPDATE_COMPLETE                     | @auth     | CF::Stack                     | time properties token |
    4.855 | Root     | data                 | UPDATE_IN_PROGRESS                  | @data     | CF::Stack                     | time properties token |
    5.591 | data     | data                 | UPDATE_IN_PROGRESS                  | @data     | CF::Stack                     | v1                    | User Initiated
    6.082 | function | Role                 | CREATE_IN_PROGRESS                  | ''        | AWS::IAM::Role                | time properties       |
    7.144 | function | Role                 | CREATE_IN_PROGRESS                  | 1         | AWS::IAM::Role                | time properties       | Resource creation Initiated
   10.261 | data     | tables               | UPDATE_IN_PROGRESS                  | @tables   | CF::Stack                     | time properties       |
   10.950 | data     | tables               | UPDATE_COMPLETE                     | @tables   | CF::Stack                     | time properties       |
   11.785 | data     | person               | UPDATE_IN_PROGRESS                  | @person   | CF::Stack                     | time properties       |
   12.751 | data     | person               | UPDATE_COMPLETE                     | @person   | CF::Stack                     | time properties       |
   16.040 | data     | data                 | UPDATE_COMPLETE_CLEANUP_IN_PROGRESS | @data     | CF::Stack                     | v1                    |
   23.851 | function | Role                 | CREATE_COMPLETE                     | 1         | AWS::IAM::Role                | time properties       |
   24.884 | function | Handler              | CREATE_IN_PROGRESS                  | ''        | AWS::Lambda::Function         | time properties       |
   26.620 | function | Handler              | CREATE_IN_PROGRESS                  | 1         | AWS::Lambda::Function         | time properties       | Resource creation Initiated
   27.056 | Root     | data                 | UPDATE_COMPLETE                     | @data     | CF::Stack                     | time properties token |
   32.958 | function | Handler              | CREATE_COMPLETE                     | 1         | AWS::Lambda::Function         | time properties       |
   41.734 | function | function             | CREATE_COMPLETE                     | @function | CF::Stack                     | v1                    |
   50.544 | Root     | function             | CREATE_COMPLETE                     | @function | CF::Stack                     | time properties token |
   51.075 | Root     | storage              | CREATE_IN_PROGRESS                  | ''        | CF::Stack                     | time properties token |
   52.023 | Root     | storage              | CREATE_IN_PROGRESS                  | @storage  | CF::Stack                     | time properties token | Resource creation Initiated
   54.959 | storage  | Bucket               | CREATE_IN_PROGRESS                  | ''        | AWS::S3::Bucket               | time properties       |
   55.983 | storage  | Bucket               | CREATE_IN_PROGRESS                  | 1         | AWS::S3::Bucket               | time properties       | Resource creation Initiated
   69.932 | storage  | Bucket               | CREATE_COMPLETE                     | 1         | AWS::S3::Bucket               | time properties       |
   73.602 | storage  | AutoDeleteHandler    | CREATE_IN_PROGRESS                  | ''        | AWS::Lambda::Function         | time properties       |
   75.070 | storage  | AutoDeleteHandler    | CREATE_IN_PROGRESS                  | 1         | AWS::Lambda::Function         | time properties       | Resource creation Initiated
   81.337 | storage  | AutoDeleteHandler    | CREATE_COMPLETE                     | 1         | AWS::Lambda::Function         | time properties       |
   82.041 | storage  | AutoDelete           | CREATE_IN_PROGRESS                  | ''        | Custom::S3AutoDeleteObjects   | time properties       |
   84.908 | storage  | AutoDelete           | CREATE_IN_PROGRESS                  | 1         | Custom::S3AutoDeleteObjects   | time properties       | Resource creation Initiated
   85.158 | storage  | AutoDelete           | CREATE_COMPLETE                     | 1         | Custom::S3AutoDeleteObjects   | time properties       |
   91.124 | storage  | NotificationsHandler | CREATE_IN_PROGRESS                  | ''        | AWS::Lambda::Function         | time properties       |
   92.490 | storage  | NotificationsHandler | CREATE_IN_PROGRESS                  | 1         | AWS::Lambda::Function         | time properties       | Resource creation Initiated
   98.838 | storage  | NotificationsHandler | CREATE_COMPLETE                     | 1         | AWS::Lambda::Function         | time properties       |
   99.410 | storage  | Notifications        | CREATE_IN_PROGRESS                  | ''        | Custom::S3BucketNotifications | time properties       |
  102.416 | storage  | Notifications        | CREATE_IN_PROGRESS                  | 1         | Custom::S3BucketNotifications | time properties       | Resource creation Initiated
  102.610 | storage  | Notifications        | CREATE_COMPLETE                     | 1         | Custom::S3BucketNotifications | time properties       |
  103.586 | storage  | storage              | CREATE_COMPLETE                     | @storage  | CF::Stack                     | v1                    |
  112.688 | Root     | storage              | CREATE_COMPLETE                     | @storage  | CF::Stack                     | time properties token |
  113.998 | Root     | Root                 | UPDATE_COMPLETE_CLEANUP_IN_PROGRESS | @Root     | CF::Stack                     | v1 token              |
  115.110 | Root     | custom               | UPDATE_COMPLETE                     | @custom   | CF::Stack                     | time properties token |
  116.826 | data     | person               | UPDATE_COMPLETE                     | @person   | CF::Stack                     | time properties       |
  117.454 | data     | tables               | UPDATE_COMPLETE                     | @tables   | CF::Stack                     | time properties       |
  117.636 | data     | data                 | UPDATE_COMPLETE                     | @data     | CF::Stack                     | v1                    |
  125.345 | Root     | data                 | UPDATE_COMPLETE                     | @data     | CF::Stack                     | time properties token |
  125.772 | Root     | auth                 | UPDATE_COMPLETE                     | @auth     | CF::Stack                     | time properties token |
  125.942 | Root     | Root                 | UPDATE_COMPLETE                     | @Root     | CF::Stack                     | v1 token              |
  `),
};

/** An update of `data`: the other nested stacks are told of, and do nothing. */
export const updateOfOneNestedStack: Recording = {
  source: `${AMPLIFY}/update_amplify_outputs_structured_cdk_events.ts`,
  date: '2025-03-11',
  region: 'us-west-2',
  events: table(`
   0.000 | Root | Root   | UPDATE_IN_PROGRESS                  | @Root   | CF::Stack | v1 token              | User Initiated
   2.827 | Root | auth   | UPDATE_IN_PROGRESS                  | @auth   | CF::Stack | time properties token |
   2.848 | Root | custom | UPDATE_IN_PROGRESS                  | @custom | CF::Stack | time properties token |
   3.431 | Root | auth   | UPDATE_COMPLETE                     | @auth   | CF::Stack | time properties token |
   3.581 | Root | custom | UPDATE_COMPLETE                     | @custom | CF::Stack | time properties token |
   4.139 | Root | data   | UPDATE_IN_PROGRESS                  | @data   | CF::Stack | time properties token |
   4.768 | data | data   | UPDATE_IN_PROGRESS                  | @data   | CF::Stack | v1                    | User Initiated
   8.892 | data | tables | UPDATE_IN_PROGRESS                  | @tables | CF::Stack | time properties       |
   9.620 | data | tables | UPDATE_COMPLETE                     | @tables | CF::Stack | time properties       |
  10.413 | data | person | UPDATE_IN_PROGRESS                  | @person | CF::Stack | time properties       |
  11.192 | data | person | UPDATE_COMPLETE                     | @person | CF::Stack | time properties       |
  14.233 | data | data   | UPDATE_COMPLETE_CLEANUP_IN_PROGRESS | @data   | CF::Stack | v1                    |
  15.103 | Root | data   | UPDATE_COMPLETE                     | @data   | CF::Stack | time properties token |
  16.194 | Root | Root   | UPDATE_COMPLETE_CLEANUP_IN_PROGRESS | @Root   | CF::Stack | v1 token              |
  17.274 | Root | custom | UPDATE_COMPLETE                     | @custom | CF::Stack | time properties token |
  19.019 | data | person | UPDATE_COMPLETE                     | @person | CF::Stack | time properties       |
  19.433 | data | tables | UPDATE_COMPLETE                     | @tables | CF::Stack | time properties       |
  19.606 | data | data   | UPDATE_COMPLETE                     | @data   | CF::Stack | v1                    |
  27.632 | Root | data   | UPDATE_COMPLETE                     | @data   | CF::Stack | time properties token |
  28.071 | Root | auth   | UPDATE_COMPLETE                     | @auth   | CF::Stack | time properties token |
  28.244 | Root | Root   | UPDATE_COMPLETE                     | @Root   | CF::Stack | v1 token              |
  `),
};

/** An update removes `storage` and `function`: their root deletes them in its clean-up. */
export const updateThatRemovesNestedStacks: Recording = {
  source: `${AMPLIFY}/delete_function_storage_cdk_events.ts`,
  date: '2025-03-11',
  region: 'us-west-2',
  events: table(`
   0.000 | Root     | Root                 | UPDATE_IN_PROGRESS                  | @Root     | CF::Stack                     | v1 token              | User Initiated
   2.759 | Root     | custom               | UPDATE_IN_PROGRESS                  | @custom   | CF::Stack                     | time properties token |
   2.795 | Root     | auth                 | UPDATE_IN_PROGRESS                  | @auth     | CF::Stack                     | time properties token |
   3.377 | Root     | custom               | UPDATE_COMPLETE                     | @custom   | CF::Stack                     | time properties token |
   3.441 | Root     | auth                 | UPDATE_COMPLETE                     | @auth     | CF::Stack                     | time properties token |
   3.971 | Root     | data                 | UPDATE_IN_PROGRESS                  | @data     | CF::Stack                     | time properties token |
   4.748 | data     | data                 | UPDATE_IN_PROGRESS                  | @data     | CF::Stack                     | v1                    | User Initiated
   9.098 | data     | tables               | UPDATE_IN_PROGRESS                  | @tables   | CF::Stack                     | time properties       |
   9.765 | data     | tables               | UPDATE_COMPLETE                     | @tables   | CF::Stack                     | time properties       |
  10.718 | data     | person               | UPDATE_IN_PROGRESS                  | @person   | CF::Stack                     | time properties       |
  11.495 | data     | person               | UPDATE_COMPLETE                     | @person   | CF::Stack                     | time properties       |
  14.746 | data     | data                 | UPDATE_COMPLETE_CLEANUP_IN_PROGRESS | @data     | CF::Stack                     | v1                    |
  15.088 | Root     | data                 | UPDATE_COMPLETE                     | @data     | CF::Stack                     | time properties token |
  16.067 | Root     | Root                 | UPDATE_COMPLETE_CLEANUP_IN_PROGRESS | @Root     | CF::Stack                     | v1 token              |
  17.160 | Root     | storage              | DELETE_IN_PROGRESS                  | @storage  | CF::Stack                     | uuid token            |
  17.168 | Root     | custom               | UPDATE_COMPLETE                     | @custom   | CF::Stack                     | time properties token |
  17.549 | storage  | storage              | DELETE_IN_PROGRESS                  | @storage  | CF::Stack                     | v1                    | User Initiated
  18.746 | data     | person               | UPDATE_COMPLETE                     | @person   | CF::Stack                     | time properties       |
  19.184 | data     | tables               | UPDATE_COMPLETE                     | @tables   | CF::Stack                     | time properties       |
  19.347 | data     | data                 | UPDATE_COMPLETE                     | @data     | CF::Stack                     | v1                    |
  19.760 | storage  | Notifications        | DELETE_IN_PROGRESS                  | 1         | Custom::S3BucketNotifications | time properties       |
  19.778 | storage  | AutoDelete           | DELETE_IN_PROGRESS                  | 1         | Custom::S3AutoDeleteObjects   | time properties       |
  22.640 | storage  | Notifications        | DELETE_COMPLETE                     | 1         | Custom::S3BucketNotifications | time properties       |
  23.022 | storage  | NotificationsHandler | DELETE_IN_PROGRESS                  | 1         | AWS::Lambda::Function         | time properties       |
  23.816 | storage  | AutoDelete           | DELETE_COMPLETE                     | 1         | Custom::S3AutoDeleteObjects   | time properties       |
  24.192 | storage  | AutoDeleteHandler    | DELETE_IN_PROGRESS                  | 1         | AWS::Lambda::Function         | time properties       |
  26.669 | storage  | NotificationsHandler | DELETE_COMPLETE                     | 1         | AWS::Lambda::Function         | time properties       |
  27.374 | Root     | data                 | UPDATE_COMPLETE                     | @data     | CF::Stack                     | time properties token |
  27.740 | Root     | auth                 | UPDATE_COMPLETE                     | @auth     | CF::Stack                     | time properties token |
  27.789 | storage  | AutoDeleteHandler    | DELETE_COMPLETE                     | 1         | AWS::Lambda::Function         | time properties       |
  28.150 | storage  | Bucket               | DELETE_IN_PROGRESS                  | 1         | AWS::S3::Bucket               | time properties       |
  29.944 | storage  | Bucket               | DELETE_COMPLETE                     | 1         | AWS::S3::Bucket               | time properties       |
  37.654 | storage  | storage              | DELETE_COMPLETE                     | @storage  | CF::Stack                     | v1                    |
  39.069 | Root     | storage              | DELETE_COMPLETE                     | @storage  | CF::Stack                     | uuid token            |
  39.396 | Root     | function             | DELETE_IN_PROGRESS                  | @function | CF::Stack                     | uuid token            |
  39.721 | function | function             | DELETE_IN_PROGRESS                  | @function | CF::Stack                     | v1                    | User Initiated
  41.411 | function | Handler              | DELETE_IN_PROGRESS                  | 1         | AWS::Lambda::Function         | time properties       |
  44.841 | function | Handler              | DELETE_COMPLETE                     | 1         | AWS::Lambda::Function         | time properties       |
  45.184 | function | Role                 | DELETE_IN_PROGRESS                  | 1         | AWS::IAM::Role                | time properties       |
  55.483 | function | Role                 | DELETE_COMPLETE                     | 1         | AWS::IAM::Role                | time properties       |
  55.770 | function | function             | DELETE_COMPLETE                     | @function | CF::Stack                     | v1                    |
  61.283 | Root     | function             | DELETE_COMPLETE                     | @function | CF::Stack                     | uuid token            |
  61.416 | Root     | Root                 | UPDATE_COMPLETE                     | @Root     | CF::Stack                     | v1 token              |
  `),
};

/** An update fails inside `auth`: it goes back after the root has told of its failure. */
export const updateThatFailsInNestedStack: Recording = {
  source: `${AMPLIFY}/failed_auth_structured_cdk_events.ts`,
  date: '2025-03-11',
  region: 'us-west-2',
  events: table(`
   0.000 | Root | Root     | UPDATE_IN_PROGRESS                           | @Root   | CF::Stack              | v1 token              | User Initiated
   2.719 | Root | custom   | UPDATE_IN_PROGRESS                           | @custom | CF::Stack              | time properties token |
   2.761 | Root | auth     | UPDATE_IN_PROGRESS                           | @auth   | CF::Stack              | time properties token |
   3.276 | auth | auth     | UPDATE_IN_PROGRESS                           | @auth   | CF::Stack              | v1                    | User Initiated
   3.311 | Root | custom   | UPDATE_COMPLETE                              | @custom | CF::Stack              | time properties token |
   6.155 | auth | UserPool | UPDATE_IN_PROGRESS                           | 1       | AWS::Cognito::UserPool | time properties       |
   7.697 | auth | UserPool | UPDATE_FAILED                                | 1       | AWS::Cognito::UserPool | time properties       | <reason>
   8.015 | auth | auth     | UPDATE_ROLLBACK_IN_PROGRESS                  | @auth   | CF::Stack              | v1                    | The following resource(s) failed to update: [UserPool].
  13.616 | Root | auth     | UPDATE_FAILED                                | @auth   | CF::Stack              | time properties token | Embedded stack <id> was not successfully updated. Currently in UPDATE_ROLLBACK_IN_PROGRESS with reason: The following resource(s) failed to update: [UserPool].
  13.919 | Root | Root     | UPDATE_ROLLBACK_IN_PROGRESS                  | @Root   | CF::Stack              | v1 token              | The following resource(s) failed to update: [auth].
  15.983 | Root | auth     | UPDATE_IN_PROGRESS                           | @auth   | CF::Stack              | time properties token |
  16.006 | Root | custom   | UPDATE_IN_PROGRESS                           | @custom | CF::Stack              | time properties token |
  16.284 | Root | custom   | UPDATE_COMPLETE                              | @custom | CF::Stack              | time properties token |
  20.074 | auth | UserPool | UPDATE_IN_PROGRESS                           | 1       | AWS::Cognito::UserPool | time properties       |
  22.028 | auth | UserPool | UPDATE_COMPLETE                              | 1       | AWS::Cognito::UserPool | time properties       |
  23.838 | auth | auth     | UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS | @auth   | CF::Stack              | v1                    |
  26.622 | Root | auth     | UPDATE_COMPLETE                              | @auth   | CF::Stack              | time properties token |
  27.150 | Root | Root     | UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS | @Root   | CF::Stack              | v1 token              |
  28.188 | Root | custom   | UPDATE_COMPLETE                              | @custom | CF::Stack              | time properties token |
  29.172 | auth | auth     | UPDATE_ROLLBACK_COMPLETE                     | @auth   | CF::Stack              | v1                    |
  38.376 | Root | auth     | UPDATE_COMPLETE                              | @auth   | CF::Stack              | time properties token |
  38.548 | Root | Root     | UPDATE_ROLLBACK_COMPLETE                     | @Root   | CF::Stack              | v1 token              |
  `),
};

/** The root is deleted by its user; the recording ends before the root does. */
export const deletionOfRoot: Recording = {
  source: `${AMPLIFY}/destroy_cdk_structured_events.ts`,
  date: '2025-03-11',
  region: 'us-west-2',
  endsEarly: true,
  events: table(`
    0.000 | Root     | Root                 | DELETE_IN_PROGRESS | @Root     | CF::Stack                     | v1              | User Initiated
    2.188 | Root     | storage              | DELETE_IN_PROGRESS | @storage  | CF::Stack                     | time properties |
    2.265 | Root     | custom               | DELETE_IN_PROGRESS | @custom   | CF::Stack                     | time properties |
    2.636 | custom   | custom               | DELETE_IN_PROGRESS | @custom   | CF::Stack                     | v1              | User Initiated
    2.696 | storage  | storage              | DELETE_IN_PROGRESS | @storage  | CF::Stack                     | v1              | User Initiated
    4.346 | custom   | Queue                | DELETE_IN_PROGRESS | 1         | AWS::SQS::Queue               | time properties |
    4.641 | storage  | Notifications        | DELETE_IN_PROGRESS | 1         | Custom::S3BucketNotifications | time properties |
    4.648 | storage  | AutoDelete           | DELETE_IN_PROGRESS | 1         | Custom::S3AutoDeleteObjects   | time properties |
    7.687 | storage  | Notifications        | DELETE_COMPLETE    | 1         | Custom::S3BucketNotifications | time properties |
    8.067 | storage  | NotificationsHandler | DELETE_IN_PROGRESS | 1         | AWS::Lambda::Function         | time properties |
    8.642 | storage  | AutoDelete           | DELETE_COMPLETE    | 1         | Custom::S3AutoDeleteObjects   | time properties |
    9.008 | storage  | AutoDeleteHandler    | DELETE_IN_PROGRESS | 1         | AWS::Lambda::Function         | time properties |
   11.567 | storage  | NotificationsHandler | DELETE_COMPLETE    | 1         | AWS::Lambda::Function         | time properties |
   12.612 | storage  | AutoDeleteHandler    | DELETE_COMPLETE    | 1         | AWS::Lambda::Function         | time properties |
   13.027 | storage  | Bucket               | DELETE_IN_PROGRESS | 1         | AWS::S3::Bucket               | time properties |
   14.640 | storage  | Bucket               | DELETE_COMPLETE    | 1         | AWS::S3::Bucket               | time properties |
   22.470 | storage  | storage              | DELETE_COMPLETE    | @storage  | CF::Stack                     | v1              |
   24.061 | Root     | storage              | DELETE_COMPLETE    | @storage  | CF::Stack                     | time properties |
   24.427 | Root     | function             | DELETE_IN_PROGRESS | @function | CF::Stack                     | time properties |
   24.782 | function | function             | DELETE_IN_PROGRESS | @function | CF::Stack                     | v1              | User Initiated
   26.668 | function | Handler              | DELETE_IN_PROGRESS | 1         | AWS::Lambda::Function         | time properties |
   30.544 | function | Handler              | DELETE_COMPLETE    | 1         | AWS::Lambda::Function         | time properties |
   30.888 | function | Role                 | DELETE_IN_PROGRESS | 1         | AWS::IAM::Role                | time properties |
   35.551 | custom   | Queue                | DELETE_COMPLETE    | 1         | AWS::SQS::Queue               | time properties |
   39.695 | function | Role                 | DELETE_COMPLETE    | 1         | AWS::IAM::Role                | time properties |
   40.033 | function | function             | DELETE_COMPLETE    | @function | CF::Stack                     | v1              |
   46.186 | Root     | function             | DELETE_COMPLETE    | @function | CF::Stack                     | time properties |
   50.908 | custom   | custom               | DELETE_COMPLETE    | @custom   | CF::Stack                     | v1              |
   63.321 | Root     | custom               | DELETE_COMPLETE    | @custom   | CF::Stack                     | time properties |
  115.988 | Root     | auth                 | DELETE_IN_PROGRESS | @auth     | CF::Stack                     | time properties |
  116.340 | auth     | auth                 | DELETE_IN_PROGRESS | @auth     | CF::Stack                     | v1              | User Initiated
  132.785 | auth     | UserPool             | DELETE_IN_PROGRESS | 1         | AWS::Cognito::UserPool        | time properties |
  133.810 | auth     | UserPool             | DELETE_COMPLETE    | 1         | AWS::Cognito::UserPool        | time properties |
  134.101 | auth     | auth                 | DELETE_COMPLETE    | @auth     | CF::Stack                     | v1              |
  `),
};

/** An update removes two nested stacks, a repository and a role, as the root tells of it. */
export const removalToldByRoot: Recording = {
  source: 'https://docs.rubyonjets.com/docs/debug/cloudformation/',
  date: '2024-05-22',
  region: 'us-west-2',
  ofRootAlone: true,
  events: table(`
   0 | Root | Root       | UPDATE_IN_PROGRESS                  | ? | CF::Stack            | ? | User Initiated
   4 | Root | Root       | UPDATE_COMPLETE_CLEANUP_IN_PROGRESS | ? | CF::Stack            | ? |
   5 | Root | One        | DELETE_IN_PROGRESS                  | ? | CF::Stack            | ? |
   5 | Root | Two        | DELETE_IN_PROGRESS                  | ? | CF::Stack            | ? |
   5 | Root | Repository | DELETE_IN_PROGRESS                  | ? | AWS::ECR::Repository | ? |
   6 | Root | Repository | DELETE_COMPLETE                     | ? | AWS::ECR::Repository | ? |
  16 | Root | One        | DELETE_COMPLETE                     | ? | CF::Stack            | ? |
  66 | Root | Two        | DELETE_COMPLETE                     | ? | CF::Stack            | ? |
  67 | Root | Role       | DELETE_IN_PROGRESS                  | ? | AWS::IAM::Role       | ? |
  80 | Root | Role       | DELETE_COMPLETE                     | ? | AWS::IAM::Role       | ? |
  80 | Root | Root       | UPDATE_COMPLETE                     | ? | CF::Stack            | ? |
  `),
};

/** A nested stack cleans up for 25 minutes: the root tells of it when that begins, too. */
export const nestedStackCleanedUpForLong: Recording = {
  source: 'https://docs.rubyonjets.com/docs/debug/cloudformation/',
  date: '2018',
  ofRootAlone: true,
  events: table(`
     0 | Root | Root | UPDATE_IN_PROGRESS                  | ? | CF::Stack | ? | User Initiated
     5 | Root | One  | UPDATE_IN_PROGRESS                  | ? | CF::Stack | ? |
    84 | Root | One  | UPDATE_COMPLETE                     | ? | CF::Stack | ? |
    86 | Root | Root | UPDATE_COMPLETE_CLEANUP_IN_PROGRESS | ? | CF::Stack | ? |
    87 | Root | One  | UPDATE_IN_PROGRESS                  | ? | CF::Stack | ? |
  1568 | Root | One  | UPDATE_COMPLETE                     | ? | CF::Stack | ? |
  1568 | Root | Root | UPDATE_COMPLETE                     | ? | CF::Stack | ? |
  `),
};
