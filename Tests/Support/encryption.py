"""What tests of encryption share."""

KEY = bytes(range(32))


def customer(key=KEY, prefix="SSECustomer"):
    """The parameters of a customer's key. boto3 adds its MD5."""
    return {prefix + "Algorithm": "AES256", prefix + "Key": key}


def shown(answer):
    """What an answer says of its object's encryption."""
    names = {"ServerSideEncryption", "SSEKMSKeyId", "BucketKeyEnabled", "SSECustomerAlgorithm", "SSECustomerKeyMD5"}
    return {name: answer[name] for name in names & set(answer)}
