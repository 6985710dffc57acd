"""boto3 and CloudFormation: every operation, its typed errors, the waiters and the paginators."""

import json

from botocore.exceptions import ClientError, WaiterError

from checks import check, equal, includes, raises
from stacks import FAST, PROVIDER, body, cfn, create, custom, delete, describe, events, provider_stack, settled, topic, update

provider_stack()
group = check("boto3 cloudformation")
OUTPUTS = {
    "Parameters": {"Word": {"Type": "String", "Default": "hi"}, "Secret": {"Type": "String", "NoEcho": True, "Default": "s"}},
    "Description": "A stack & its <parts>",
    "Outputs": {
        "Answer": {"Value": {"Fn::GetAtt": ["Thing", "Answer"]}, "Description": "of the function"},
        "Topic": {"Value": {"Ref": "Topic"}, "Export": {"Name": "the-topic"}},
    },
}


@group
def a_stack_is_created():
    """a stack is created, its waiter ends, parameters, outputs, tags and settings are told"""
    made = cfn.create_stack(
        StackName="First",
        TemplateBody=body({"Thing": custom(Flag=True, Ports=[80, 443]), "Topic": topic("first")}, **OUTPUTS),
        Parameters=[{"ParameterKey": "Word", "ParameterValue": "hello & <bye>"}],
        Tags=[{"Key": "Team", "Value": "blue"}],
        TimeoutInMinutes=5,
        NotificationARNs=["arn:aws:sns:us-east-1:123456789012:news"],
        ClientRequestToken="the-token",
    )
    cfn.get_waiter("stack_exists").wait(StackName="First", WaiterConfig=FAST)
    cfn.get_waiter("stack_create_complete").wait(StackName="First", WaiterConfig=FAST)
    stack = describe(made["StackId"])
    parameters = {p["ParameterKey"]: p["ParameterValue"] for p in stack["Parameters"]}
    outputs = {o["OutputKey"]: o["OutputValue"] for o in stack["Outputs"]}
    equal(parameters, {"Word": "hello & <bye>", "Secret": "****"})
    equal(outputs, {"Answer": "42", "Topic": "arn:aws:sns:us-east-1:123456789012:first"})
    includes(stack, {"StackName": "First", "Tags": [{"Key": "Team", "Value": "blue"}], "TimeoutInMinutes": 5})
    includes(stack, {"Description": "A stack & its <parts>", "EnableTerminationProtection": False, "DisableRollback": False})
    includes(stack, {"NotificationARNs": ["arn:aws:sns:us-east-1:123456789012:news"]})


@group
def events_are_paged():
    """events come with reason, token and properties, newest first, through the paginator"""
    told = events("First")
    includes(told[0], {"ResourceStatus": "CREATE_IN_PROGRESS", "ResourceStatusReason": "User Initiated"})
    equal({event["ClientRequestToken"] for event in told}, {"the-token"})
    thing = [event for event in told if event["LogicalResourceId"] == "Thing"]
    equal([event["ResourceStatus"] for event in thing], ["CREATE_IN_PROGRESS", "CREATE_IN_PROGRESS", "CREATE_COMPLETE"])
    equal(thing[-1]["PhysicalResourceId"], "id-Thing")
    equal(json.loads(thing[0]["ResourceProperties"])["ServiceToken"], PROVIDER)


@group
def resources_are_told():
    """resources are listed, described one by one, together, and by physical id"""
    pages = cfn.get_paginator("list_stack_resources").paginate(StackName="First")
    listed = {r["LogicalResourceId"]: r for page in pages for r in page["StackResourceSummaries"]}
    equal(sorted(listed), ["Thing", "Topic"])
    includes(listed["Thing"], {"ResourceType": "Custom::Thing", "ResourceStatus": "CREATE_COMPLETE"})
    one = cfn.describe_stack_resource(StackName="First", LogicalResourceId="Thing")["StackResourceDetail"]
    includes(one, {"PhysicalResourceId": "id-Thing", "StackName": "First"})
    equal(len(cfn.describe_stack_resources(StackName="First")["StackResources"]), 2)
    by_id = cfn.describe_stack_resources(PhysicalResourceId="arn:aws:sns:us-east-1:123456789012:first")
    equal({r["StackName"] for r in by_id["StackResources"]}, {"First"})


