"""All checks with boto3; at the end, that nothing served went uncalled and no response broke its model."""

import aws
import boto3_cloudformation
import boto3_lambda
import boto3_mgn
import boto3_services
import sweep
from checks import check, equal, finish


@check("boto3 as a whole")
def every_operation_is_called():
    """every operation that the local AWS serves was called"""
    equal(sorted(aws.served() - aws.called), [])


@check("boto3 as a whole")
def every_response_fits_its_model():
    """every response has the members, types, enums, lengths and patterns of botocore's service models"""
    assert aws.responses > 200, aws.responses
    assert not aws.problems, "\n".join(sorted(aws.problems))


finish()
