"""What S3's answers are made of: which members each has, in which order, and which headers. Every answer that a client test gets is
compared with it, by whatever client (`answers`). Names are those of AWS's own model (botocore); presence and order those of its API reference and of recordings."""

import re
import xml.etree.ElementTree as ElementTree

# With every answer, whatever it answers.
COMMON_HEADERS = {"x-amz-request-id", "x-amz-id-2", "date", "server", "content-length", "content-type", "connection", "transfer-encoding"}
CROSS_ORIGIN_HEADERS = {
    "access-control-allow-origin", "access-control-allow-methods", "access-control-allow-headers", "access-control-expose-headers",
    "access-control-allow-credentials", "access-control-max-age", "vary"}
# Sent by S3, and not in the model.
MORE_HEADERS = {
    "ListObjects": {"x-amz-bucket-region"}, "ListObjectsV2": {"x-amz-bucket-region"},
    "HeadBucket": {"x-amz-bucket-region", "x-amz-access-point-alias", "x-amz-bucket-arn"},
    "CreateBucket": {"x-amz-bucket-arn"}, "GetObjectAcl": {"x-amz-version-id"}, "PutObjectAcl": {"x-amz-version-id"},
    # The older names of the same requests.
    "GetBucketLifecycle": {"x-amz-transition-default-minimum-object-size"},
    "PutBucketLifecycle": {"x-amz-transition-default-minimum-object-size"},
}

CHECKSUMS = " ".join(f"Checksum{name}?" for name in (
    "CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256", "SHA512", "MD5", "XXHASH3", "XXHASH64", "XXHASH128"))
CHECKSUM_OF = "ChecksumAlgorithm? ChecksumType?"
OWNER = "Owner{ID DisplayName?}"
RESTORE = "RestoreStatus?{IsRestoreInProgress RestoreExpiryDate?}"
PREFIXES = "CommonPrefixes*{Prefix}"

# In the order in which S3 has them. `?` may be missing, `*` may be repeated or missing, `A|B*` any number of either.
ANSWERS = {
    "ListBuckets": "Owner{ID DisplayName?} Buckets{Bucket*{Name CreationDate BucketRegion? BucketArn}} ContinuationToken? Prefix?",
    "ListObjects": f"""
        Name Prefix Marker NextMarker? MaxKeys Delimiter? EncodingType? IsTruncated
        Contents*{{Key LastModified ETag {CHECKSUM_OF} Size {OWNER} StorageClass {RESTORE}}} {PREFIXES}""",
    "ListObjectsV2": f"""
        Name Prefix StartAfter? ContinuationToken? NextContinuationToken? KeyCount MaxKeys Delimiter? EncodingType? IsTruncated
        Contents*{{Key LastModified ETag {CHECKSUM_OF} Size Owner?{{ID DisplayName?}} StorageClass {RESTORE}}} {PREFIXES}""",
    "ListObjectVersions": f"""
        Name Prefix KeyMarker VersionIdMarker NextKeyMarker? NextVersionIdMarker? MaxKeys Delimiter? EncodingType? IsTruncated
        Version|DeleteMarker*{{
            Key VersionId IsLatest LastModified ETag? {CHECKSUM_OF} Size? StorageClass? {OWNER} {RESTORE}}} {PREFIXES}""",
    "ListMultipartUploads": f"""
        Bucket KeyMarker UploadIdMarker NextKeyMarker NextUploadIdMarker Prefix? Delimiter? EncodingType? MaxUploads IsTruncated
        Upload*{{Key UploadId Initiator{{ID DisplayName}} {OWNER} StorageClass Initiated {CHECKSUM_OF}}} {PREFIXES}""",
    "ListParts": f"""
        Bucket Key UploadId Initiator{{ID DisplayName}} {OWNER} StorageClass PartNumberMarker NextPartNumberMarker MaxParts IsTruncated
        {CHECKSUM_OF} Part*{{PartNumber LastModified ETag Size {CHECKSUMS}}}""",
    "CreateMultipartUpload": "Bucket Key UploadId",
    "CompleteMultipartUpload": f"Location Bucket Key ETag {CHECKSUMS} ChecksumType?",
    "CopyObject": f"LastModified ETag {CHECKSUMS} ChecksumType?",
    "UploadPartCopy": f"LastModified ETag {CHECKSUMS}",
    "DeleteObjects":
        "Deleted|Error*{Key VersionId? DeleteMarker? DeleteMarkerVersionId? Code? Message?}",
    "GetObjectAttributes": f"""
        ETag? Checksum?{{{CHECKSUMS} ChecksumType}}
        ObjectParts?{{
            IsTruncated? MaxParts? NextPartNumberMarker? PartNumberMarker? Part*{{PartNumber Size {CHECKSUMS}}} PartsCount?}}
        StorageClass? ObjectSize?""",
    "GetBucketAcl": f"{OWNER} AccessControlList{{Grant*{{Grantee{{ID? DisplayName? URI?}} Permission}}}}",
    "GetObjectAcl": f"{OWNER} AccessControlList{{Grant*{{Grantee{{ID? DisplayName? URI?}} Permission}}}}",
    "GetObjectTagging": "TagSet{Tag*{Key Value}}",
    "GetBucketTagging": "TagSet{Tag*{Key Value}}",
    "GetBucketVersioning": "Status? MfaDelete?",
    "GetBucketEncryption": """
        Rule*{ApplyServerSideEncryptionByDefault?{SSEAlgorithm KMSMasterKeyID?} BucketKeyEnabled? BlockedEncryptionTypes?{EncryptionType*}}""",
    "GetObjectRetention": "Mode? RetainUntilDate?",
    "GetObjectLegalHold": "Status",
    "GetObjectLockConfiguration": "ObjectLockEnabled Rule?{DefaultRetention{Mode Days? Years?}}",
    "GetPublicAccessBlock": "BlockPublicAcls IgnorePublicAcls BlockPublicPolicy RestrictPublicBuckets",
    "GetBucketOwnershipControls": "Rule{ObjectOwnership}",
    "GetBucketPolicyStatus": "IsPublic",
    "GetBucketRequestPayment": "Payer",
    "GetBucketAccelerateConfiguration": "Status?",
}

