/// The runtimes of Lambda and what runs them here. Source: Lambda Developer Guide, "Lambda runtimes".
package enum Runtime {
    package enum Family: Sendable, Hashable {
        /// An executable `bootstrap` in the function's code.
        case provided
        case python(minor: Int)
        case nodejs(major: Int)
        /// Known to AWS, with nothing here to run it.
        case unsupported
    }

    /// Names that CreateFunction takes, in the order in which AWS's error lists them.
    package static let current = [
        "nodejs20.x", "nodejs22.x", "nodejs24.x", "python3.10", "python3.11", "python3.12", "python3.13", "python3.14", "java8.al2",
        "java11", "java17",
        "java21", "java25", "dotnet8", "dotnet9", "dotnet10", "ruby3.2", "ruby3.3", "ruby3.4", "provided.al2", "provided.al2023",
    ]

    /// Names that AWS took once and now refuses.
    package static let retired = [
        "nodejs", "nodejs4.3", "nodejs4.3-edge", "nodejs6.10", "nodejs8.10", "nodejs10.x", "nodejs12.x", "nodejs14.x", "nodejs16.x",
        "nodejs18.x", "python2.7",
        "python3.6", "python3.7", "python3.8", "python3.9", "java8", "dotnetcore1.0", "dotnetcore2.0", "dotnetcore2.1", "dotnetcore3.1",
        "dotnet5.0",
        "dotnet6", "dotnet7", "ruby2.5", "ruby2.7", "go1.x", "provided",
    ]

    /// - Returns: nil for a name that was never a runtime.
    package static func family(_ name: String) -> Family? {
        guard current.contains(name) || retired.contains(name) else { return nil }
        if name.hasPrefix("provided") { return .provided }
        if name.hasPrefix("python3."), let minor = Int(name.dropFirst(8)) { return .python(minor: minor) }
        if name.hasPrefix("nodejs"), let major = Int(name.dropFirst(6).prefix { $0 != "." }) { return .nodejs(major: major) }
        return .unsupported
    }
}
