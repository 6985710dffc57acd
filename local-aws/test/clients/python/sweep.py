"""Reads all that is there, whoever made it, so that the answers are recorded and held against their models."""

from aws import client
from checks import check, finish


@check("boto3 reads all there is")
def everything():
    """stacks, also deleted ones, with events, resources and templates; functions, roles, logs"""
    cfn = client("cloudformation")
    for page in cfn.get_paginator("list_stacks").paginate():
        for stack in page["StackSummaries"]:
            _read_stack(cfn, stack["StackId"])
    lambda_, iam, logs = client("lambda"), client("iam"), client("logs")
    for function in lambda_.list_functions()["Functions"]:
        lambda_.get_function(FunctionName=function["FunctionName"])
    for role in iam.list_roles()["Roles"]:
        iam.list_role_policies(RoleName=role["RoleName"])
        iam.list_attached_role_policies(RoleName=role["RoleName"])
    for group in logs.describe_log_groups()["logGroups"]:
        logs.filter_log_events(logGroupName=group["logGroupName"])
    client("mgn").describe_source_servers(filters={})


def _read_stack(cfn, id):
    cfn.describe_stacks(StackName=id)
    for name in ("describe_stack_events", "list_stack_resources"):
        list(cfn.get_paginator(name).paginate(StackName=id))
    cfn.get_template(StackName=id)
    for resource in cfn.describe_stack_resources(StackName=id)["StackResources"]:
        try:
            cfn.describe_stack_resource(StackName=id, LogicalResourceId=resource["LogicalResourceId"])
        except cfn.exceptions.ClientError as error:
            # a resource whose creation was rolled back is listed, and does not exist
            assert resource["ResourceStatus"] == "DELETE_COMPLETE" and "does not exist" in str(error), error
    for change_set in cfn.list_change_sets(StackName=id)["Summaries"]:
        cfn.describe_change_set(ChangeSetName=change_set["ChangeSetId"], IncludePropertyValues=True)


if __name__ == "__main__":
    finish()