# What follows `Code` and `Message`, and comes before the request's ids. Of some codes S3 has errors of more than one kind.
ERRORS = {
    "AccessControlListNotSupported": [""],
    "AccessDenied": ["", "HeadersNotSigned", "Expires ServerTime", "X-Amz-Expires Expires ServerTime"],
    "AccessForbidden": ["Method ResourceType"],
    "AmbiguousGrantByEmailAddress": ["EmailAddress"],
    "AuthorizationHeaderMalformed": ["", "Region"],
    "AuthorizationQueryParametersError": ["", "Region"],
    "BadDigest": ["", "ExpectedDigest CalculatedDigest"],
    "BadRequest": [""],
    "BucketAlreadyExists": ["BucketName"],
    "BucketAlreadyOwnedByYou": ["BucketName"],
    "BucketNotEmpty": ["BucketName"],
    "ConditionalRequestConflict": ["Condition Key"],
    "CrossLocationLoggingProhibitted": ["TargetBucketLocation", "TargetBucketLocation SourceBucketLocation"],
    "EntityTooLarge": ["", "ProposedSize MaxSizeAllowed"],
    "EntityTooSmall": ["ProposedSize MinSizeAllowed", "ProposedSize MinSizeAllowed PartNumber ETag"],
    "ExpiredToken": [""],
    "IdMismatch": [""],
    "IdempotencyParameterMismatch": [""],
    "IllegalLocationConstraintException": [""],
    "IllegalVersioningConfigurationException": [""],
    "IncompleteBody": [""],
    "InsufficientStorage": [""],
    "InternalError": [""],
    "InvalidAccessKeyId": ["AWSAccessKeyId"],
    "InvalidArgument": ["", "ArgumentName", "ArgumentName ArgumentValue", "ArgumentName1 ArgumentValue1", "ArgumentName1 ArgumentValue1 ArgumentName2 ArgumentValue2"],
    "InvalidBucketAclWithBlockPublicAccessError": [""],
    "InvalidBucketAclWithObjectOwnership": [""],
    "InvalidBucketName": ["BucketName"],
    "InvalidBucketNamespace": ["BucketNamespace"],
    "InvalidBucketOwnerAWSAccountID": [""],
    "InvalidBucketState": [""],
    "InvalidChunkSizeError": ["Chunk BadChunkSize"],
    "InvalidConfigurationId": ["Id"],
    "InvalidDigest": ["Content-MD5"],
    "InvalidEncryptionAlgorithmError": ["ArgumentName ArgumentValue"],
    "InvalidLocationConstraint": ["LocationConstraint"],
    "InvalidNamespaceHeader": ["Header"],
    "InvalidObjectState": ["", "StorageClass"],
    "InvalidPart": ["PartNumber ETag UploadId"],
    "InvalidPartNumber": ["ActualPartCount PartNumberRequested"],
    "InvalidPartOrder": ["UploadId"],
    "InvalidPolicyDocument": [""],
    "InvalidRange": ["RangeRequested ActualObjectSize"],
    "InvalidRedirectLocation": [""],
    "InvalidRequest": [""],
    "InvalidS3DestinationBucket": [""],
    "InvalidStorageClass": ["StorageClassRequested"],
    "InvalidTag": ["", "TagKey", "TagKey TagValue"],
    "InvalidTargetBucketForLogging": ["TargetBucket"],
    "InvalidToken": [""],
    "InvalidURI": ["URI"],
    "KMS.DisabledException": [""],
    "KMS.KMSInvalidStateException": [""],
    "KMS.NotFoundException": [""],
    "KeyTooLongError": ["Size MaxSizeAllowed"],
    "MalformedACLError": [""],
    "MalformedContinuationToken": [""],
    "MalformedPolicy": [""],
    "MalformedTrailerError": [""],
    "MalformedXML": [""],
    "MaxMessageLengthExceeded": [""],
    "MaxPostPreDataLengthExceeded": ["MaxPostPreDataLengthBytes"],
    "MetadataTooLarge": ["Size MaxSizeAllowed"],
    "MethodNotAllowed": ["Method", "Method ResourceType"],
    "MissingContentLength": [""],
    "MissingNamespaceHeader": ["Header"],
    "MissingSecurityHeader": ["MissingHeaderName"],
    "NoSuchBucket": ["BucketName"],
    "NoSuchBucketPolicy": ["BucketName"],
    "NoSuchCORSConfiguration": ["BucketName"],
    "NoSuchConfiguration": [""],
    "NoSuchKey": ["Key"],
    "NoSuchLifecycleConfiguration": ["BucketName"],
    "NoSuchObjectLockConfiguration": ["Key"],
    "NoSuchPublicAccessBlockConfiguration": ["BucketName"],
    "NoSuchTagSet": ["BucketName"],
    "NoSuchUpload": ["UploadId"],
    "NoSuchVersion": ["Key VersionId"],
    "NoSuchWebsiteConfiguration": ["BucketName"],
    "NotImplemented": ["", "Header", "Header additionalMessage"],
    "ObjectLockConfigurationNotFoundError": ["BucketName"],
    "OperationAborted": [""],
    "OwnershipControlsNotFoundError": ["BucketName"],
    "PreconditionFailed": ["Condition"],
    "ReplicationConfigurationNotFoundError": ["BucketName"],
    "RequestTimeTooSkewed": ["RequestTime ServerTime MaxAllowedSkewMilliseconds"],
    "RequestTimeout": [""],
    "ServerSideEncryptionConfigurationNotFoundError": ["BucketName"],
    "ServiceUnavailable": [""],
    "SignatureDoesNotMatch": ["AWSAccessKeyId StringToSign SignatureProvided StringToSignBytes", "AWSAccessKeyId StringToSign SignatureProvided StringToSignBytes CanonicalRequest CanonicalRequestBytes"],
    "SlowDown": [""],
    "TooManyConfigurations": [""],
    "UnexpectedContent": [""],
    "UnresolvableGrantByEmailAddress": ["EmailAddress"],
    "XAmzContentSHA256Mismatch": ["ClientComputedContentSHA256 S3ComputedContentSHA256"],
}


