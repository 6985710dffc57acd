"""All checks with boto3."""

import aws
import boto3_cloudformation
import boto3_lambda
import boto3_mgn
import boto3_services
import sweep
from checks import finish
from table import play

play("boto3", aws.call)
finish()
