import ArgumentParser

@main
struct Pelton: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pelton",
        abstract: "Object storage that runs your code: S3, its bucket notifications, and Lambda functions, in one server.",
        version: "0.1.0",
        subcommands: [Serve.self, Events.self, IAM.self, User.self, Keys.self, Check.self, Scrub.self, Runtimes.self])
}

/// A message for people, printed as it is.
struct Failure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
