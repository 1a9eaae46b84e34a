/// Why S3 refuses a lifecycle: always 400, with the words that S3 uses.
package struct LifecycleError: Error, Hashable, Sendable {
    package let code: String
    package let message: String
    /// The offending one, where S3 names it.
    package let argument: Argument?

    package struct Argument: Hashable, Sendable {
        package let name, value: String
    }

    static func argument(_ message: String, _ name: String, _ value: some CustomStringConvertible) -> Self {
        Self(code: "InvalidArgument", message: message, argument: Argument(name: name, value: value.description))
    }

    static func argument(_ message: String) -> Self { Self(code: "InvalidArgument", message: message, argument: nil) }
    static func request(_ message: String) -> Self { Self(code: "InvalidRequest", message: message, argument: nil) }

    package static let malformed = Self(
        code: "MalformedXML", message: "The XML you provided was not well-formed or did not validate against our published schema",
        argument: nil)
}
