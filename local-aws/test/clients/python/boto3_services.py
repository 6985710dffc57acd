"""boto3 and the small services: STS, SSM, S3, IAM, Logs, SNS, CloudTrail."""

import io
import json

from boto3.s3.transfer import TransferConfig
from botocore.exceptions import ClientError

from aws import ACCOUNT, ENDPOINT, REGION, client
from checks import check, control, equal, includes, raises

BUCKET = f"cdk-hnb659fds-assets-{ACCOUNT}-{REGION}"
sts, ssm, s3, iam, logs, sns = (client(name) for name in ("sts", "ssm", "s3", "iam", "logs", "sns"))


@check("boto3 sts")
def who_am_i():
    """the caller is told, and a role can be assumed"""
    includes(sts.get_caller_identity(), {"Account": ACCOUNT, "Arn": f"arn:aws:iam::{ACCOUNT}:user/operator"})
    arn = f"arn:aws:iam::{ACCOUNT}:role/cdk-hnb659fds-deploy-role-{ACCOUNT}-{REGION}"
    assumed = sts.assume_role(RoleArn=arn, RoleSessionName="session")
    assert assumed["AssumedRoleUser"]["Arn"].endswith("/session")
    assert assumed["Credentials"]["Expiration"]
    raises(ClientError, lambda: sts.assume_role(RoleArn="arn:of:nothing:at:all", RoleSessionName="x1"), "ValidationError")


@check("boto3 ssm")
def parameters():
    """a parameter is put, read, changed, deleted; errors are typed"""
    equal(ssm.put_parameter(Name="/a/b", Value="1", Type="String")["Version"], 1)
    raises(ssm.exceptions.ParameterAlreadyExists, lambda: ssm.put_parameter(Name="/a/b", Value="2", Type="String"))
    equal(ssm.put_parameter(Name="/a/b", Value="2", Type="String", Overwrite=True)["Version"], 2)
    includes(ssm.get_parameter(Name="/a/b")["Parameter"], {"Value": "2", "Type": "String", "Version": 2})
    both = ssm.get_parameters(Names=["/a/b", "/a/c"])
    equal(([p["Name"] for p in both["Parameters"]], both["InvalidParameters"]), (["/a/b"], ["/a/c"]))
    ssm.delete_parameter(Name="/a/b")
    raises(ssm.exceptions.ParameterNotFound, lambda: ssm.get_parameter(Name="/a/b"))
    raises(ssm.exceptions.ParameterNotFound, lambda: ssm.delete_parameter(Name="/a/b"))


@check("boto3 s3")
def objects():
    """an object of an awkward key is put, read, headed, listed, deleted; errors are typed"""
    key = "a folder/ü+&?#.txt"
    etag = s3.put_object(Bucket=BUCKET, Key=key, Body=b"hello", ContentType="text/plain")["ETag"]
    got = s3.get_object(Bucket=BUCKET, Key=key)
    equal((got["Body"].read(), got["ETag"], got["ContentType"]), (b"hello", etag, "text/plain"))
    equal(s3.head_object(Bucket=BUCKET, Key=key)["ContentLength"], 5)
    listed = s3.list_objects_v2(Bucket=BUCKET, Prefix="a folder/")
    equal([o["Key"] for o in listed["Contents"]], [key])
    s3.delete_object(Bucket=BUCKET, Key=key)
    raises(s3.exceptions.NoSuchKey, lambda: s3.get_object(Bucket=BUCKET, Key=key))
    raises(s3.exceptions.NoSuchBucket, lambda: s3.list_objects_v2(Bucket="no-such-bucket"))
    raises(ClientError, lambda: s3.head_object(Bucket=BUCKET, Key=key), "404")


@check("boto3 s3")
def buckets():
    """a bucket has its place and encryption"""
    s3.head_bucket(Bucket=BUCKET)
    equal(s3.get_bucket_location(Bucket=BUCKET)["LocationConstraint"], None)
    rules = s3.get_bucket_encryption(Bucket=BUCKET)["ServerSideEncryptionConfiguration"]["Rules"]
    equal(rules[0]["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"], "AES256")


@check("boto3 s3")
def lists_are_paged():
    """a list is paged without loss, and folded at its delimiter"""
    for number in range(5):
        s3.put_object(Bucket=BUCKET, Key=f"list/{number}/x y", Body=b"")
    pages = list(s3.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix="list/", PaginationConfig={"PageSize": 2}))
    equal([[o["Key"] for o in page["Contents"]] for page in pages],
          [["list/0/x y", "list/1/x y"], ["list/2/x y", "list/3/x y"], ["list/4/x y"]])
    folded = s3.list_objects_v2(Bucket=BUCKET, Prefix="list/", Delimiter="/")
    equal([p["Prefix"] for p in folded["CommonPrefixes"]], [f"list/{number}/" for number in range(5)])
    assert "Contents" not in folded
    folded = list(s3.get_paginator("list_objects_v2").paginate(
        Bucket=BUCKET, Prefix="list/", Delimiter="/", PaginationConfig={"PageSize": 2}))
    equal([[p["Prefix"] for p in page["CommonPrefixes"]] for page in folded],
          [["list/0/", "list/1/"], ["list/2/", "list/3/"], ["list/4/"]])


