import Foundation
import FunctionData
import Core
import Testing

@testable import Functions

struct ReferenceTests {
    @Test(
        arguments: [
            ("f", "f", nil, nil, nil), ("my-func_1", "my-func_1", nil, nil, nil), ("f:$LATEST", "f", nil, nil, "$LATEST"),
            ("f:7", "f", nil, nil, "7"), ("123456789012:function:f", "f", "123456789012", nil, nil), ("function:f", "f", nil, nil, nil),
            ("arn:aws:lambda:eu-west-1:123456789012:function:f:live", "f", "123456789012", "eu-west-1", "live"),
            ("123456789012:f", "f", "123456789012", nil, nil), ("123456789012:f:7", "f", "123456789012", nil, "7"),
            ("123456789012:function:f:$LATEST", "f", "123456789012", nil, "$LATEST"),
            ("us-gov-east-1:123456789012:function:f", "f", "123456789012", "us-gov-east-1", nil),
            ("eu-west-1:f", "f", nil, "eu-west-1", nil), ("arn:aws:lambda:function:f", "f", nil, nil, nil),
            ("arn:aws:lambda:garage:123456789012:function:f", "f", "123456789012", "garage", nil),
            ("function", "function", nil, nil, nil), ("function:$LATEST", "function", nil, nil, "$LATEST"),
            ("function:function:function", "function", nil, nil, "function"), ("123456789012", "123456789012", nil, nil, nil),
            ("eu-west-1", "eu-west-1", nil, nil, nil),
        ] as [(String, String, String?, String?, String?)])
    func `names, partial ARNs, ARNs`(text: String, name: String, account: String?, region: String?, qualifier: String?) throws {
        let reference = try #require(FunctionReference(text))
        #expect(reference.name == name)
        #expect(reference.account?.description == account)
        #expect(reference.region?.description == region)
        #expect(reference.qualifier == qualifier)
    }

    @Test(arguments: [
        "", "a b", "f:", "function:", "123456789012:", "arn:aws:lambda:", "arn:aws:lambda:eu-west-1:123456789012:layer:f:1",
        "arn:aws:lambda:eu-west-1:123456789012:function:f:1:2", "eu-west-1:us-east-1:f:1:2", ":f", "f:a b", "arn:aws:s3:::b",
        "arn:aws:lambda:eu-west-1:12:function:f", "12:function:f", "a:b:c", "é",
    ])
    func `what names no function`(text: String) { #expect(FunctionReference(text) == nil) }
}

struct PackageTests {
    private let package = CodePackage(limit: 1000)

    @Test func `an ordinary package is taken`() throws {
        try package.check(zip([("bootstrap", 0o100755, [1, 2, 3]), ("lib/", 0o040755, []), ("lib/a.py", 0, [4])]))
    }

    @Test(
        arguments: [
            ("../x", 0o100644), ("/x", 0o100644), ("a/../../x", 0o100644), ("a//b", 0o100644), ("./x", 0o100644),
            ("link/", 0o120777), ("device", 0o020644), ("fifo", 0o010644),
        ] as [(String, UInt32)])
    func `an entry that is no code inside the folder spoils the package`(name: String, mode: UInt32) {
        #expect(throws: CodePackage.Failure.self) { try package.check(zip([("ok", 0o100644, [1]), (name, mode, [1])])) }
    }

    @Test(
        arguments: [
            ["a", "a/b"], ["a/b", "a"], ["a/", "a"], ["a", "a/"], ["a/b/c", "a/b"],
            [Array(repeating: "d", count: 600).joined(separator: "/")],
            [String(repeating: "n", count: 256)], [String(repeating: "n", count: 256) + "/x"],
        ] as [[String]])
    func `what no file system could hold is refused`(names: [String]) {
        #expect(throws: CodePackage.Failure.self) { try package.check(zip((names + ["ok"]).map { ($0, 0, []) })) }
    }

