import Core
import Parameters
import ParameterData
import Testing

/// Source: Systems Manager User Guide, "Requirements and constraints for parameter names"; errors recorded of AWS.
struct ParameterNameTests {
    private func made(_ name: String) throws(ParameterNameError) -> String {
        try ParameterName.new(name, account: .none, region: .usEast1).key.path
    }

    private static func levels(_ count: Int) -> String { String(repeating: "/l", count: count) }

    @Test(arguments: [
        ("a", "/a"), ("/a", "/a"), ("/a/b.c-d_E9", "/a/b.c-d_E9"), ("  a ", "/a"), ("my-aws", "/my-aws"), ("/a/aws/ssm", "/a/aws/ssm"),
        (levels(15), levels(15)),
    ])
    func `a name is a path`(name: String, path: String) throws {
        #expect(try made(name) == path)
    }

    @Test(arguments: [
        ("a b", ParameterNameError.malformed), ("", .malformed), ("/", .malformed), ("//a", .malformed), ("/a//b", .malformed),
        ("ü", .malformed),
        ("a:1", .malformed), ("a\n", .malformed), ("a/b", .notFullyQualified), ("a/", .notFullyQualified), ("/a/", .endsWithSlash),
        ("aws", .reserved), ("AWS_x", .reserved), ("/ssm-x", .reserved), ("/aws/x", .reservedPath(isOfAWS: true)),
        ("/AwsX/y", .reservedPath(isOfAWS: true)), ("/SSM/x", .reservedPath(isOfAWS: false)), (levels(16), .tooDeep),
        ("/" + String(repeating: "x", count: 1011), .tooLong),
    ])
    func `what is no name of a new parameter is told why`(name: String, error: ParameterNameError) {
        #expect(throws: error) { try made(name) }
    }

    @Test func `an ARN of as many bytes as there may be is a name`() throws {
        let most = 1011 - "arn:aws:ssm:us-east-1:000000000000:parameter/".utf8.count
        #expect(try made(String(repeating: "x", count: most)).utf8.count == most + 1)
        #expect(throws: ParameterNameError.tooLong) { try made(String(repeating: "x", count: most + 1)) }
    }

    @Test(
        arguments: [
            ("a", "/a", "a", nil, nil), ("/a/b:3", "/a/b", "/a/b", "3", 3), ("a:latest", "/a", "a", "latest", 0),
            ("a:2:3", "/a", "a", "2:3", 0),
            ("a:", "/a", "a", "", 0), ("a:99999999999999999999", "/a", "a", "99999999999999999999", 0), ("a:+1", "/a", "a", "+1", 0),
            ("arn:aws:ssm:us-east-1:000000000000:parameter/a/b:7", "/a/b", nil, "7", 7),
        ] as [(String, String, String?, String?, Int?)])
    func `a reference names a parameter and a version`(text: String, path: String, name: String?, selector: String?, version: Int?) throws {
        let reference = try ParameterReference(text, account: .none, region: .usEast1)
        #expect(reference.key.path == path)
        #expect(reference.name == name)
        #expect(reference.selector == selector)
        #expect(reference.version == version)
    }

    @Test(arguments: [
        "", "a/b", "/a//b", "/a/", "a b", "arn:aws:s3:::b", "arn:aws:ssm:us-east-1:1:parameter/a",
        "arn:aws:ssm:us-east-1:000000000000:document/a",
        "arn:aws:ssm:us-east-1:000000000000:parameter/", "arn:aws:ssm:us-east-1:000000000000:parameter//a", "\u{212A}",
    ])
    func `what can name no parameter is refused`(text: String) {
        #expect(throws: ParameterNameError.malformed) { try ParameterReference(text, account: .none, region: .usEast1) }
    }

    @Test(arguments: [("/", "/"), ("/a", "/a/"), ("/a/b/", "/a/b/")])
    func `a folder ends with a slash`(text: String, path: String) throws {
        #expect(try ParameterFolder(text).path == path)
    }

    @Test(arguments: ["", "a", "a/", "//", "/a//", "/###", "/a b"])
    func `what is no folder is refused`(text: String) {
        #expect(throws: ParameterNameError.malformed) { try ParameterFolder(text) }
    }
}
