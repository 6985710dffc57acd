import { App } from 'aws-cdk-lib';
import { migration } from './migration';

/* The app of the demo, as the cdk CLI runs it. */

migration(new App());
