"""AssumeRoleWithWebIdentity: who has no keys shows a token of an OpenID Connect provider's. Source: STS API Reference,
API_AssumeRoleWithWebIdentity; RFC 7515, 7517, 7519; OpenID Connect Discovery 1.0."""

import json
import os
import subprocess
import time
import uuid

import pytest
import requests
from botocore import UNSIGNED
from botocore.config import Config

from helpers import allow, error_of, message_of
from pelton import ACCOUNT, REGION, ROOT, Server
from web_identity import Key, Provider, claims, encode, openssl

import boto3

NOT_AUTHORIZED = "Not authorized to perform sts:AssumeRoleWithWebIdentity"
NO_KEYS = ("Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for"
           " requirements")
ISSUER = "https://idp.test/realm"
HOST = ISSUER.removeprefix("https://")


def provider_arn(issuer=ISSUER, account=ACCOUNT):
    return f"arn:aws:iam::{account}:oidc-provider/{issuer.removeprefix('https://')}"


def trusts(*providers, action="sts:AssumeRoleWithWebIdentity", effect="Allow", **condition):
    return {"Effect": effect, "Principal": {"Federated": list(providers)}, "Action": action,
            **({"Condition": condition} if condition else {})}


def policy(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("web-identity")


@pytest.fixture(scope="module")
def key(folder):
    return Key(folder, "first")


@pytest.fixture(scope="module")
def elliptic(folder):
    return Key(folder, "elliptic", "ES256")


@pytest.fixture(scope="module")
def idp():
    provider = Provider()
    yield provider
    provider.close()


@pytest.fixture(scope="module")
def tls(folder, key):
    """A provider with TLS, whose certificate an authority of its own has signed."""
    ca, chain = folder / "ca.pem", folder / "leaf.pem"
    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", folder / "ca.key", "-out", ca, "-subj", "/CN=own", "-days", "2")
    openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", folder / "leaf.key", "-out", folder / "leaf.csr", "-subj", "/CN=localhost")
    (folder / "leaf.ext").write_text("subjectAltName=DNS:localhost\n")
    openssl("x509", "-req", "-in", folder / "leaf.csr", "-CA", ca, "-CAkey", folder / "ca.key", "-CAcreateserial", "-out", chain, "-days",
            "2", "-extfile", folder / "leaf.ext")
    provider = Provider((chain, folder / "leaf.key"))
    for name in ("tls", "untrusted"):
        provider.add(name, f"https://{name}.test", key, host="localhost")
    yield provider
    provider.close()


@pytest.fixture(scope="module")
def near(folder, idp, tls, key, elliptic, accounts_file):
    """A server that knows where the issuers of these tests are."""
    keys = folder / "keys.json"
    keys.write_text(json.dumps({"keys": [key.public, elliptic.public]}))
    keys.chmod(0o600)
    home = ["127.0.0.1/32", "::1/128"]
    entries = [
        {"issuer": ISSUER, "url": idp.add("realm", ISSUER, key, elliptic)},
        {"issuer": "https://file.test", "keysFile": str(keys)},
        {"issuer": "https://rotating.test", "url": idp.add("rotating", "https://rotating.test", key)},
        {"issuer": "https://failing.test", "url": idp.add("failing", "https://failing.test", key)},
        {"issuer": "https://foreign.test", "url": idp.add("foreign", "https://another.test", key)},
        {"issuer": "https://missing.test", "url": idp.url("missing")},
        {"issuer": "https://moved.test", "url": idp.add("moved", "https://moved.test", key)},
        {"issuer": "https://large.test", "url": idp.add("large", "https://large.test", key)},
        {"issuer": "https://nowhere.test", "url": "http://127.0.0.1:1"},
        {"issuer": "https://inside.test", "url": idp.add("inside", "https://inside.test", key, host="localhost")},
        {"issuer": "https://named.test", "url": idp.add("named", "https://named.test", key, host="localhost"), "addresses": home},
        {"issuer": "https://tls.test", "url": tls.url("tls", "localhost"), "addresses": home, "authoritiesFile": str(folder / "ca.pem")},
        {"issuer": "https://untrusted.test", "url": tls.url("untrusted", "localhost"), "addresses": home},
    ]
    path = folder / "issuers.json"
    path.write_text(json.dumps(entries))
    path.chmod(0o600)
    server = Server(folder / "data", "--oidc-issuers", path, "--credentials", accounts_file).start()
    iam = server.client("iam")
    for entry in entries:
        iam.create_open_id_connect_provider(Url=entry["issuer"], ClientIDList=["app", "cli"])
    yield server
    assert server.stop() == 0


@pytest.fixture(scope="module")
def iam(near):
    return near.client("iam")


@pytest.fixture(scope="module")
def sts(near):
    """Without keys."""
    return boto3.client("sts", endpoint_url=near.url, region_name=REGION,
                        config=Config(signature_version=UNSIGNED, retries={"max_attempts": 0}))


@pytest.fixture(scope="module")
def make(iam):
    def make(*statements, actions=("s3:*",), **more):
        name = "web-" + uuid.uuid4().hex[:12]
        arn = iam.create_role(RoleName=name, AssumeRolePolicyDocument=policy(*statements), **more)["Role"]["Arn"]
        iam.put_role_policy(RoleName=name, PolicyName="may", PolicyDocument=allow(*actions))
        return arn
    return make


@pytest.fixture(scope="module")
def role(make):
    return make(trusts(provider_arn()))


def assume(sts, role, token, session="me", **more):
    return sts.assume_role_with_web_identity(RoleArn=role, RoleSessionName=session, WebIdentityToken=token, **more)


def client_of(server, service, credentials):
    return server.client(service, credentials["AccessKeyId"], credentials["SecretAccessKey"], credentials["SessionToken"])


def test_a_token_gives_the_credentials_of_a_role(near, sts, iam, role, key):
    answer = assume(sts, role, key.token(claims(ISSUER)), "session")
    name = role.rsplit("/", 1)[1]
    assert answer["SubjectFromWebIdentityToken"] == "alice"
    assert answer["Audience"] == "app"
    assert answer["Provider"] == provider_arn()
    assert answer["AssumedRoleUser"]["Arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/{name}/session"
    assert answer["AssumedRoleUser"]["AssumedRoleId"] == iam.get_role(RoleName=name)["Role"]["RoleId"] + ":session"
    assert "PackedPolicySize" not in answer
    credentials = answer["Credentials"]
    assert credentials["AccessKeyId"].startswith("ASIA")
    assert 3500 < credentials["Expiration"].timestamp() - time.time() < 3700
    assert client_of(near, "sts", credentials).get_caller_identity()["Arn"] == answer["AssumedRoleUser"]["Arn"]
    client_of(near, "s3", credentials).create_bucket(Bucket="by-" + name)
    assert error_of(lambda: client_of(near, "iam", credentials).list_users()) == (403, "AccessDenied")


def test_a_key_of_an_elliptic_curve_and_keys_of_a_file(sts, make, role, key, elliptic):
    assume(sts, role, elliptic.token(claims(ISSUER)))
    file = make(trusts(provider_arn("https://file.test")))
    assume(sts, file, key.token(claims("https://file.test")))
    assume(sts, file, elliptic.token(claims("https://file.test")))


def test_how_long_and_within_which_limits(near, sts, make, key):
    arn = make(trusts(provider_arn()), MaxSessionDuration=7200)
    token = key.token(claims(ISSUER))
    made = assume(sts, arn, token, DurationSeconds=7200, Policy=allow("s3:ListAllMyBuckets"),
                  PolicyArns=[{"arn": "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"}])
    assert made["PackedPolicySize"] > 0
    assert 7100 < made["Credentials"]["Expiration"].timestamp() - time.time() < 7300
    s3 = client_of(near, "s3", made["Credentials"])
    s3.list_buckets()
    assert error_of(lambda: s3.create_bucket(Bucket="not-by-web")) == (403, "AccessDenied")
    long = lambda: assume(sts, arn, token, DurationSeconds=7201)  # noqa: E731
    assert error_of(long) == (400, "ValidationError")
    assert message_of(long) == "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
    assert error_of(lambda: assume(sts, arn, token, Policy="{")) == (400, "MalformedPolicyDocument")
    none = [{"arn": f"arn:aws:iam::{ACCOUNT}:policy/none"}]
    assert error_of(lambda: assume(sts, arn, token, PolicyArns=none)) == (400, "MalformedPolicyDocument")


def test_a_session_ends_with_its_role_and_not_with_its_provider(near, sts, iam, make, key):
    arn = make(trusts(provider_arn("https://named.test")))
    s3 = client_of(near, "s3", assume(sts, arn, key.token(claims("https://named.test")))["Credentials"])
    s3.list_buckets()
    iam.delete_open_id_connect_provider(OpenIDConnectProviderArn=provider_arn("https://named.test"))
    s3.list_buckets()
    gone = lambda: assume(sts, arn, key.token(claims("https://named.test")))  # noqa: E731
    assert error_of(gone) == (400, "InvalidIdentityToken")
    assert message_of(gone) == "No OpenIDConnect provider found in your account for https://named.test"
    name = arn.rsplit("/", 1)[1]
    iam.delete_role_policy(RoleName=name, PolicyName="may")
    iam.delete_role(RoleName=name)
    assert error_of(s3.list_buckets) == (403, "AccessDenied")


# MARK: - Whom a role trusts

@pytest.mark.parametrize("statement", [
    trusts(provider_arn("https://file.test")),
    trusts(provider_arn(), action="sts:AssumeRole"),
    trusts(provider_arn(), StringEquals={HOST + ":sub": "bob"}),
    trusts(provider_arn(), StringEquals={HOST + ":aud": "cli"}),
    trusts(provider_arn(), StringEquals={"idp.test:sub": "alice"}),
    trusts(provider_arn(), StringEquals={HOST + ":email": "alice@example.com"}),
    trusts(provider_arn(), StringEquals={HOST + ":groups": "admins"}),
    trusts(provider_arn(), **{"ForAnyValue:StringEquals": {HOST + ":amr": "face"}}),
    trusts("idp.test"),
    {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:*"},
    {"Effect": "Allow", "NotPrincipal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "sts:*"},
    {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "sts:*"},
], ids=lambda statement: json.dumps(statement)[:90])
def test_a_role_that_does_not_trust_whoever_has_the_token(sts, make, key, statement):
    arn = make(statement)
    refused = lambda: assume(sts, arn, key.token(claims(ISSUER, groups=["admins"], amr=["pwd"])))  # noqa: E731
    assert error_of(refused) == (403, "AccessDenied")
    assert message_of(refused) == NOT_AUTHORIZED


@pytest.mark.parametrize("condition, more", [
    ({"StringEquals": {HOST + ":sub": "alice", HOST + ":aud": "app"}}, {}),
    ({"StringLike": {HOST + ":sub": "repo:octo/*:ref:refs/heads/main"}}, {"sub": "repo:octo/site:ref:refs/heads/main"}),
    ({"ForAnyValue:StringEquals": {HOST + ":amr": ["otp", "face"]}}, {"amr": ["pwd", "otp"]}),
    ({"ForAnyValue:StringLike": {HOST + ":amr": "authenticated"}}, {"amr": ["authenticated"]}),
    ({"StringEquals": {HOST + ":email": "alice@example.com"}}, {"email": "alice@example.com"}),
    ({"StringEquals": {HOST + ":aud": "cli", HOST + ":oaud": "project"}}, {"aud": "project", "azp": "cli"}),
    ({"StringEquals": {"sts:RoleSessionName": "me"}}, {}),
    ({"Null": {HOST + ":oaud": "true", HOST + ":email": "true"}}, {}),
    ({"StringEquals": {"aws:ResourceTag/team": "a"}}, {}),
], ids=str)
def test_conditions_on_what_the_token_says(sts, make, key, condition, more):
    arn = make(trusts(provider_arn(), **condition), Tags=[{"Key": "team", "Value": "a"}])
    assume(sts, arn, key.token(claims(ISSUER, **more)))


def test_a_denial_counts_also_for_everyone(sts, make, key):
    for denied in (trusts(provider_arn(), effect="Deny", StringEquals={HOST + ":sub": "alice"}),
                   {"Effect": "Deny", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRoleWithWebIdentity"}):
        arn = make(trusts(provider_arn()), denied)
        assert error_of(lambda: assume(sts, arn, key.token(claims(ISSUER)))) == (403, "AccessDenied")
    bob = make(trusts(provider_arn()), trusts(provider_arn(), effect="Deny", StringEquals={HOST + ":sub": "bob"}))
    assume(sts, bob, key.token(claims(ISSUER)))


def test_nobody_learns_which_roles_there_are(near, sts, make, key):
    token, none = key.token(claims(ISSUER)), f"arn:aws:iam::{ACCOUNT}:role/none-such"
    for arn in (none, "arn:aws:iam::0:user/no-role-at-all", "no ARN at all, but long enough"):
        refused = lambda: assume(sts, arn, token)  # noqa: E731
        assert (error_of(refused), message_of(refused)) == ((403, "AccessDenied"), NOT_AUTHORIZED)
    assert error_of(lambda: assume(sts, "arn:aws:iam::999999999999:role/elsewhere", token)) == (400, "InvalidIdentityToken")
    # Whose token is none of the account's providers': what is there answers as what is not.
    there = make(trusts(provider_arn()))
    for forged in (key.token(claims("https://nobody.test")), key.token(claims(ISSUER, aud="nobody's")), token[:-8] + "AAAAAAAA"):
        told = [(error_of(refused), message_of(refused))
                for refused in (lambda arn=arn: assume(sts, arn, forged) for arn in (there, none))]  # noqa: B023
        assert told[0] == told[1] and told[0][0][0] == 400


def test_a_provider_of_another_account_is_not_the_role_s(near, sts, iam, key):
    """The role's account must have the provider, whatever its trust policy names."""
    other = near.client("iam", access_key="AKIAPELTONTESTOTHER0", secret_key="secret/of+the/other/account/in/tests0000")
    arn = other.create_role(RoleName="of-other", AssumeRolePolicyDocument=policy(trusts(provider_arn())))["Role"]["Arn"]
    refused = lambda: assume(sts, arn, key.token(claims(ISSUER)))  # noqa: E731
    assert message_of(refused) == f"No OpenIDConnect provider found in your account for {ISSUER}"
    other.create_open_id_connect_provider(Url=ISSUER, ClientIDList=["app"])
    assert error_of(refused) == (403, "AccessDenied")
    other.update_assume_role_policy(RoleName="of-other", PolicyDocument=policy(trusts(provider_arn(account="111122223333"))))
    assume(sts, arn, key.token(claims(ISSUER)))


@pytest.mark.parametrize("principal", ["alice", "https://idp.test", "arn:aws:iam::123456789012:user/a", "*", ""])
def test_a_trust_policy_names_providers_that_could_be(iam, principal):
    refused = lambda: iam.create_role(RoleName="bad", AssumeRolePolicyDocument=policy(trusts(principal)))  # noqa: E731
    assert error_of(refused) == (400, "MalformedPolicyDocument")
    assert message_of(refused) == "Federated principals must be valid domain names or SAML metadata ARNs"


def test_the_session_s_requests_say_whose_they_are(near, sts, make, key):
    bucket = "homes-" + uuid.uuid4().hex[:8]
    s3 = near.client("s3")
    s3.create_bucket(Bucket=bucket)
    for name in ("alice", "bob"):
        s3.put_object(Bucket=bucket, Key=f"{name}/x", Body=b"x")
    arn = make(trusts(provider_arn()), actions=["s3:ListAllMyBuckets"])
    near.client("iam").put_role_policy(RoleName=arn.rsplit("/", 1)[1], PolicyName="home", PolicyDocument=policy({
        "Effect": "Allow", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{bucket}/${{{HOST}:sub}}/*",
        "Condition": {"StringEquals": {"aws:FederatedProvider": provider_arn(), HOST + ":aud": "app"}}}))
    mine = client_of(near, "s3", assume(sts, arn, key.token(claims(ISSUER)))["Credentials"])
    mine.get_object(Bucket=bucket, Key="alice/x")
    assert error_of(lambda: mine.get_object(Bucket=bucket, Key="bob/x")) == (403, "AccessDenied")


# MARK: - Tokens that prove nobody

INVALID = (400, "InvalidIdentityToken")
NOT_SIGNED = "The web identity token that was passed could not be validated."
NOT_A_TOKEN = "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)"


@pytest.mark.parametrize("token", ["abcd", "a.b.c", "e30.e30.", "e30.e30.e30.e30", "x" * 20_000], ids=lambda token: token[:20])
def test_what_is_no_token(sts, role, token):
    refused = lambda: assume(sts, role, token)  # noqa: E731
    assert (error_of(refused), message_of(refused)) == (INVALID, NOT_A_TOKEN)


def test_a_token_has_a_bound(sts, role):
    assert error_of(lambda: assume(sts, role, "x" * 20_001)) == (400, "ValidationError")


def unsigned(header, body):
    return f"{encode(json.dumps(header).encode())}.{encode(json.dumps(body).encode())}."


def test_algorithms_that_nobody_should_believe(sts, role, key, folder):
    """RFC 8725: `none`, and the public key for a secret."""
    import hashlib
    import hmac
    refused = lambda token: (error_of(lambda: assume(sts, role, token)), message_of(lambda: assume(sts, role, token)))  # noqa: E731
    for name in ("none", "None", "NONE", "nOnE"):
        assert refused(unsigned({"alg": name, "kid": "first"}, claims(ISSUER))) == (INVALID, NOT_SIGNED)
    public = openssl("rsa", "-in", key.path, "-pubout")
    for secret in (public, public.strip(), openssl("rsa", "-in", key.path, "-pubout", "-outform", "DER"), b""):
        text = unsigned({"alg": "HS256", "kid": "first"}, claims(ISSUER))[:-1]
        signature = hmac.new(secret, text.encode(), hashlib.sha256).digest()
        assert refused(f"{text}.{encode(signature)}") == (INVALID, NOT_SIGNED)
    for alg in ("RS384", "RS512", "PS256", "ES256", "rs256", "EdDSA"):
        assert refused(key.token(claims(ISSUER), alg=alg)) == (INVALID, NOT_SIGNED)


def test_keys_that_are_not_the_issuer_s(sts, role, key, elliptic, folder):
    refused = lambda token: (error_of(lambda: assume(sts, role, token)), message_of(lambda: assume(sts, role, token)))  # noqa: E731
    stranger = Key(folder, "stranger")
    assert refused(stranger.token(claims(ISSUER))) == (INVALID, NOT_SIGNED)
    assert refused(stranger.token(claims(ISSUER), kid="first")) == (INVALID, NOT_SIGNED)
    assert refused(key.token(claims(ISSUER), kid="elliptic")) == (INVALID, NOT_SIGNED)
    assert refused(key.token(claims(ISSUER), kid=None)) == (INVALID, NOT_SIGNED)
    # A key that the token brings along, and one that it says where to find, are nobody's.
    assert refused(stranger.token(claims(ISSUER), jwk=stranger.public, jku="https://evil.test/keys")) == (INVALID, NOT_SIGNED)
    good = key.token(claims(ISSUER))
    head, _, signature = good.split(".")
    assert refused(f"{head}.{encode(json.dumps(claims(ISSUER, sub='root')).encode())}.{signature}") == (INVALID, NOT_SIGNED)
    assert refused(good[:-6] + ("AAAAAA" if good[-6:] != "AAAAAA" else "BBBBBB"))[0] == INVALID


def test_claims_that_do_not_hold(sts, role, key):
    refused = lambda **more: (error_of(lambda: assume(sts, role, key.token(claims(ISSUER, **more)))),  # noqa: E731
                              message_of(lambda: assume(sts, role, key.token(claims(ISSUER, **more)))))
    now = int(time.time())
    assert refused(aud="another") == (INVALID, "Incorrect token audience")
    assert refused(azp="another") == (INVALID, "Incorrect token audience")
    assert refused(aud=["app", "cli"]) == (
        INVALID, "Token audience contains more than one audience while authorized party is not present")
    code, text = refused(iat=now - 4000, exp=now - 400)
    assert code == (400, "ExpiredTokenException")
    assert text.startswith("Token expired: current date/time ") and text.endswith(f" must be before the expiration date/time {now - 400}")
    assert refused(nbf=now + 400)[0] == INVALID
    assert refused(iat=now + 400, exp=now + 900)[0] == INVALID
    for name in ("sub", "aud", "iat", "exp"):
        assert refused(**{name: None}) == (INVALID, f"Missing a required claim: {name}")
    assert refused(iss="https://idp.test/other") == (INVALID, "No OpenIDConnect provider found in your account for https://idp.test/other")
    assert refused(iss=ISSUER + "/")[0] == INVALID
    assert refused(iss=HOST)[0] == INVALID
    assert refused(iss="http://" + HOST)[0] == INVALID
    tags = {"principal_tags": {"team": ["a"]}}
    assert refused(**{"https://aws.amazon.com/tags": tags})[0] == (501, "NotImplemented")


def test_a_token_is_good_for_the_client_ids_of_now(sts, iam, role, key):
    arn = provider_arn()
    token = key.token(claims(ISSUER, aud="later"))
    assert error_of(lambda: assume(sts, role, token)) == INVALID
    iam.add_client_id_to_open_id_connect_provider(OpenIDConnectProviderArn=arn, ClientID="later")
    assume(sts, role, token)
    iam.remove_client_id_from_open_id_connect_provider(OpenIDConnectProviderArn=arn, ClientID="later")
    assert error_of(lambda: assume(sts, role, token)) == INVALID


# MARK: - Keys

def test_keys_are_asked_for_once(sts, role, key, idp):
    asked = lambda: [call for call in idp.calls if call.startswith("/realm/")]  # noqa: E731
    assume(sts, role, key.token(claims(ISSUER)))
    before = len(asked())
    for _ in range(3):
        assume(sts, role, key.token(claims(ISSUER)))
    assert len(asked()) == before
    for i in range(5):
        error_of(lambda: assume(sts, role, key.token(claims(ISSUER), kid=f"unknown-{i}")))
    # The configuration and the keys, once: the next time in half a minute.
    assert len(asked()) <= before + 2


def test_keys_that_are_turned(sts, make, key, idp, folder):
    """A key that the issuer does not tell any more is refused. IssuerKeysTests has the clock."""
    issuer = "https://rotating.test"
    arn = make(trusts(provider_arn(issuer)))
    second = Key(folder, "second")
    idp.keys["rotating"] = [second]
    assume(sts, arn, second.token(claims(issuer)))
    refused = lambda: assume(sts, arn, key.token(claims(issuer)))  # noqa: E731
    assert (error_of(refused), message_of(refused)) == (INVALID, NOT_SIGNED)


@pytest.mark.parametrize("name", ["foreign", "missing", "moved", "large", "inside", "unlisted"])
def test_an_issuer_that_does_not_tell_its_keys(sts, iam, make, key, idp, name):
    """Another's configuration, none, one that is elsewhere, one too large, a name that leads inside, and one on this machine that no
    setting names."""
    issuer = f"https://{name}.test"
    if name == "unlisted":
        issuer = "https://127.0.0.1"
        iam.create_open_id_connect_provider(Url=issuer, ClientIDList=["app"])
    idp.answers["/moved/.well-known/openid-configuration"] = (302, b"")
    idp.answers["/large/keys"] = (200, b'{"keys": [' + b" " * 300_000 + b"]}")
    arn = make(trusts(provider_arn(issuer)))
    refused = lambda: assume(sts, arn, key.token(claims(issuer)))  # noqa: E731
    assert (error_of(refused), message_of(refused)) == (INVALID, NO_KEYS)


@pytest.mark.parametrize("name", ["failing", "nowhere"])
def test_an_issuer_that_cannot_be_reached_now(sts, make, key, idp, name):
    """SDKs try that again."""
    idp.answers["/failing/keys"] = (503, b"")
    arn = make(trusts(provider_arn(f"https://{name}.test")))
    assert error_of(lambda: assume(sts, arn, key.token(claims(f"https://{name}.test")))) == (400, "IDPCommunicationError")


def test_tls_is_by_authorities_that_are_trusted(sts, iam, make, key, folder):
    assume(sts, make(trusts(provider_arn("https://tls.test"))), key.token(claims("https://tls.test")))
    # A thumbprint lets nobody in whose certificate no authority vouches for.
    print_ = openssl("x509", "-in", folder / "ca.pem", "-noout", "-fingerprint", "-sha1").decode().strip().split("=")[1].replace(":", "")
    arn = provider_arn("https://untrusted.test")
    iam.update_open_id_connect_provider_thumbprint(OpenIDConnectProviderArn=arn, ThumbprintList=[print_])
    refused = lambda: assume(sts, make(trusts(arn)), key.token(claims("https://untrusted.test")))  # noqa: E731
    assert error_of(refused)[1] in ("InvalidIdentityToken", "IDPCommunicationError")


# MARK: - Who signs nothing

def form(near, body, **headers):
    answer = requests.post(near.url, data=body, headers={"Content-Type": "application/x-www-form-urlencoded", **headers}, timeout=30)
    return answer.status_code, answer.text


def test_this_operation_alone_needs_no_signature(near, sts, role, key):
    body = {"Action": "AssumeRoleWithWebIdentity", "Version": "2011-06-15", "RoleArn": role, "RoleSessionName": "me",
            "WebIdentityToken": key.token(claims(ISSUER))}
    status, text = form(near, body)
    assert status == 200 and "<AssumeRoleWithWebIdentityResult>" in text
    answer = requests.get(near.url, params=body, timeout=30)
    assert answer.status_code == 200 and "<SessionToken>" in answer.text
    for action in ("AssumeRole", "GetCallerIdentity", "GetSessionToken", "ListUsers", "CreateUser", "assumerolewithwebidentity", "", "Nope"):
        status, text = form(near, {**body, "Action": action, "UserName": "x"})
        assert status == 403 and "<Code>MissingAuthenticationToken</Code>" in text, action
    # One that is named twice is the first.
    status, text = form(near, "Action=GetCallerIdentity&Action=AssumeRoleWithWebIdentity&Version=2011-06-15")
    assert status == 403 and "MissingAuthenticationToken" in text
    status, text = form(near, "Action=AssumeRoleWithWebIdentity&Version=2011-06-15")
    assert status == 400 and "ValidationError" in text and "https://sts.amazonaws.com/doc/2011-06-15/" in text
    assert form(near, b"Action=%zz")[0] == 403
    assert form(near, b"")[0] == 403


def test_an_unsigned_form_has_a_bound(near):
    long = [b"Action=AssumeRoleWithWebIdentity&x="] + [b"x" * 1024] * 400
    # Announced, and in chunks: refused while it comes, which not every client waits to hear.
    for body in (b"".join(long), iter(long)):
        try:
            assert form(near, body)[0] == 403
        except requests.ConnectionError:
            pass
    many = "&".join(f"a{i}=b" for i in range(20_000))
    assert form(near, "Action=AssumeRoleWithWebIdentity&" + many)[0] == 400


def test_a_query_named_action_is_s3_s(near):
    s3 = near.client("s3")
    name = "public-" + uuid.uuid4().hex[:8]
    s3.create_bucket(Bucket=name)
    s3.delete_public_access_block(Bucket=name)
    s3.put_bucket_policy(Bucket=name, Policy=policy(
        {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{name}/*"}))
    s3.put_object(Bucket=name, Key="k", Body=b"here")
    assert requests.get(f"{near.url}/{name}/k?Action=AssumeRoleWithWebIdentity", timeout=30).text == "here"


def test_a_signature_changes_nothing(near, role, key):
    """An SDK that has keys signs nothing either; a request that is signed must be so rightly."""
    assume(near.client("sts"), role, key.token(claims(ISSUER)))


def test_what_is_not_for_openid(sts, role, key):
    refused = lambda: assume(sts, role, key.token(claims(ISSUER)), ProviderId="www.amazon.com")  # noqa: E731
    assert error_of(refused) == (501, "NotImplemented")


def test_the_log_says_who_it_was_and_nothing_of_the_token(near, sts, role, key):
    token = key.token(claims(ISSUER, sub="someone-in-the-log"))
    assume(sts, role, token)
    deadline = time.monotonic() + 10
    while f"someone-in-the-log of {provider_arn()}" not in (log := near.log_path.read_text()):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert token not in log and token.split(".")[2] not in log


def test_the_aws_cli_takes_a_token_file(near, role, key, tmp_path):
    """AWS CLI User Guide, "Assume role with web identity"."""
    (tmp_path / "token").write_text(key.token(claims(ISSUER)))
    environment = {
        "PATH": os.environ["PATH"], "HOME": str(tmp_path), "AWS_WEB_IDENTITY_TOKEN_FILE": str(tmp_path / "token"), "AWS_ROLE_ARN": role,
        "AWS_ROLE_SESSION_NAME": "cli", "AWS_ENDPOINT_URL": near.url, "AWS_DEFAULT_REGION": REGION}
    command = [str(ROOT / ".build/venv/bin/aws"), "sts", "get-caller-identity", "--query", "Arn", "--output", "text"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == f"arn:aws:sts::{ACCOUNT}:assumed-role/{role.rsplit('/', 1)[1]}/cli"


# MARK: - The setting

@pytest.mark.parametrize("text, mode, reason", [
    ("[]", 0o600, "at least one issuer"), ("{", 0o600, "JSON list"), ('[{"issuer": "http://a.test"}]', 0o600, "begins with https://"),
    ('[{"issuer": "https://a.test", "keyfile": "x"}]', 0o600, "none of issuer, keysFile"),
    ('[{"issuer": "https://a.test", "keysFile": "/none/such"}]', 0o600, "there is none"),
    ('[{"issuer": "https://a.test"}, {"issuer": "https://a.test"}]', 0o600, "is there already"),
    ('[{"issuer": "https://a.test", "addresses": ["10.0.0.1/8"]}]', 0o600, "CIDR blocks"),
    ('[{"issuer": "https://a.test"}]', 0o666, "others can write to it"),
])
def test_a_file_that_is_wrong(tmp_path, text, mode, reason):
    path = tmp_path / "issuers.json"
    path.write_text(text)
    path.chmod(mode)
    with pytest.raises(RuntimeError) as error:
        Server(tmp_path / "data", "--oidc-issuers", path).start()
    assert reason in str(error.value)