@check("boto3 s3")
def uploads_in_parts():
    """an object is uploaded in parts by the transfer manager, and by hand; an upload can be given up"""
    content = bytes(range(256)) * 65536
    parts = TransferConfig(multipart_threshold=2**20, multipart_chunksize=5 * 2**20)
    s3.upload_fileobj(io.BytesIO(content), BUCKET, "large", Config=parts)
    into = io.BytesIO()
    s3.download_fileobj(BUCKET, "large", into)
    assert into.getvalue() == content
    upload = s3.create_multipart_upload(Bucket=BUCKET, Key="never")["UploadId"]
    s3.upload_part(Bucket=BUCKET, Key="never", UploadId=upload, PartNumber=1, Body=b"x")
    s3.abort_multipart_upload(Bucket=BUCKET, Key="never", UploadId=upload)
    parts = {"Parts": [{"PartNumber": 1, "ETag": "x"}]}
    raises(ClientError, lambda: s3.complete_multipart_upload(
        Bucket=BUCKET, Key="never", UploadId=upload, MultipartUpload=parts), "NoSuchUpload")


@check("boto3 iam")
def roles():
    """a role is told with its policies; one that is not is NoSuchEntity"""
    from stacks import create, role

    statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
    inline = [{"PolicyName": "inline", "PolicyDocument": {"Version": "2012-10-17", "Statement": [statement]}}]
    managed = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
    create("Roles", {"Role": role(RoleName="told", Policies=inline, ManagedPolicyArns=[managed], Description="d")})
    told = iam.get_role(RoleName="told")["Role"]
    includes(told, {"RoleName": "told", "Arn": f"arn:aws:iam::{ACCOUNT}:role/told", "Description": "d"})
    equal(told["AssumeRolePolicyDocument"]["Statement"][0]["Action"], "sts:AssumeRole")
    assert "told" in {r["RoleName"] for page in iam.get_paginator("list_roles").paginate() for r in page["Roles"]}
    equal(iam.list_role_policies(RoleName="told")["PolicyNames"], ["inline"])
    attached = iam.list_attached_role_policies(RoleName="told")["AttachedPolicies"]
    equal(attached, [{"PolicyName": "AWSLambdaBasicExecutionRole", "PolicyArn": managed}])
    raises(iam.exceptions.NoSuchEntityException, lambda: iam.get_role(RoleName="no"))


@check("boto3 logs")
def log_groups():
    """a log group is made, written, described, read and deleted; errors are typed"""
    logs.create_log_group(logGroupName="/mine")
    raises(logs.exceptions.ResourceAlreadyExistsException, lambda: logs.create_log_group(logGroupName="/mine"))
    logs.create_log_stream(logGroupName="/mine", logStreamName="s")
    lines = [{"timestamp": 1_700_000_000_000 + n, "message": f"line {n}"} for n in range(3)]
    logs.put_log_events(logGroupName="/mine", logStreamName="s", logEvents=lines)
    groups = logs.describe_log_groups(logGroupNamePrefix="/mine")["logGroups"]
    equal([g["logGroupName"] for g in groups], ["/mine"])
    equal([s["logStreamName"] for s in logs.describe_log_streams(logGroupName="/mine")["logStreams"]], ["s"])
    read = logs.get_log_events(logGroupName="/mine", logStreamName="s", startFromHead=True)["events"]
    equal([(e["timestamp"], e["message"]) for e in read], [(line["timestamp"], line["message"]) for line in lines])
    found = logs.filter_log_events(logGroupName="/mine", filterPattern="line 1")["events"]
    equal([e["message"] for e in found], ["line 1"])
    logs.delete_log_group(logGroupName="/mine")
    raises(logs.exceptions.ResourceNotFoundException, lambda: logs.delete_log_group(logGroupName="/mine"))


@check("boto3 sns")
def topics():
    """a topic is made once, told, listed and deleted; errors are typed"""
    arn = sns.create_topic(Name="mine", Attributes={"DisplayName": "Mine & yours"})["TopicArn"]
    equal(sns.create_topic(Name="mine")["TopicArn"], arn)
    equal(sns.get_topic_attributes(TopicArn=arn)["Attributes"]["DisplayName"], "Mine & yours")
    topics = [t["TopicArn"] for page in sns.get_paginator("list_topics").paginate() for t in page["Topics"]]
    assert arn in topics
    sns.delete_topic(TopicArn=arn)
    raises(sns.exceptions.NotFoundException, lambda: sns.get_topic_attributes(TopicArn=arn))
    raises(sns.exceptions.InvalidParameterException, lambda: sns.create_topic(Name="not a name"))


@check("boto3 cloudtrail")
def trail():
    """CloudTrail's history tells of a call five minutes later, in pages"""
    topic = client("sns").create_topic(Name="recorded")["TopicArn"]
    client("sns").delete_topic(TopicArn=topic)
    control(ENDPOINT, "POST", "clock", {"advanceSeconds": 300})
    pages = client("cloudtrail").get_paginator("lookup_events").paginate(
        LookupAttributes=[{"AttributeKey": "EventName", "AttributeValue": "DeleteTopic"}], PaginationConfig={"MaxItems": 1}
    )
    equal([json.loads(e["CloudTrailEvent"])["requestParameters"] for page in pages for e in page["Events"]], [{"TopicArn": topic}])


@check("boto3 errors")
def what_is_not_served():
    """an operation or a service that is not there says so, in each protocol"""
    for name, call in (
        ("kinesis", lambda c: c.list_streams()),
        ("iam", lambda c: c.list_users()),
        ("mgn", lambda c: c.describe_vcenter_clients()),
        ("ssm", lambda c: c.describe_parameters()),
    ):
        error = raises(ClientError, lambda: call(client(name)))
        equal(error.response["ResponseMetadata"]["HTTPStatusCode"], 501)
