internal import ServiceKit
internal import HTTPServer
internal import XML

/// The access control list that a request asks for, before anybody looked up whom it names.
/// Source: API_PutObjectAcl, API_PutBucketAcl, "Access permissions".
enum RequestedACL {
    case canned(Canned)
    case grants([Grant])

    /// Source: S3 User Guide, "Access control list (ACL) overview", "Canned ACL".
    enum Canned: String {
        case isPrivate = "private"
        case publicRead = "public-read"
        case publicReadWrite = "public-read-write"
        case authenticatedRead = "authenticated-read"
        case awsExecRead = "aws-exec-read"
        case bucketOwnerRead = "bucket-owner-read"
        case bucketOwnerFullControl = "bucket-owner-full-control"
        case logDeliveryWrite = "log-delivery-write"
    }

    enum Grantee {
        /// An account's canonical id, and how the request calls the argument.
        case id(String, argument: String)
        case email(String)
        case group(AccessControlList.Group)
    }

    struct Grant {
        let grantee: Grantee
        let permission: AccessControlList.Permission
    }

    /// - Returns: nil if the headers say nothing of access.
    init?(_ headers: HTTPHeaders) throws(ServiceError) {
        let canned = Self.value(of: "x-amz-acl", headers)
        var grants: [Grant] = []
        var hasGrants = false
        for (name, permission) in Self.grantHeaders {
            guard let text = Self.value(of: name, headers) else { continue }
            hasGrants = true
            for grantee in try Self.grantees(text, name) { grants.append(Grant(grantee: grantee, permission: permission)) }
        }
        guard canned == nil || !hasGrants else {
            throw .invalidRequest("Specifying both Canned ACLs and Header Grants is not allowed")
        }
        if let canned {
            guard let known = Canned(rawValue: canned) else { throw .invalidArgument("", "x-amz-acl", canned) }
            self = .canned(known)
        } else if hasGrants {
            guard grants.count <= AccessControlList.maximumGrants else { throw .malformedACL }
            self = .grants(grants)
        } else {
            return nil
        }
    }

    static let headerNames = ["x-amz-acl"] + grantHeaders.map(\.0)

    static func isAsked(_ headers: HTTPHeaders) -> Bool { headerNames.contains { headers.contains($0) } }

    /// All fields of that name as one: what a policy judges is what is done.
    static func value(of name: String, _ headers: HTTPHeaders) -> String? {
        let values = headers.all(name)
        return values.isEmpty ? nil : values.joined(separator: ",")
    }

    private static let grantHeaders: [(String, AccessControlList.Permission)] = [
        ("x-amz-grant-full-control", .fullControl), ("x-amz-grant-read", .read), ("x-amz-grant-write", .write),
        ("x-amz-grant-read-acp", .readACL), ("x-amz-grant-write-acp", .writeACL),
    ]

    /// Reads `id="…", uri="…", emailAddress="…"`.
    private static func grantees(_ text: String, _ header: String) throws(ServiceError) -> [Grantee] {
        let malformed = ServiceError.invalidArgument("Argument format not recognized", header, text)
        var grantees: [Grantee] = []
        for item in text.split(separator: ",", omittingEmptySubsequences: false) {
            let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { throw malformed }
            let value = unquoted(trimmed(parts[1]))
            guard !value.isEmpty else { throw malformed }
            switch trimmed(parts[0]).lowercased() {
            case "id": grantees.append(.id(value, argument: "id"))
            case "emailaddress": grantees.append(.email(value))
            case "uri": grantees.append(.group(try group(value, "uri")))
            default: throw malformed
            }
        }
        return grantees
    }

    static func group(_ uri: String, _ argument: String) throws(ServiceError) -> AccessControlList.Group {
        guard let group = AccessControlList.Group(rawValue: uri) else { throw .invalidArgument("Invalid group uri", argument, uri) }
        return group
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text.drop { $0 == " " || $0 == "\t" }
        while text.last == " " || text.last == "\t" { text = text.dropLast() }
        return text
    }

    private static func unquoted(_ text: Substring) -> String {
        text.count >= 2 && text.first == "\"" && text.last == "\"" ? String(text.dropFirst().dropLast()) : String(text)
    }
}

// MARK: As XML

extension RequestedACL {
    private static let shape = Shape.group(
        "AccessControlPolicy",
        [
            .group("Owner", [.text("ID"), .text("DisplayName", Shape.maybe)]),
            .group(
                "AccessControlList",
                [
                    .group(
                        "Grant", 0...AccessControlList.maximumGrants,
                        [
                            .group(
                                "Grantee", ["ID", "DisplayName", "EmailAddress", "URI"].map { .text($0, Shape.maybe) }),
                            .text("Permission"),
                        ])
                ]),
        ])

    /// Source: API_AccessControlPolicy.
    /// - Parameter owner: whose the list is: nobody can give it away.
    init(_ root: XMLElement, owner: String) throws(ServiceError) {
        do throws(ServiceError) { try Self.shape.check(root) } catch { throw .malformedACL }
        let named = root.child("Owner")?.trimmedText("ID") ?? ""
        guard named == owner else {
            throw AccessControlList.isCanonicalID(named) ? .accessDenied() : .invalidArgument("Invalid id", "CanonicalUser/ID", named)
        }
        var grants: [Grant] = []
        for grant in root.child("AccessControlList")?.children ?? [] { grants.append(try Self.grant(grant)) }
        self = .grants(grants)
    }

    private static func grant(_ element: XMLElement) throws(ServiceError) -> Grant {
        guard let grantee = element.child("Grantee"),
            let permission = element.trimmedText("Permission").flatMap(AccessControlList.Permission.init)
        else { throw .malformedACL }
        return Grant(grantee: try Self.grantee(grantee), permission: permission)
    }

    private static func grantee(_ element: XMLElement) throws(ServiceError) -> Grantee {
        func value(_ name: String) throws(ServiceError) -> String {
            guard let text = element.trimmedText(name), !text.isEmpty else { throw .malformedACL }
            return text
        }
        switch element.attributes["type"] {
        case "CanonicalUser"?: return .id(try value("ID"), argument: "CanonicalUser/ID")
        case "AmazonCustomerByEmail"?: return .email(try value("EmailAddress"))
        case "Group"?: return .group(try group(try value("URI"), "Group/URI"))
        default: throw .malformedACL
        }
    }
}

extension ServiceError {
    static let malformedACL = Self(
        400, "MalformedACLError", "The XML you provided was not well-formed or did not validate against our published schema")
    static let accessControlListNotSupported = Self(400, "AccessControlListNotSupported", "The bucket does not allow ACLs")
    static let publicACLBlocked = accessDenied(
        "Access Denied: public access control lists (ACLs) are blocked by the BlockPublicAcls block public access setting.")
}
