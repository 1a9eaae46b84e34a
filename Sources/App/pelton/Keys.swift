import ArgumentParser
import Core
import XML

struct Keys: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Access keys of users: make, list, take back and turn them.",
        discussion: """
            What is taken back proves nothing from the next request on, and neither does any session that began with it. The keys of an \
            account's root are those that the server is started with.
            """,
        subcommands: [CreateKey.self, ListKeys.self, DisableKey.self, EnableKey.self, DeleteKey.self, RotateKey.self])
}

struct CreateKey: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Make a key for a user and show its secret, which nobody can read again.")

    @OptionGroup var connection: ConnectionOptions
    @Argument(help: "The user's name.") var user: String
    @Flag(help: "As one JSON object.") var json = false

    func run() async throws {
        let client = try connection.client()
        try NewKey(of: user, client).show(json: json)
    }
}

struct ListKeys: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List keys: id, whether it is active, when it was made, whose it is, and its last use.")

    @OptionGroup var connection: ConnectionOptions
    @Argument(help: "The user's name; all users of the account if none is given.") var user: String?

    func run() async throws {
        let client = try connection.client()
        if let user { return try Self.list(of: user, client) }
        try client.pages("ListUsers", "Users") { try Self.list(of: $0.text("UserName") ?? "", client) }
    }

    private static func list(of user: String, _ client: AdminClient) throws {
        try client.pages("ListAccessKeys", "AccessKeyMetadata", [("UserName", user)]) { key in
            func text(_ name: String) -> String { JSON.visible(key.text(name) ?? "") }
            let lastUse = try client.call("GetAccessKeyLastUsed", [("AccessKeyId", key.text("AccessKeyId") ?? "")]).child(
                "AccessKeyLastUsed")
            let used = lastUse?.text("LastUsedDate").map {
                "used \(JSON.visible($0)) for \(JSON.visible(lastUse?.text("ServiceName") ?? ""))"
            }
            print(
                "\(text("AccessKeyId"))  \(text("Status"))  \(text("CreateDate"))  \(text("UserName"))  \(used ?? "never used")",
                to: &StandardOutput.stream)
        }
    }
}

struct DisableKey: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disable", abstract: "Take a key back: it and all sessions that began with it prove nothing any more.")

    @OptionGroup var connection: ConnectionOptions
    @Argument(help: "The key's id.") var key: String

    func run() async throws {
        let client = try connection.client()
        let user = try client.setStatus(ofKey: key, "Inactive")
        print("\(JSON.visible(key)) of user \(JSON.visible(user)) is disabled", to: &StandardOutput.stream)
    }
}

struct EnableKey: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "enable", abstract: "Let a disabled key be used again.")

    @OptionGroup var connection: ConnectionOptions
    @Argument(help: "The key's id.") var key: String

    func run() async throws {
        let client = try connection.client()
        let user = try client.setStatus(ofKey: key, "Active")
        print("\(JSON.visible(key)) of user \(JSON.visible(user)) is enabled", to: &StandardOutput.stream)
    }
}

struct DeleteKey: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "delete", abstract: "Remove a key for good.")

    @OptionGroup var connection: ConnectionOptions
    @Argument(help: "The key's id.") var key: String

    func run() async throws {
        let client = try connection.client()
        let user = try client.owner(ofKey: key)
        _ = try client.call("DeleteAccessKey", [("UserName", user), ("AccessKeyId", key)])
        print("\(JSON.visible(key)) of user \(JSON.visible(user)) is deleted", to: &StandardOutput.stream)
    }
}

struct RotateKey: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate", abstract: "Make a new key for a key's user, then disable the old one.",
        discussion: """
            A user has two keys at most: delete one first if there are two. With --keep the old one stays active until `pelton keys disable`, \
            so that nothing stops while programs get the new one.
            """)

    @OptionGroup var connection: ConnectionOptions
    @Argument(help: "The id of the old key.") var key: String
    @Flag(help: "Leave the old key active.") var keep = false
    @Flag(help: "The new key as one JSON object.") var json = false

    func run() async throws {
        let client = try connection.client()
        let user = try client.owner(ofKey: key)
        let new = try NewKey(of: user, client)
        // Shown before anything else can fail: its secret is nowhere else.
        try new.show(json: json)
        if !keep { _ = try client.setStatus(ofKey: key, "Inactive") }
    }
}

/// A key that was just made, with its secret.
struct NewKey {
    private let user, id, secret: String

    init(of user: String, _ client: AdminClient) throws {
        let key = try client.call("CreateAccessKey", [("UserName", user)]).child("AccessKey")
        guard let id = key?.text("AccessKeyId"), let secret = key?.text("SecretAccessKey") else {
            throw Failure("The server's answer has no key.")
        }
        (self.user, self.id, self.secret) = (user, id, secret)
    }

    /// As a shell or an environment file takes it.
    func show(json: Bool) throws {
        guard !json else {
            let object = JSON.members(["userName": .string(user), "accessKeyId": .string(id), "secretAccessKey": .string(secret)])
            return print(object.text, to: &StandardOutput.stream)
        }
        print("AWS_ACCESS_KEY_ID=\(id)\nAWS_SECRET_ACCESS_KEY=\(secret)", to: &StandardOutput.stream)
    }
}

extension AdminClient {
    /// Goes through all pages of a list.
    func pages(_ action: String, _ list: String, _ parameters: [(String, String)] = [], _ each: (XMLElement) throws -> Void) throws {
        var marker: String?
        repeat {
            let page = try call(action, parameters + (marker.map { [("Marker", $0)] } ?? []))
            for member in page.child(list)?.children("member") ?? [] { try each(member) }
            marker = page.text("IsTruncated") == "true" ? page.text("Marker") : nil
        } while marker != nil
    }

    /// - Returns: the name of the user whose key it is.
    func owner(ofKey id: String) throws -> String {
        guard let user = try call("GetAccessKeyLastUsed", [("AccessKeyId", id)]).text("UserName"), !user.isEmpty else {
            throw Failure("\(JSON.visible(id)) is no user's key. The keys of an account's root are those that the server is started with.")
        }
        return user
    }

    /// - Returns: the name of the user whose key it is.
    func setStatus(ofKey id: String, _ status: String) throws -> String {
        let user = try owner(ofKey: id)
        _ = try call("UpdateAccessKey", [("UserName", user), ("AccessKeyId", id), ("Status", status)])
        return user
    }
}
