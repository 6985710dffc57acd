"""boto3 and MGN."""

from aws import ENDPOINT, client
from checks import check, control, equal, includes, raises

mgn = client("mgn")
group = check("boto3 mgn")
WEB, CUT, NEW, OLD = "s-3053c1c3b7d8bd4e0", "s-3c9e2b7a4d5f60812", "s-3f0a1b2c3d4e5f607", "s-30f1e2d3c4b5a6978"


def server(id):
    return mgn.describe_source_servers(filters={"sourceServerIDs": [id]})["items"][0]


@group
def servers_are_paged():
    """servers are described by id, state and archive flag, and paged without loss"""
    pages = list(mgn.get_paginator("describe_source_servers").paginate(filters={}, PaginationConfig={"PageSize": 2}))
    ids = [item["sourceServerID"] for page in pages for item in page["items"]]
    equal((len(pages), len(ids), len(set(ids))), (3, 6, 6))
    includes(server(WEB), {"sourceServerID": WEB, "isArchived": False, "tags": {"Name": "web-1", "Wave": "1"}})
    cut = mgn.describe_source_servers(filters={"lifeCycleStates": ["CUTOVER"]})["items"]
    equal([item["lifeCycle"]["state"] for item in cut], ["CUTOVER"])
    equal(mgn.describe_source_servers(filters={"isArchived": True})["items"], [])
    equal(mgn.describe_source_servers(filters={"sourceServerIDs": ["s-00000000000000000"]})["items"], [])


@group
def a_server_goes():
    """a server is disconnected, archived and deleted; each step is refused out of turn"""
    raises(mgn.exceptions.ConflictException, lambda: mgn.mark_as_archived(sourceServerID=WEB))
    raises(mgn.exceptions.ConflictException, lambda: mgn.delete_source_server(sourceServerID=WEB), "actively replicating")
    gone = mgn.disconnect_from_service(sourceServerID=WEB)
    equal(gone["dataReplicationInfo"]["dataReplicationState"], "DISCONNECTED")
    equal(gone["lifeCycle"]["state"], "DISCONNECTED")
    assert mgn.mark_as_archived(sourceServerID=WEB)["isArchived"]
    mgn.delete_source_server(sourceServerID=WEB)
    error = raises(mgn.exceptions.ResourceNotFoundException, lambda: mgn.disconnect_from_service(sourceServerID=WEB))
    includes(error.response, {"resourceId": WEB, "resourceType": "SourceServer"})
    equal(error.response["ResponseMetadata"]["HTTPStatusCode"], 404)


@group
def a_cutover_is_finalized():
    """a cutover is finalized, and nothing else is"""
    raises(mgn.exceptions.ConflictException, lambda: mgn.finalize_cutover(sourceServerID=NEW))
    control(ENDPOINT, "POST", "servers", [{"sourceServerID": CUT, "lifeCycle": {"state": "CUTTING_OVER"}}])
    equal(mgn.finalize_cutover(sourceServerID=CUT)["lifeCycle"]["state"], "CUTOVER")


@group
def tags():
    """tags are added, listed and removed by ARN"""
    arn = server(CUT)["arn"]
    mgn.tag_resource(resourceArn=arn, tags={"Owner": "me & you", "Other": "x"})
    mgn.untag_resource(resourceArn=arn, tagKeys=["Other"])
    equal(mgn.list_tags_for_resource(resourceArn=arn)["tags"], {"Owner": "me & you"})


@group
def lists():
    """jobs and managed accounts are listed through their paginators"""
    equal([job for page in mgn.get_paginator("describe_jobs").paginate(filters={}) for job in page["items"]], [])
    other = {"sourceServerID": NEW, "arn": f"arn:aws:mgn:us-east-1:210987654321:source-server/{NEW}"}
    control(ENDPOINT, "POST", "servers", [{"sourceServerID": CUT, "lifeCycle": {"state": "CUTOVER"}}, other])
    pages = mgn.get_paginator("list_managed_accounts").paginate()
    equal([item["accountId"] for page in pages for item in page["items"]], ["210987654321"])


@group
def typed_errors():
    """a bad filter is a ValidationException, an uninitialized account and throttling have their types"""
    error = raises(mgn.exceptions.ValidationException, lambda: mgn.describe_source_servers(
        filters={"sourceServerIDs": ["nonsense-id-of-19-ch"[:19]]}))
    assert error.response["fieldList"]
    control(ENDPOINT, "POST", "faults", {
        "service": "mgn", "operation": "DescribeSourceServers", "error": "UninitializedAccountException"})
    raises(mgn.exceptions.UninitializedAccountException, lambda: mgn.describe_source_servers(filters={}))
    control(ENDPOINT, "POST", "faults", {"service": "mgn", "operation": "ListTagsForResource", "error": "ThrottlingException"})
    raises(mgn.exceptions.ThrottlingException, lambda: mgn.list_tags_for_resource(resourceArn=server(CUT)["arn"]))
