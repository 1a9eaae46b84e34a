// swift-tools-version: 6.2
import PackageDescription

// One target a room. Imports point down only: pelton, Server, faces, rooms, Metadata, then rules and machines, then PeltonCore.
// docs/architecture.md says what each one holds.

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

extension Target.Dependency {
    static let crypto = product(name: "Crypto", package: "swift-crypto")
    static let logging = product(name: "Logging", package: "swift-log")
    static let nioCore = product(name: "NIOCore", package: "swift-nio")
    static let nioPosix = product(name: "NIOPosix", package: "swift-nio")
    static let nioHTTP1 = product(name: "NIOHTTP1", package: "swift-nio")
    static let nioEmbedded = product(name: "NIOEmbedded", package: "swift-nio")
    static let arguments = product(name: "ArgumentParser", package: "swift-argument-parser")
}

func room(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource]? = nil) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
    .testTarget(name: name + "Tests", dependencies: [.byName(name: name)] + dependencies, exclude: exclude, swiftSettings: settings)
}

let fuzzed: [Target.Dependency] = ["S3API", "HTTPFront", "Events", "Lifecycle", "SigV4", "XML", "IAM", "PeltonCore"]

let package = Package(
    name: "pelton",
    products: [
        .executable(name: "pelton", targets: ["pelton"]),
        .executable(name: "thumbnail", targets: ["Thumbnail"]),
        .executable(name: "pelton-sandbox", targets: ["SandboxLauncher"]),
        .library(name: "FunctionRuntime", targets: ["FunctionRuntime"]),
        .executable(name: "crash-driver", targets: ["CrashDriver"]),
        .executable(name: "crash-points", targets: ["CrashPoints"]),
        .library(name: "FaultShim", type: .dynamic, targets: ["FaultShim"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    ],
    targets: [
        // main, wiring
        .executableTarget(
            name: "pelton", dependencies: ["Server", "Engine", "Workers", "PeltonCore", "SigV4", .arguments, .logging],
            swiftSettings: settings),
        room(
            "Server",
            [
                "S3API", "LambdaAPI", "IdentityAPI", "LogsAPI", "KMSAPI", "AdminAPI", "Faces", "Engine", "Functions", "Identity",
                "Delivery",
                "Workers", "Logs",
                "Metadata", "HTTPFront", "Events", "IAM", "Invoke", "SigV4", "CLinux", "PeltonCore", .crypto, .logging, .nioCore,
            ]),

        // what every face gets and answers with
        room("Faces", ["HTTPFront", "IAM", "SigV4", "PeltonCore", .nioCore]),

        // faces
        room(
            "S3API",
            [
                "Faces", "Metadata", "Engine", "Identity", "HTTPFront", "IAM", "XML", "Events", "Lifecycle", "SigV4", "Checksums",
                "Sealing",
                "PeltonCore",
                .crypto, .logging, .nioCore,
            ]),
        room(
            "LambdaAPI",
            [.crypto, "Faces", "Metadata", "Functions", "HTTPFront", "IAM", "Invoke", "SigV4", "PeltonCore", .logging, .nioCore]),
        room("IdentityAPI", ["Faces", "Metadata", "Identity", "HTTPFront", "IAM", "SigV4", "XML", "PeltonCore", .logging, .nioCore]),
        room("LogsAPI", ["Faces", "Logs", "HTTPFront", "IAM", "PeltonCore"]),
        room("KMSAPI", ["Faces", "Metadata", "Identity", "HTTPFront", "IAM", "PeltonCore", .logging]),
        room("AdminAPI", ["Engine", "Faces", "Metadata", "HTTPFront", "IAM", "SigV4", "PeltonCore", .nioCore]),

        // rooms
        room("Engine", ["Metadata", "Blobs", "Events", "Lifecycle", "Checksums", "Sealing", "PeltonCore", .crypto, .logging]),
        room("Functions", ["Engine", "Metadata", "IAM", "Invoke", "Events", "CZip", "PeltonCore", .crypto, .logging]),
        room("Identity", ["Metadata", "IAM", "Sealing", "PeltonCore", .crypto, .logging]),
        room("Delivery", ["Metadata", "Events", "Invoke", "PeltonCore", .logging]),
        room(
            "Workers", ["Invoke", "HTTPFront", "IAM", "CLinux", "PeltonCore", .logging, .nioCore],
            resources: [.embedInCode("python_bootstrap.py")]),
        room("Logs", ["Database", "Invoke", "CLinux", "PeltonCore", .logging]),
        room("Metadata", ["Blobs", "Database", "Events", "Lifecycle", "Sealing", "PeltonCore", .logging]),

        // rules: pure
        room("Events", ["PeltonCore"]),
        room("Lifecycle", ["PeltonCore"]),
        room("IAM", ["CLinux", "PeltonCore"]),
        room("SigV4", ["PeltonCore", .crypto]),
        room("Invoke", ["PeltonCore"]),

        // machines: no AWS semantics
        room("HTTPFront", ["PeltonCore", .nioCore, .nioPosix, .nioHTTP1, .logging]),
        room("Database", ["CSQLite", "PeltonCore"]),
        room("Blobs", ["Checksums", "CLinux", "PeltonCore"]),
        room("XML", ["CExpat"]),
        room("Sealing", ["CSealing", .crypto]),
        room("Checksums", ["CChecksums", .crypto]),

        room("PeltonCore"),

        // aside
        room("FunctionRuntime", ["SigV4", "Checksums", "CLinux", "PeltonCore", .nioCore, .nioPosix, .nioHTTP1]),
        // A worker sees no Swift toolchain: the runtime comes along.
        .executableTarget(
            name: "Thumbnail", dependencies: ["FunctionRuntime", "CVips", "PeltonCore"], swiftSettings: settings,
            linkerSettings: [
                .unsafeFlags(["-static-stdlib"]), .linkedLibrary("_FoundationCollections"), .linkedLibrary("_FoundationCShims"),
            ]),
        .executableTarget(name: "SandboxLauncher", linkerSettings: [.linkedLibrary("seccomp")]),
        .target(name: "CLinux"),
        .target(name: "CChecksums"),
        .target(name: "CSealing", dependencies: [.crypto]),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CExpat", pkgConfig: "expat", providers: [.apt(["libexpat1-dev"])]),
        .systemLibrary(name: "CZip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"])]),
        .systemLibrary(name: "CVips", pkgConfig: "vips", providers: [.apt(["libvips-dev"])]),

        tests("PeltonCore"),
        tests("Checksums", ["PeltonCore"]),
        tests("XML"),
        tests("Sealing", ["PeltonCore", .crypto]),
        tests("SigV4", ["PeltonCore"]),
        tests(
            "Engine", ["Metadata", "Events", "Lifecycle", "Blobs", "CSQLite", "Checksums", "Sealing", "PeltonCore", .logging],
            exclude: ["Fixtures"]),
        tests("Delivery", ["Engine", "Metadata", "Events", "Invoke", "PeltonCore", .logging]),
        tests("FunctionRuntime"),
        tests("IAM", ["PeltonCore"]),
        tests("Events", ["PeltonCore"]),
        tests("Lifecycle", ["PeltonCore"]),
        tests("S3API", ["HTTPFront", "Metadata", "SigV4", "PeltonCore", .logging, .nioCore]),
        tests("Faces", ["LambdaAPI", "IdentityAPI", "LogsAPI", "KMSAPI", "PeltonCore"]),
        tests("Functions", ["Metadata", "PeltonCore", .crypto, .logging]),
        // With the suite that libFuzzer leads too. It reads what is internal, so it is part of no plain build.
        .testTarget(name: "FuzzTests", dependencies: fuzzed, exclude: ["Corpus"], swiftSettings: settings),
        tests("Logs", ["Invoke", "PeltonCore", .logging]),
        tests("Workers", ["Invoke", "IAM", "PeltonCore", .logging]),
        // The crash suite: what records, what drives, what replays and judges.
        .target(name: "FaultShim", path: "Tests/FaultShim"),
        .target(
            name: "CrashSuite",
            dependencies: [
                "Delivery", "Engine", "Metadata", "Database", "Events", "Invoke", "Checksums", "Sealing", "PeltonCore", .logging,
            ],
            path: "Tests/CrashSuite", swiftSettings: settings),
        .executableTarget(
            name: "CrashDriver", dependencies: ["CrashSuite", "Delivery", "Engine", "Metadata", "Events", "PeltonCore"],
            path: "Tests/CrashDriver", swiftSettings: settings),
        .executableTarget(
            name: "CrashPoints", dependencies: ["CrashSuite", .arguments], path: "Tests/CrashPoints", swiftSettings: settings),
        .testTarget(
            name: "CrashPointTests", dependencies: ["CrashSuite", "Database", "PeltonCore"], swiftSettings: settings),

        .testTarget(
            name: "DocumentationTests", dependencies: ["S3API", "LambdaAPI"], exclude: ["compatibility-head.md"], swiftSettings: settings),

    ],
    swiftLanguageModes: [.v6]
)

// libFuzzer is linked only where every module is instrumented for it: `make fuzz`. The suite is a library there, and no tests are.
if Context.environment["PELTON_FUZZER"] != nil {
    package.targets.removeAll { $0.name == "FuzzTests" }
    package.targets += [
        .target(name: "FuzzSuite", dependencies: fuzzed, path: "Tests/FuzzTests/FuzzSuite", swiftSettings: settings),
        .executableTarget(name: "fuzzer", dependencies: ["FuzzSuite"], path: "Tests/Fuzzer"),
    ]
}
