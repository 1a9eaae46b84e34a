import ArgumentParser
import Core
import XML

struct User: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Users of the account: make one that may do what its policies say, or list them.",
        discussion: "All else is the AWS CLI's: `aws iam help`.", subcommands: [AddUser.self, ListUsers.self])
}

struct ListUsers: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List users: ARN and when each was made.")

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        try connection.client().pages("ListUsers", "Users") { user in
            print("\(JSON.visible(user.text("Arn") ?? ""))  \(JSON.visible(user.text("CreateDate") ?? ""))", to: &StandardOutput.stream)
        }
    }
}

struct AddUser: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Make a user with policies and a key, and show the key's secret, which nobody can read again.",
        discussion: """
            --policy takes the name or ARN of a managed policy, one of AWS's (`AmazonS3ReadOnlyAccess`) or of the account, or a file with a \
            policy document, which becomes the user's own. Without one, the user may do what resources' policies give it.
            """)

    @OptionGroup var connection: ConnectionOptions
    @Argument(help: "The user's name.") var name: String
    @Option(help: "A managed policy's name or ARN, or a file with a policy document (with a / or .json in its name). May be repeated.")
    var policy: [String] = []
    @Option(help: "A group that it becomes a member of. May be repeated.") var group: [String] = []
    @Option(help: "The user's path, such as /teams/web/.") var path: String?
    @Flag(help: "Make no key.") var noKey = false
    @Flag(help: "The key as one JSON object.") var json = false

    func run() async throws {
        let client = try connection.client()
        let policies = try policy.map { try UserPolicy($0, client) }
        _ = try client.call("CreateUser", [("UserName", name)] + (path.map { [("Path", $0)] } ?? []))
        var undo: [(String, [(String, String)])] = [("DeleteUser", [("UserName", name)])]
        do {
            for policy in policies {
                _ = try client.call(policy.action, [("UserName", name)] + policy.parameters)
                undo.append((policy.opposite, [("UserName", name)] + policy.parameters.prefix(1)))
            }
            for group in group {
                let parameters = [("UserName", name), ("GroupName", group)]
                _ = try client.call("AddUserToGroup", parameters)
                undo.append(("RemoveUserFromGroup", parameters))
            }
            if !noKey { try NewKey(of: name, client).show(json: json) }
        } catch {
            for (action, parameters) in undo.reversed() {
                do { _ = try client.call(action, parameters) } catch let left {
                    throw Failure("\(error) The user \(JSON.visible(name)) is left half made: \(left)")
                }
            }
            throw error
        }
    }
}

/// What a user may do, as the command line names it.
private struct UserPolicy {
    let action, opposite: String
    /// The first one names it.
    let parameters: [(String, String)]

    /// - Throws: `Failure` if there is no such policy, before anything is made.
    init(_ text: String, _ client: AdminClient) throws {
        if text.contains("/"), !text.hasPrefix("arn:") || text.hasSuffix(".json") {
            try self.init(file: text)
        } else if text.hasSuffix(".json") {
            try self.init(file: text)
        } else {
            self.init(arn: try Self.arn(text, client))
        }
    }

    private init(arn: String) {
        (action, opposite, parameters) = ("AttachUserPolicy", "DetachUserPolicy", [("PolicyArn", arn)])
    }

    private init(file: String) throws {
        guard let document = TextFile.read(file) else { throw Failure("The file \(JSON.visible(file)) cannot be read.") }
        let last = file.split(separator: "/").last.map { String($0) } ?? file
        let name = last.hasSuffix(".json") ? String(last.dropLast(5)) : last
        (action, opposite) = ("PutUserPolicy", "DeleteUserPolicy")
        parameters = [("PolicyName", name), ("PolicyDocument", document)]
    }

    private static func arn(_ text: String, _ client: AdminClient) throws -> String {
        guard !text.hasPrefix("arn:") else { return text }
        var found: [String] = []
        try client.pages("ListPolicies", "Policies", [("Scope", "AWS")]) { policy in
            if policy.text("PolicyName") == text, let arn = policy.text("Arn") { found.append(arn) }
        }
        let account = try client.call("GetCallerIdentity", of: "sts").text("Account") ?? ""
        let own = "arn:aws:iam::\(account):policy/\(text)"
        do {
            _ = try client.call("GetPolicy", [("PolicyArn", own)])
            found.append(own)
        } catch let refusal as ServiceRefusal where refusal.code == "NoSuchEntity" {}
        guard let first = found.first else {
            throw Failure("There is no policy \(JSON.visible(text)), of AWS's or of the account. Those here: aws iam list-policies")
        }
        guard found.count == 1 else { throw Failure("\(JSON.visible(text)) is \(found.joined(separator: " or ")): give the ARN.") }
        return first
    }
}