class Member:
    def __init__(self, names, mark, children):
        self.names, self.mark, self.children = names, mark, children


def parse(text):
    """Members of one level, from `A B?{C D*}`."""
    tokens = re.findall(r"[\w|]+[?*]?|[{}]", text)

    def level():
        members = []
        while tokens and tokens[0] != "}":
            token = tokens.pop(0)
            mark = token[-1] if token[-1] in "?*" else ""
            children = None
            if tokens and tokens[0] == "{":
                tokens.pop(0)
                children = level()
                assert tokens.pop(0) == "}"
            members.append(Member(token.rstrip("?*").split("|"), mark, children))
        return members

    members = level()
    assert not tokens, tokens
    return members


def tag(element):
    return element.tag.rsplit("}", 1)[-1]


def compare(element, members, path):
    """Says what of `element`'s children is not as `members` has it."""
    children, place = list(element), 0
    for member in members:
        found = []
        while place < len(children) and tag(children[place]) in member.names and (member.mark == "*" or not found):
            found.append(children[place])
            place += 1
        if not found and not member.mark:
            return f"{path} lacks {'|'.join(member.names)}, or has it in another place: {[tag(child) for child in children]}"
        for child in found:
            wrong = member.children is not None and compare(child, member.children, f"{path}/{tag(child)}")
            if wrong:
                return wrong
    if place < len(children):
        return f"{path} has {tag(children[place])} where it should not be: {[tag(child) for child in children]}"
    return None