@group
def templates_are_told():
    """a template is given back, summarized and validated"""
    template = cfn.get_template(StackName="First", TemplateStage="Original")
    equal(template["TemplateBody"]["Resources"]["Topic"], topic("first"))
    summary = cfn.get_template_summary(StackName="First")
    equal(sorted(summary["ResourceTypes"]), ["AWS::SNS::Topic", "Custom::Thing"])
    equal([p["NoEcho"] for p in summary["Parameters"]], [False, True])
    valid = cfn.validate_template(TemplateBody=body({"T": topic("t")}, **OUTPUTS))
    equal([p["ParameterKey"] for p in valid["Parameters"]], ["Word", "Secret"])
    raises(ClientError, lambda: cfn.validate_template(TemplateBody='{"no": "resources"}'), "ValidationError")


@group
def stacks_are_listed():
    """stacks are listed through both paginators, by status too"""
    described = [s for page in cfn.get_paginator("describe_stacks").paginate() for s in page["Stacks"]]
    assert {"First", "CDKToolkit"} <= {stack["StackName"] for stack in described}
    pages = cfn.get_paginator("list_stacks").paginate(StackStatusFilter=["CREATE_COMPLETE"])
    summaries = {s["StackName"]: s for page in pages for s in page["StackSummaries"]}
    includes(summaries["First"], {"StackStatus": "CREATE_COMPLETE", "TemplateDescription": "A stack & its <parts>"})


