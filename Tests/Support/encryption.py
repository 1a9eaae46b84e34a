"""What tests of encryption share."""

KEY = bytes(range(32))


def customer(key=KEY, prefix="SSECustomer"):
    """The parameters of a customer's key. boto3 adds its MD5."""
    return {prefix + "Algorithm": "AES256", prefix + "Key": key}


def allow_customers_keys(s3, bucket):
    """Source: S3 User Guide, "Blocking or unblocking SSE-C for a general purpose bucket": new buckets do not take them."""
    s3.put_bucket_encryption(
        Bucket=bucket, ServerSideEncryptionConfiguration={"Rules": [{"BlockedEncryptionTypes": {"EncryptionType": ["NONE"]}}]})


def shown(answer):
    """What an answer says of its object's encryption."""
    names = {"ServerSideEncryption", "SSEKMSKeyId", "BucketKeyEnabled", "SSECustomerAlgorithm", "SSECustomerKeyMD5"}
    return {name: answer[name] for name in names & set(answer)}
