// swift-tools-version: 6.2
import PackageDescription

// Folders are layers, a target is a module. Imports point down only: App, Services, ServiceKit and Domain, Store, Rules and Wire, Core.
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
    static let nioSSL = product(name: "NIOSSL", package: "swift-nio-ssl")
    static let httpClient = product(name: "AsyncHTTPClient", package: "async-http-client")
    static let arguments = product(name: "ArgumentParser", package: "swift-argument-parser")
}

/// A module in the folder of its layer: `Store/Blobs`.
func module(_ path: String, _ dependencies: [Target.Dependency] = [], resources: [Resource]? = nil) -> Target {
    .target(name: name(path), dependencies: dependencies, path: "Sources/" + path, resources: resources, swiftSettings: settings)
}

/// A C library of the system's.
func library(_ name: String, pkgConfig: String, package: String) -> Target {
    .systemLibrary(name: name, path: "Sources/System/" + name, pkgConfig: pkgConfig, providers: [.apt([package])])
}

func tests(_ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
    .testTarget(
        name: name + "Tests", dependencies: [.byName(name: name)] + dependencies, path: "Tests/Unit/\(name)Tests", exclude: exclude,
        swiftSettings: settings)
}

func name(_ path: String) -> String { path.split(separator: "/").last.map { String($0) } ?? path }

let fuzzed: [Target.Dependency] = [
    "S3", "IAM", "STS", "KMS", "Logs", "SSM", "SQS", "ServiceKit", "HTTPServer", "Notifications", "Lifecycle", "SigV4", "XML", "Policies",
    "Core",
]