def unknown(element, shape, path):
    """The first member that AWS's model does not have."""
    if shape.type_name == "list":
        name = shape.member.serialization.get("name", "member")
        for child in element:
            if tag(child) != name:
                return f"{path}/{tag(child)}"
            wrong = unknown(child, shape.member, f"{path}/{name}")
            if wrong:
                return wrong
    if shape.type_name != "structure":
        return None
    known = {}
    for name, member in shape.members.items():
        if member.type_name == "list" and member.serialization.get("flattened"):
            known[member.serialization.get("name", name)] = member.member
            known[member.member.serialization.get("name", name)] = member.member
        else:
            known[member.serialization.get("name", name)] = member
    for child in element:
        if tag(child) not in known:
            return f"{path}/{tag(child)}"
        wrong = unknown(child, known[tag(child)], f"{path}/{tag(child)}")
        if wrong:
            return wrong
    return None


def check_answer(name, output, root):
    if name == "GetBucketLocation":
        return
    shape = output
    payload = output.serialization.get("payload")
    if payload:
        shape = output.members[payload]
    wrong = unknown(root, shape, tag(root))
    assert not wrong, f"{name} has a member that AWS's model does not have: {wrong}"
    if name in ANSWERS:
        wrong = compare(root, parse(ANSWERS[name]), tag(root))
        assert not wrong, f"{name}: {wrong}"


def check_error(name, root):
    names = [tag(child) for child in root]
    assert names[:2] == ["Code", "Message"] and names[-2:] == ["RequestId", "HostId"], f"{name}: {names}"
    code = root.findtext("Code")
    assert code in ERRORS, f"{name}: nothing is said of {code} {names}"
    found = " ".join(names[2:-2])
    assert found in ERRORS[code], f"{name}: {code} has {found!r}, not {ERRORS[code]}"


def check_headers(name, output, headers):
    allowed = set(COMMON_HEADERS | CROSS_ORIGIN_HEADERS | MORE_HEADERS.get(name, set()))
    prefixes = []
    for member, shape in (output.members if output else {}).items():
        if shape.serialization.get("location") == "header":
            allowed.add(shape.serialization["name"].lower())
        elif shape.serialization.get("location") == "headers":
            prefixes.append(shape.serialization["name"].lower())
    more = [header for header in headers if header not in allowed and not any(header.startswith(prefix) for prefix in prefixes)]
    assert not more, f"{name} has headers that AWS's model does not have: {more}"


def watch(client):
    """Compares every answer that `client` gets."""
    def check(event_name, response_dict, **_):
        if response_dict is None:
            return  # No answer came.
        name = event_name.rsplit(".", 1)[-1]
        body, status = response_dict.get("body"), response_dict["status_code"]
        output = client.meta.service_model.operation_model(name).output_shape
        root = None
        if isinstance(body, bytes) and body.lstrip().startswith(b"<?xml"):
            root = ElementTree.fromstring(body.lstrip())
        if root is not None and tag(root) == "Error":
            check_error(name, root)
        elif status < 300:
            check_headers(name, output, [header.lower() for header in response_dict["headers"]])
            if root is not None and output is not None:
                check_answer(name, output, root)

    client.meta.events.register("response-received.s3", check)