    @Test(
        arguments: [
            ["a/", "a/b", "a/c/", "a/c/d"], ["a/b", "a/"], ["caf\u{E9}", "cafe\u{301}/x"], ["a", "ab/c", "a.b"],
            [Array(repeating: "d", count: 500).joined(separator: "/"), String(repeating: "n", count: 255)],
        ] as [[String]])
    func `what is accepted can be unpacked`(names: [String]) throws {
        let bytes = zip(names.map { ($0, $0.hasSuffix("/") ? 0o040755 : 0o100644, $0.hasSuffix("/") ? [] : [1]) })
        let path = NSTemporaryDirectory() + "pelton-package-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: path) }
        try package.check(bytes)
        try package.unpack(bytes, to: path)
        for name in names { #expect(access(path + "/" + name, R_OK) == 0) }
    }

    @Test func `a backslash is a letter of a file's name`() throws {
        try unpacked([("lib\\a.py", 0, [7]), ("lib\\", 0, []), ("..\\x", 0, [1])]) { folder in
            let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
            #expect(names == ["..\\x", "lib\\", "lib\\a.py"])
        }
    }

    @Test(arguments: [
        ("a/b/link", "../../x"), ("link", "a/b"), ("link", "./a"), ("link", "link"), ("link", "missing"), ("a/link", ".."),
        ("link", "/tmp/cache"), ("link", "/opt/nodejs/node_modules"), ("link", "/var/task/a"), ("link", "..a/b.."),
    ])
    func `a link that stays inside is a link`(name: String, target: String) throws {
        try unpacked([(name, 0o120777, Array(target.utf8)), ("x", 0o100644, [1])]) { folder in
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder + "/" + name) == target)
            try CodeFolder.remove(folder)
            #expect(!FileManager.default.fileExists(atPath: folder))
        }
    }

    @Test(arguments: [
        ("link", "../x"), ("a/link", "../../x"), ("link", "/etc/passwd"), ("link", "/var/task/../../etc"), ("link", "/tmp/../etc"),
        ("link", "a/../../x"), ("link", "other/../x"), ("link", "/"), ("link", ""), ("link", "a\0b"), ("link", "./.././x"),
        ("link", String(repeating: "n", count: 5000)),
    ])
    func `a link that leads out spoils the package`(name: String, target: String) {
        let bytes = zip([("ok", 0o100644, [1]), (name, 0o120777, Array(target.utf8))])
        #expect(throws: CodePackage.Failure.self) { try CodePackage(limit: 100_000).check(bytes) }
        let path = NSTemporaryDirectory() + "pelton-package-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(throws: CodePackage.Failure.self) { try CodePackage(limit: 100_000).unpack(bytes, to: path) }
    }

    /// What is below one makes it a folder as well, and of two entries with one name libzip takes none.
    @Test(
        arguments: [
            [("l", 0o120777, "a"), ("l/x", 0, "1"), ("a/", 0, "")], [("l/x", 0, "1"), ("l", 0o120777, "a")],
            [("l", 0o120777, "a"), ("l", 0o100644, "1")], [("l", 0o100644, "1"), ("l", 0o120777, "a")],
        ] as [[(String, UInt32, String)]])
    func `nothing is written through a link`(entries: [(String, UInt32, String)]) {
        let bytes = zip(entries.map { ($0, $1, Array($2.utf8)) })
        #expect(throws: CodePackage.Failure.self) { try package.check(bytes) }
    }

    private func unpacked(_ entries: [(name: String, mode: UInt32, bytes: [UInt8])], _ body: (String) throws -> Void) throws {
        let bytes = zip(entries)
        let path = NSTemporaryDirectory() + "pelton-package-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: path) }
        try package.check(bytes)
        try package.unpack(bytes, to: path)
        try body(path)
    }

    @Test func `folders count too`() {
        let deep = Array(repeating: "d", count: 400).joined(separator: "/")
        #expect(throws: CodePackage.Failure.self) { try package.check(zip((0..<300).map { ("\($0)/" + deep, 0, []) })) }
    }

    @Test func `sizes are added up before anything is written`() {
        let files = (0..<3).map { (name: "f\($0)", mode: UInt32(0o100644), bytes: [UInt8](repeating: 0, count: 400)) }
        let error = #expect(throws: CodePackage.Failure.self) { try package.check(zip(files)) }
        guard case .tooLarge? = error else { return #expect(Bool(false), "\(String(describing: error))") }
    }

    @Test(arguments: [[], [0x50, 0x4B], Array("no zip file at all".utf8)] as [[UInt8]])
    func `what is no zip file is refused`(bytes: [UInt8]) { #expect(throws: CodePackage.Failure.self) { try package.check(bytes) } }

    @Test func `bytes that do not have their checksum are refused`() {
        var bytes = zip([("f", 0o100644, [1, 2, 3])])
        bytes[31] ^= 0xFF
        #expect(throws: CodePackage.Failure.self) { try package.check(bytes) }
    }
}
