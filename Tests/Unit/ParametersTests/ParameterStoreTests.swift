import Core
import Foundation
import Identity
import Logging
import Parameters
import IdentityData
import ParameterData
import Store
import StoreAreas
import Testing

/// Parameters with their versions, as the database has them.
final class ParameterStoreTests {
    private let folder = NSTemporaryDirectory() + "pelton-parameters-" + UUID().uuidString
    private let metadata: MetadataStore
    private let store: ParameterStore

    init() throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        metadata = try MetadataStore(
            folder: folder, limits: Limits(), clock: SystemClock(), random: SystemRandom(), region: .usEast1, logger: logger)
        let identity = try IdentityStore(
            metadata: metadata, masterKeyPath: folder + "/master.key", clock: SystemClock(), random: SystemRandom(), logger: logger)
        store = ParameterStore(metadata: metadata, keys: KeyStore(identity: identity))
    }

    deinit {
        metadata.close()
        try? FileManager.default.removeItem(atPath: folder)
    }

    private static func attributes(_ description: String? = nil, _ type: ParameterType = .string) -> ParameterAttributes {
        ParameterAttributes(type: type, tier: .standard, dataType: "text", keyID: nil, description: description, allowedPattern: nil)
    }

    private func key(_ name: String) throws -> ParameterKey { try reference(name).key }
    private func reference(_ name: String) throws -> ParameterReference {
        try ParameterReference(name, account: .none, region: .usEast1)
    }

    @discardableResult
    private func put(
        _ name: String, _ value: String = "v", overwrites: Bool = false, basis: ParameterAttributes? = nil, tags: [String: String] = [:],
        attributes: ParameterAttributes = attributes()
    ) async throws -> Int {
        try await store.put(
            PutParameter(
                key: try key(name), name: name, attributes: attributes, value: Array(value.utf8), modifiedBy: "me", overwrites: overwrites,
                basis: basis, tags: tags))
    }

    private func page(_ listing: ParameterListing) async throws -> ([String], String?) {
        let page = try await store.list(listing, account: .none, region: .usEast1)
        return (page.records.map(\.name), page.next)
    }

    @Test func `a hundred versions are kept, and the oldest goes`() async throws {
        for number in 1...103 {
            #expect(try await put("a", "\(number)", overwrites: true, basis: number == 1 ? nil : Self.attributes()) == number)
        }
        let versions = try await store.versions(ListParameterVersions(key("a"), after: 0, limit: 200))
        #expect(versions.map(\.version) == Array(4...103))
        let found = try await store.find(["a", "/a:4", "a:3", "a:103", "a:104", "b"].map { try reference($0) })
        let values = found.map { lookup in
            if case .found(let record) = lookup { String(decoding: record.value, as: UTF8.self) } else { "none" }
        }
        #expect(values == ["103", "4", "none", "103", "none", "none"])
        #expect(try await store.delete([key("a"), key("b")]) == [key("a")])
        #expect(try await store.find(key("a")) == nil)
        // What is made anew begins anew, whatever its row was.
        #expect(try await put("/a", "new") == 1)
        #expect(try await store.versions(ListParameterVersions(key("a"), after: 0, limit: 200)).map(\.version) == [1])
    }

    @Test func `a version is made of what is there, or not at all`() async throws {
        try await put("a", tags: ["k": "v"])
        let key = try key("a")
        func refusal(_ basis: ParameterAttributes?, overwrites: Bool = true) async throws -> String? {
            do throws(ParameterError) {
                _ = try await store.put(
                    PutParameter(
                        key: key, name: "a", attributes: Self.attributes(), value: [], modifiedBy: "", overwrites: overwrites, basis: basis,
                        tags: [:]))
                return nil
            } catch { return "\(error)" }
        }
        #expect(try await refusal(nil, overwrites: false) == "alreadyExists")
        #expect(try await refusal(nil) == "overtaken")
        #expect(try await refusal(Self.attributes("other")) == "overtaken")
        #expect(try await refusal(Self.attributes()) == nil)
        #expect(try await store.find(key)?.tags == ["k": "v"])
    }

    @Test func `versions that are made at once all count`() async throws {
        try await put("a")
        let key = try key("a")
        let numbers = try await withThrowingTaskGroup(of: Int.self) { [store] group in
            for _ in 0..<50 {
                group.addTask {
                    try await store.put(
                        PutParameter(
                            key: key, name: "a", attributes: Self.attributes(), value: [], modifiedBy: "", overwrites: true,
                            basis: Self.attributes(), tags: [:]))
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(numbers.sorted() == Array(2...51))
    }

    @Test func `tags are added and taken away, fifty at most`() async throws {
        try await put("a", tags: ["x": "1", "y": "2"])
        try await store.changeTags(of: key("a"), adding: ["x": "3", "z": "4"])
        try await store.changeTags(of: key("a"), removing: ["y", "nothing"])
        #expect(try await store.find(key("/a"))?.tags == ["x": "3", "z": "4"])
        try await store.changeTags(of: key("a"), adding: Dictionary(uniqueKeysWithValues: (0..<48).map { ("\($0)", "") }))
        for (name, refusal) in [("a", "tooManyTags"), ("b", "notFound")] {
            let key = try key(name)
            do throws(ParameterError) {
                try await store.changeTags(of: key, adding: ["one more": ""])
                Issue.record("\(name) got a tag more")
            } catch { #expect("\(error)" == refusal) }
        }
        #expect(try await store.find(key("a"))?.tags.count == 50)
    }

    @Test func `a folder's parameters come in pages, with and without what lies deeper`() async throws {
        for name in ["a", "/b/1", "/b/2/x", "/b/3", "/b/2", "/bc", "/c/1"] { try await put(name) }
        let folder = try ParameterFolder("/b")
        func listing(_ isRecursive: Bool, _ after: String, _ folder: ParameterFolder) -> ParameterListing {
            ParameterListing(folder, isRecursive: isRecursive, filters: [], after: after, limit: 2, withValues: true)
        }
        #expect(try await page(listing(true, "", folder)) == (["/b/1", "/b/2"], "/b/2"))
        #expect(try await page(listing(true, "/b/2", folder)) == (["/b/2/x", "/b/3"], nil))
        #expect(try await page(listing(false, "", folder)) == (["/b/1", "/b/2"], "/b/2"))
        #expect(try await page(listing(false, "/b/2", folder)) == (["/b/3"], nil))
        #expect(try await page(listing(false, "", ParameterFolder("/"))) == (["a", "/bc"], nil))
        // A token of somewhere else begins where it says, and goes no further than the folder.
        #expect(try await page(listing(true, "/a", folder)) == (["/b/1", "/b/2"], "/b/2"))
        #expect(try await page(listing(true, "/z", folder)) == ([], nil))
        let values = try await store.list(listing(true, "", folder), account: .none, region: .usEast1).records.map(\.value)
        #expect(values == [Array("v".utf8), Array("v".utf8)])
        #expect(try await store.list(listing(true, "", folder), account: .none, region: #require(Region("eu-west-1"))).records.isEmpty)
    }

    @Test(
        arguments: [
            (.name, .equals, ["a", "/b/1", "nothing", "a"], ["a", "/b/1"]), (.name, .beginsWith, ["/b"], ["/b/1", "/bc"]),
            (.name, .beginsWith, ["b", "a"], ["a", "/b/1", "/bc"]), (.name, .contains, ["c"], ["/bc"]),
            (.name, .contains, ["/b/"], ["/b/1"]),
            (.name, .contains, ["bb", "1"], ["/b/1"]), (.type, .equals, ["StringList"], ["/bc"]),
            (.type, .beginsWith, ["String"], ["a", "/b/1", "/bc"]), (.tier, .equals, ["Advanced"], []), (.label, .equals, ["x"], []),
            (.tag("k"), .equals, [], ["a", "/bc"]), (.tag("k"), .equals, ["v"], ["a"]), (.tag("k"), .beginsWith, ["v"], ["a", "/bc"]),
            (.tag("K"), .equals, [], []), (.path(isRecursive: true), .beginsWith, ["/"], ["a", "/b/1", "/bc"]),
            (.path(isRecursive: false), .beginsWith, ["/"], ["a", "/bc"]),
            (.path(isRecursive: false), .beginsWith, ["/b/", "/c/"], ["/b/1"]),
            (.dataType, .equals, ["text"], ["a", "/b/1", "/bc"]), (.keyID, .equals, ["alias/aws/ssm"], []),
        ] as [(ParameterFilter.Field, ParameterFilter.Option, [String], [String])])
    func `a filter lets through what it says`(
        field: ParameterFilter.Field, option: ParameterFilter.Option, values: [String], names: [String]
    ) async throws {
        try await put("a", tags: ["k": "v"])
        try await put("/b/1")
        try await put("/bc", tags: ["k": "vw"], attributes: Self.attributes(nil, .stringList))
        let filter = ParameterFilter(field: field, option: option, values: values)
        #expect(try await page(ParameterListing(filters: [filter], after: "", limit: 10)) == (names, nil))
        // One at a time, as pages.
        var (after, found): (String?, [String]) = ("", [])
        while let last = after {
            let (names, next) = try await page(ParameterListing(filters: [filter], after: last, limit: 1))
            #expect(names.count <= 1)
            found += names
            after = next
        }
        #expect(found == names)
    }

    /// Whatever is looked for, in any text: as often as it is there.
    @Test(arguments: ["aab", "aaab", "abab", "b-a", "aaaa", "/a", "abaab"])
    func `what a name contains is found`(wanted: String) async throws {
        let names = ["aaab", "abaabab", "ab-ab", "aa-aaaaab", "b-ab-aab"]
        for name in names { try await put(name) }
        let filter = ParameterFilter(field: .name, option: .contains, values: [wanted])
        let found = try await page(ParameterListing(filters: [filter], after: "", limit: 10)).0
        #expect(found.sorted() == names.filter { ("/" + $0).contains(wanted) }.sorted())
    }
}