let package = Package(
    name: "pelton",
    products: [
        .executable(name: "pelton", targets: ["pelton"]),
        .executable(name: "thumbnail", targets: ["Thumbnail"]),
        .executable(name: "pelton-sandbox", targets: ["Sandbox"]),
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
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    ],
    targets: [
        // App: the command line, and what puts a server together.
        .executableTarget(
            name: "pelton", dependencies: ["Server", "Objects", "Workers", "Core", "SigV4", "XML", .arguments, .logging],
            path: "Sources/App/pelton", swiftSettings: settings),
        module(
            "App/Server",
            [
                "S3", "Lambda", "IAM", "STS", "Logs", "KMS", "SSM", "SQS", "Admin", "ServiceKit", "Objects", "Functions", "Identity",
                "Parameters",
                "Messaging", "Workers", "WebIdentity", "FunctionLogs", "StoreAreas", "FunctionData", "IdentityData", "ObjectData",
                "DeliveryData", "Store", "HTTPServer", "Policies", "Queues",
                "Invocation", "SigV4", "CLinux", "Core", .crypto, .logging, .nioCore,
            ]),

        // Services: an AWS service each, as the wire has it.
        module(
            "Services/S3",
            [
                "ServiceKit", "ObjectData", "DeliveryData", "IdentityData", "Store", "Objects", "Identity", "HTTPServer", "Policies", "XML",
                "Notifications", "Lifecycle", "SigV4", "Checksums", "ContentEncryption", "Core", .logging, .nioCore,
            ]),
        module(
            "Services/Lambda",
            [
                "ServiceKit", "FunctionData", "Functions", "HTTPServer", "Policies", "Invocation", "Core", .crypto, .logging, .nioCore,
            ]),
        module("Services/IAM", ["ServiceKit", "IdentityData", "Store", "Identity", "Policies", "Core", .logging]),
        module("Services/STS", ["ServiceKit", "IdentityData", "Store", "Identity", "WebIdentity", "Policies", "Core", .logging]),
        module("Services/Logs", ["ServiceKit", "FunctionLogs", "Policies", "Core", .logging]),
        module("Services/KMS", ["ServiceKit", "IdentityData", "Store", "Identity", "Policies", "Core", .logging]),
        module(
            "Services/SSM",
            ["ServiceKit", "HTTPServer", "ParameterData", "IdentityData", "Store", "Identity", "Parameters", "Policies", "Core", .logging]),
        module(
            "Services/SQS", ["ServiceKit", "HTTPServer", "QueueData", "Store", "Queues", "Policies", "XML", "Core", .logging, .nioCore]),
        module(
            "Services/Admin",
            [
                "Objects", "ServiceKit", "ObjectData", "DeliveryData", "Store", "Identity", "Policies", "HTTPServer", "SigV4", "Core",
                .logging, .nioCore,
            ]),

        // What every service is made with.
        module("ServiceKit", ["Store", "HTTPServer", "Policies", "SigV4", "XML", "Core", .logging, .nioCore]),

        // Domain: state and behaviour; knows no wire form of AWS.
        module(
            "Domain/Objects",
            [
                "StoreAreas", "FunctionData", "ObjectData", "DeliveryData", "IdentityData", "Store", "Blobs", "Notifications", "Lifecycle",
                "Checksums", "ContentEncryption", "Core",
                .crypto, .logging,
            ]),
        module(
            "Domain/Functions",
            [
                "Objects", "FunctionData", "IdentityData", "Store", "Policies", "Invocation", "Notifications", "CZip", "Core", .crypto,
                .logging,
            ]),
        module(
            "Domain/Identity",
            ["IdentityData", "ObjectData", "Store", "Policies", "ContentEncryption", "CScrypt", "Core", .crypto, .logging],
            resources: [.embedInCode("aws_managed_policies.json")]),
        module("Domain/Parameters", ["ParameterData", "IdentityData", "Store", "Identity", "Core"]),
        module("Domain/Queues", ["QueueData", "Store", "Identity", "ContentEncryption", "Checksums", "Policies", "Core", .crypto]),
        module("Domain/Messaging", ["DeliveryData", "IdentityData", "Store", "Notifications", "Invocation", "Core", .logging]),
        module(
            "Domain/Workers",
            ["Invocation", "HTTPServer", "OutboundHTTP", "SigV4", "Policies", "CLinux", "Core", .crypto, .logging, .nioCore],
            resources: [.embedInCode("python_bootstrap.py")]),
        module("Domain/WebIdentity", ["OutboundHTTP", "CRSA", "Core", .crypto, .logging]),
        module("Domain/FunctionLogs", ["Database", "Invocation", "CLinux", "Core", .logging]),

        // Store: what is on disk.
        module(
            "Store/StoreAreas",
            [
                "QueueData", "ParameterData", "FunctionData", "ObjectData", "DeliveryData", "IdentityData", "Store", "Blobs", "Database",
                "Core",
                .logging,
            ]),
        // An area of tables each: its statements name its own tables and those of the areas that it depends on.
        module("Store/ParameterData", ["Store", "Database", "Core"]),
        module("Store/QueueData", ["Store", "Database", "Core"]),
        module("Store/FunctionData", ["ObjectData", "DeliveryData", "Store", "Database", "Core"]),
        module("Store/ObjectData", ["DeliveryData", "IdentityData", "Store", "Blobs", "Database", "Notifications", "Lifecycle", "Core"]),
        module("Store/DeliveryData", ["IdentityData", "Store", "Database", "Notifications", "Core"]),
        module("Store/IdentityData", ["Store", "Database", "Core"]),
        module("Store/Store", ["Blobs", "Database", "Core", .logging]),
        module("Store/Database", ["CSQLite", "Core"]),
        module("Store/Blobs", ["Checksums", "CLinux", "Core"]),
        module("Store/ContentEncryption", ["CAEAD", .crypto]),

        // Rules: pure, without a socket, a file or a clock of their own.
        module("Rules/Notifications", ["Core"]),
        module("Rules/Lifecycle", ["Core"]),
        module("Rules/Policies", ["CLinux", "Core"]),
        module("Rules/Invocation", ["Core"]),

        // Wire: protocols and formats, no word of a service.
        module("Wire/HTTPServer", ["Core", .nioCore, .nioPosix, .nioHTTP1, .logging]),
        module("Wire/OutboundHTTP", ["CLinux", "Core", .httpClient, .logging, .nioCore, .nioPosix, .nioHTTP1, .nioSSL]),
        module("Wire/SigV4", ["Core", .crypto]),
        module("Wire/XML", ["CExpat"]),
        module("Wire/Checksums", ["CChecksums", .crypto]),

        module("Core"),

        // Functions: what runs outside of the server, and what holds it.
        module("Functions/FunctionRuntime", ["SigV4", "Checksums", "CLinux", "Core", .nioCore, .nioPosix, .nioHTTP1]),
        // A worker sees no Swift toolchain: the runtime comes along.
        .executableTarget(
            name: "Thumbnail", dependencies: ["FunctionRuntime", "CVips", "Core"], path: "Sources/Functions/Thumbnail",
            swiftSettings: settings,
            linkerSettings: [
                .unsafeFlags(["-static-stdlib"]), .linkedLibrary("_FoundationCollections"), .linkedLibrary("_FoundationCShims"),
            ]),
        .executableTarget(name: "Sandbox", path: "Sources/Functions/Sandbox", linkerSettings: [.linkedLibrary("seccomp")]),

        // System: what is in C.
        .target(name: "CLinux", path: "Sources/System/CLinux"),
        .target(name: "CChecksums", path: "Sources/System/CChecksums"),
        .target(name: "CAEAD", dependencies: [.crypto], path: "Sources/System/CAEAD"),
        .target(name: "CRSA", dependencies: [.crypto], path: "Sources/System/CRSA"),
        .target(name: "CScrypt", dependencies: [.crypto], path: "Sources/System/CScrypt"),
        library("CSQLite", pkgConfig: "sqlite3", package: "libsqlite3-dev"),
        library("CExpat", pkgConfig: "expat", package: "libexpat1-dev"),
        library("CZip", pkgConfig: "libzip", package: "libzip-dev"),
        library("CVips", pkgConfig: "vips", package: "libvips-dev"),

        // What the suites share.
        .target(name: "TestSupport", dependencies: ["Invocation", "Core"], path: "Tests/Support/TestSupport", swiftSettings: settings),

        tests("Core"),
        tests("Checksums", ["CChecksums", "Core"]),
        tests("XML"),
        tests("ContentEncryption", ["Core", .crypto]),
        tests("SigV4", ["Core"]),
        tests("Identity", ["IdentityData", "Policies", "Core"]),
        tests("WebIdentity", ["OutboundHTTP", "Core", .crypto, .logging]),
        tests("Blobs", ["Core"]),
        tests("Store", ["DeliveryData", "Blobs", "Database", "Core", .logging]),
        tests(
            "Parameters",
            ["StoreAreas", "ParameterData", "IdentityData", "Store", "Identity", "Core", .logging]),
        tests("Queues", ["StoreAreas", "QueueData", "Identity", "Store", "Core", .logging]),
        tests(
            "Objects",
            [
                "StoreAreas", "QueueData", "ParameterData", "FunctionData", "ObjectData", "DeliveryData", "IdentityData", "Store",
                "Database",
                "Notifications",
                "Lifecycle",
                "Blobs", "CSQLite", "Checksums", "ContentEncryption", "Core", .logging,
            ],
            exclude: ["Fixtures"]),
        tests(
            "Messaging",
            [
                "TestSupport", "Objects", "StoreAreas", "FunctionData", "ObjectData", "DeliveryData", "IdentityData", "Store",
                "Notifications",
                "Invocation", "Core",
                .logging,
            ]),
        tests("FunctionRuntime"),
        tests("Policies", ["Core"]),
        tests("Notifications", ["Core"]),
        tests("Lifecycle", ["Core"]),
        tests("S3", ["ServiceKit", "HTTPServer", "ObjectData", "SigV4", "XML", "Core"]),
        tests("HTTPServer", [.logging, .nioCore]),
        tests(
            "ServiceKit",
            ["Admin", "Lambda", "IAM", "STS", "Logs", "KMS", "SSM", "SQS", "HTTPServer", "Policies", "SigV4", "XML", "Core", .nioCore]),
        tests("OutboundHTTP", ["Core", .httpClient, .nioCore, .nioPosix, .nioSSL]),
        tests("Functions", ["FunctionData", "Core", .crypto, .logging]),
        tests("FunctionLogs", ["Invocation", "Core", .logging]),
        tests("Workers", ["Invocation", "OutboundHTTP", "Policies", "Core", .logging]),
        .testTarget(
            name: "DocumentationTests", dependencies: ["Admin", "S3", "Lambda", "IAM", "STS", "KMS", "Logs", "SSM", "SQS", "ServiceKit"],
            path: "Tests/Unit/DocumentationTests",
            exclude: ["compatibility-head.md"], swiftSettings: settings),

        // With the suite that libFuzzer leads too. It reads what is internal, so it is part of no plain build.
        .testTarget(
            name: "FuzzTests", dependencies: fuzzed, path: "Tests/Fuzz/FuzzTests", exclude: ["Corpus"], swiftSettings: settings),

        // The crash suite: what records, what drives, what replays and judges.
        .target(name: "FaultShim", path: "Tests/Crash/FaultShim"),
        .target(
            name: "CrashSuite",
            dependencies: [
                "TestSupport", "Messaging", "Objects", "StoreAreas", "ObjectData", "DeliveryData", "IdentityData", "Store", "Database",
                "Notifications", "Invocation", "Checksums", "ContentEncryption", "Core",
                .logging,
            ],
            path: "Tests/Crash/CrashSuite", swiftSettings: settings),
        .executableTarget(
            name: "CrashDriver",
            dependencies: ["CrashSuite", "Messaging", "Objects", "ObjectData", "IdentityData", "Store", "Notifications", "Core"],
            path: "Tests/Crash/CrashDriver", swiftSettings: settings),
        .executableTarget(
            name: "CrashPoints", dependencies: ["CrashSuite", .arguments], path: "Tests/Crash/CrashPoints", swiftSettings: settings),
        .testTarget(
            name: "CrashPointTests", dependencies: ["CrashSuite", "Database", "Core"], path: "Tests/Crash/CrashPointTests",
            swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6]
)

// libFuzzer is linked only where every module is instrumented for it: `make fuzz`. The suite is a library there, and no tests are.
if Context.environment["PELTON_FUZZER"] != nil {
    package.targets.removeAll { $0.name == "FuzzTests" }
    package.targets += [
        .target(name: "FuzzSuite", dependencies: fuzzed, path: "Tests/Fuzz/FuzzTests/FuzzSuite", swiftSettings: settings),
        .executableTarget(name: "fuzzer", dependencies: ["FuzzSuite"], path: "Tests/Fuzz/Fuzzer"),
    ]
}