@group
def an_export_is_imported():
    """an export is listed with its importers and blocks the deletion of its stack"""
    imported = {"Fn::ImportValue": "the-topic"}
    create("Importer", {"P": {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Name": "imported", "Value": imported}}})
    exports = [e for page in cfn.get_paginator("list_exports").paginate() for e in page["Exports"]]
    includes(exports[0], {"Name": "the-topic", "Value": "arn:aws:sns:us-east-1:123456789012:first"})
    equal(cfn.list_imports(ExportName="the-topic")["Imports"], ["Importer"])
    raises(ClientError, lambda: cfn.list_imports(ExportName="no"), "is not imported by any stack")
    cfn.delete_stack(StackName="First")
    reason = settled("First", "CREATE_COMPLETE")["StackStatusReason"]
    assert "Cannot delete export the-topic as it is in use by Importer" in reason, reason
    delete("Importer")


@group
def a_stack_is_updated():
    """a stack is updated, its waiter ends, and an update without changes is a ValidationError"""
    create("Second", {"Topic": topic("second")})
    cfn.update_stack(StackName="Second", TemplateBody=body({"Topic": topic("second", DisplayName="new")}))
    cfn.get_waiter("stack_update_complete").wait(StackName="Second", WaiterConfig=FAST)
    assert describe("Second")["LastUpdatedTime"]
    error = raises(ClientError, lambda: cfn.update_stack(StackName="Second", UsePreviousTemplate=True))
    includes(error.response["Error"], {"Code": "ValidationError", "Message": "No updates are to be performed."})


@group
def a_change_set_is_made_and_executed():
    """a change set is created, described, listed, executed; its waiter ends, and its ARN still tells of it"""
    made = cfn.create_change_set(
        StackName="Second",
        ChangeSetName="more",
        Description="one more",
        TemplateBody=body({"Topic": topic("second-new", DisplayName="new"), "Thing": custom()}),
        IncludeNestedStacks=True,
    )
    cfn.get_waiter("change_set_create_complete").wait(ChangeSetName=made["Id"], WaiterConfig=FAST)
    change_set = cfn.describe_change_set(ChangeSetName="more", StackName="Second", IncludePropertyValues=True)
    changes = {c["ResourceChange"]["LogicalResourceId"]: c["ResourceChange"] for c in change_set["Changes"]}
    includes(changes["Thing"], {"Action": "Add", "ResourceType": "Custom::Thing"})
    includes(changes["Topic"], {"Action": "Modify", "Replacement": "True"})
    includes(change_set, {"Status": "CREATE_COMPLETE", "ExecutionStatus": "AVAILABLE", "StackName": "Second"})
    equal([s["ChangeSetName"] for s in cfn.list_change_sets(StackName="Second")["Summaries"]], ["more"])
    error = raises(cfn.exceptions.AlreadyExistsException, lambda: cfn.create_change_set(
        StackName="Second", ChangeSetName="more", TemplateBody=body({"T": topic("t")})))
    equal(error.response["Error"]["Code"], "AlreadyExistsException")
    cfn.execute_change_set(ChangeSetName=made["Id"])
    settled("Second", "UPDATE_COMPLETE")
    includes(cfn.describe_change_set(ChangeSetName=made["Id"]), {"ExecutionStatus": "EXECUTE_COMPLETE"})
    raises(
        cfn.exceptions.ChangeSetNotFoundException,
        lambda: cfn.describe_change_set(ChangeSetName="more", StackName="Second"),
    )


@group
def a_change_set_without_changes_fails():
    """a change set without changes: the waiter fails, executing it is an InvalidChangeSetStatus; it can be deleted"""
    cfn.create_change_set(StackName="Second", ChangeSetName="nothing", UsePreviousTemplate=True)
    waiter = cfn.get_waiter("change_set_create_complete")
    raises(WaiterError, lambda: waiter.wait(ChangeSetName="nothing", StackName="Second", WaiterConfig=FAST))
    told = cfn.describe_change_set(ChangeSetName="nothing", StackName="Second")
    includes(told, {"Status": "FAILED", "ExecutionStatus": "UNAVAILABLE"})
    assert "didn't contain changes" in told["StatusReason"]
    raises(cfn.exceptions.InvalidChangeSetStatusException, lambda: cfn.execute_change_set(
        ChangeSetName="nothing", StackName="Second"))
    cfn.delete_change_set(ChangeSetName="nothing", StackName="Second")
    equal(cfn.list_change_sets(StackName="Second")["Summaries"], [])


@group
def a_new_stack_by_change_set():
    """a change set of type CREATE leaves REVIEW_IN_PROGRESS until it is executed"""
    cfn.create_change_set(
        StackName="Third", ChangeSetName="new", ChangeSetType="CREATE", TemplateBody=body({"T": topic("third")}))
    equal(describe("Third")["StackStatus"], "REVIEW_IN_PROGRESS")
    cfn.execute_change_set(ChangeSetName="new", StackName="Third")
    settled("Third", "CREATE_COMPLETE")
    equal([e["ResourceStatus"] for e in events("Third") if e["LogicalResourceId"] == "Third"],
          ["REVIEW_IN_PROGRESS", "CREATE_IN_PROGRESS", "CREATE_COMPLETE"])


@group
def a_failed_creation_is_rolled_back():
    """a failed creation is rolled back: the waiter fails, the events tell the reason"""
    cfn.create_stack(StackName="Broken", TemplateBody=body({"Thing": custom("Create")}))
    waiter = cfn.get_waiter("stack_create_complete")
    raises(WaiterError, lambda: waiter.wait(StackName="Broken", WaiterConfig=FAST))
    settled("Broken", "ROLLBACK_COMPLETE")
    failed = [e for e in events("Broken") if e["ResourceStatus"] == "CREATE_FAILED"]
    assert "Received response status [FAILED] from custom resource." in failed[0]["ResourceStatusReason"]
    delete("Broken")


@group
def a_failed_creation_is_kept():
    """with OnFailure DO_NOTHING, DELETE and with RollbackStack the stack ends as each says"""
    create("Kept", {"Thing": custom("Create")}, "CREATE_FAILED", DisableRollback=True)
    cfn.rollback_stack(StackName="Kept")
    settled("Kept", "ROLLBACK_COMPLETE")
    made = cfn.create_stack(StackName="Gone", TemplateBody=body({"T": custom("Create")}), OnFailure="DELETE")
    settled(made["StackId"], "DELETE_COMPLETE")
    raises(ClientError, lambda: cfn.rollback_stack(StackName="Second"), "can not be rolled back")


@group
def a_failed_update_is_rolled_back():
    """a failed update is rolled back; with a rollback that fails, ContinueUpdateRollback ends it"""
    create("Shaky", {"Thing": custom(), "Topic": topic("shaky")})
    update("Shaky", {"Thing": custom("Update", Size=2), "Topic": topic("shaky")}, "UPDATE_ROLLBACK_COMPLETE")
    raises(ClientError, lambda: cfn.continue_update_rollback(StackName="Shaky"), "ValidationError")
    # the old properties fail an Update, but not the Create that they came with
    create("Wedged", {"Thing": custom("Update")})
    update("Wedged", {"Thing": custom(), "Other": custom("Create", After={"Ref": "Thing"})}, "UPDATE_ROLLBACK_FAILED")
    cfn.continue_update_rollback(StackName="Wedged", ResourcesToSkip=["Thing"])
    settled("Wedged", "UPDATE_ROLLBACK_COMPLETE")


@group
def an_update_is_cancelled():
    """an update under way is cancelled and rolled back"""
    create("Slow", {"Thing": custom()})
    cfn.update_stack(StackName="Slow", TemplateBody=body({"Thing": custom("silence", ServiceTimeout=60)}))
    equal(describe("Slow")["StackStatus"], "UPDATE_IN_PROGRESS")
    raises(ClientError, lambda: cfn.delete_stack(StackName="Slow"), "UPDATE_IN_PROGRESS")
    cfn.cancel_update_stack(StackName="Slow")
    settled("Slow", "UPDATE_ROLLBACK_COMPLETE")
    raises(ClientError, lambda: cfn.cancel_update_stack(StackName="Slow"), "ValidationError")


@group
def termination_protection():
    """termination protection refuses the deletion until it is lifted"""
    cfn.update_termination_protection(StackName="Third", EnableTerminationProtection=True)
    assert describe("Third")["EnableTerminationProtection"]
    raises(ClientError, lambda: cfn.delete_stack(StackName="Third"), "TerminationProtection is enabled")
    cfn.update_termination_protection(StackName="Third", EnableTerminationProtection=False)
    delete("Third")


@group
def a_deleted_stack():
    """a deleted stack is there by its ARN only, and its waiter ends by name as well"""
    arn = delete("Second")
    includes(describe(arn), {"StackStatus": "DELETE_COMPLETE"})
    assert describe(arn)["DeletionTime"]
    error = raises(ClientError, lambda: describe("Second"))
    includes(error.response["Error"], {"Code": "ValidationError", "Message": "Stack with id Second does not exist"})
    cfn.get_waiter("stack_delete_complete").wait(StackName="Second", WaiterConfig=FAST)
    summaries = [s for page in cfn.get_paginator("list_stacks").paginate() for s in page["StackSummaries"]]
    assert ("Second", "DELETE_COMPLETE") in {(s["StackName"], s["StackStatus"]) for s in summaries}


@group
def a_failed_deletion():
    """a deletion that fails is DELETE_FAILED, and RetainResources ends it"""
    create("Sticky", {"Thing": custom("Delete")})
    cfn.delete_stack(StackName="Sticky")
    stack = settled("Sticky", "DELETE_FAILED")
    assert "The following resource(s) failed to delete: [Thing]" in stack["StackStatusReason"]
    waiter = cfn.get_waiter("stack_delete_complete")
    raises(WaiterError, lambda: waiter.wait(StackName="Sticky", WaiterConfig=FAST))
    cfn.delete_stack(StackName="Sticky", RetainResources=["Thing"])
    settled(stack["StackId"], "DELETE_COMPLETE")


@group
def typed_errors():
    """errors are typed: a taken name, missing capabilities; a bad name is a ValidationError"""
    raises(cfn.exceptions.AlreadyExistsException, lambda: create("First", {"T": topic("t")}))
    role = {"R": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {}}}}
    raises(cfn.exceptions.InsufficientCapabilitiesException, lambda: cfn.create_stack(
        StackName="Roles", TemplateBody=body(role)))
    raises(ClientError, lambda: create("bad_name", {"T": topic("t")}), "ValidationError")
    raises(ClientError, lambda: create("Empty", {}), "ValidationError")
    raises(ClientError, lambda: cfn.describe_stack_resource(StackName="First", LogicalResourceId="No"),
           "Resource No does not exist for stack First")


@group
def a_hundred_and_twenty_resources():
    """more events than one page holds come through the paginator once each"""
    create("Wide", {f"T{n}": topic(f"wide-{n}") for n in range(60)})
    told = events("Wide")
    assert len(told) > 100, len(told)
    equal(len({event["EventId"] for event in told}), len(told))
    equal(told[-1]["ResourceStatus"], "CREATE_COMPLETE")
    delete("Wide")
