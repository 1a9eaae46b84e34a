import DeliveryData
import Notifications
import ObjectData
import Store
import Core
import Testing

/// What a mutation decides of the rows that it is given: no database, no clock, no chance.
struct DecideTests {
    private static let now = Timestamp(milliseconds: 1_700_000_000_000)
    private static let due = Timestamp(milliseconds: 1_600_000_000_000)
    private static let function = ARN.function("f", region: .usEast1, account: .none).description

    private static var decision: DecisionContext {
        DecisionContext(
            wallNow: now, storeNow: due, region: .usEast1, random: SeededRandom(seed: 1), sequence: 70, event: 80, delivery: 90)
    }

    /// - Parameter events: those that a rule wants.
    private static func rows(
        _ versioning: Bucket.Versioning = .never, current: StoredVersion? = nil, null: StoredVersion? = nil, events: [String] = []
    ) async throws -> KeyState {
        let rules = events.isEmpty ? [] : [RuleDraft(id: "r", destination: function, kind: .function, events: events, filter: [])]
        let configuration = try NotificationConfiguration(validating: rules, eventBridge: false, random: SeededRandom(seed: 2))
        let bucket = Bucket(
            id: 3, name: try #require(BucketName("photos")), owner: .none, ownerCanonicalID: "owner", ownerDisplayName: "owner",
            location: nil, created: now, versioning: versioning)
        return KeyState(
            bucket: bucket, revision: 4, notifications: .success(CompiledNotifications(configuration)), current: current, null: null)
    }

    private static func version(
        row: Int64, _ id: VersionID, etag: String = "old", isMarker: Bool = false, modified: Timestamp = now,
        lock: ObjectLock = ObjectLock()
    ) throws -> StoredVersion {
        var attributes = ObjectAttributes()
        attributes.lock = lock
        return StoredVersion(
            row: row,
            version: ObjectVersion(
                bucketID: 3, key: try ObjectKey("a"), versionID: id, isDeleteMarker: isMarker, size: 1, etag: etag, checksum: nil,
                attributes: attributes, modified: modified, sequence: 7, content: isMarker ? nil : ContentID(11), partCount: 0))
    }

    private static func put(_ condition: WriteCondition = WriteCondition()) throws -> PutObject {
        PutObject(
            bucket: try #require(BucketName("photos")), key: try ObjectKey("a"), content: .small([1], blockCRCs: [2]), etag: "new",
            checksum: nil, attributes: ObjectAttributes(), condition: condition, type: .objectCreatedPut, stamp: .test)
    }

    private static func refusal<T>(_ work: () throws -> T) -> ObjectRefusal? {
        do { _ = try work() } catch ObjectError.refused(let refusal) { return refusal } catch {}
        return nil
    }

    // MARK: PutObject

    @Test func `a put takes the next numbers, and owes what its rules want`() async throws {
        let rows = try await Self.rows(events: ["s3:ObjectCreated:*"])
        var decision = Self.decision
        let writes = try Self.put().decide(rows, &decision)
        let version = try #require(writes.version)
        #expect(version.id == .null && version.sequence == 70 && version.modified == Self.now && !version.isMarker)
        #expect(writes.removed.isEmpty && writes.steppedBack == nil && !writes.promotes && !writes.takesRoom)
        let event = try #require(writes.event)
        #expect(event.id == 80 && event.sequence == 70 && event.time == Self.now && event.revision == 4 && event.versionID == nil)
        #expect(event.deliveries.map(\.id) == [90])
        let owed = try #require(event.deliveries.first)
        #expect(
            owed.event == 80 && owed.route == DeliveryRoute(destination: Self.function) && owed.configurationID == "r"
                && owed.due == Self.due)
        #expect(decision.sequence == 71 && decision.event == 81 && decision.delivery == 91)
    }

    @Test func `the same rows, times and numbers decide the same`() async throws {
        let rows = try await Self.rows(.enabled, events: ["s3:ObjectCreated:*"])
        var (a, b) = (Self.decision, Self.decision)
        let (first, second) = (try Self.put().decide(rows, &a), try Self.put().decide(rows, &b))
        #expect(first.event?.deliveries == second.event?.deliveries && first.version?.id == second.version?.id)
        #expect(first.event?.deliveries.isEmpty == false)
    }

    @Test func `what was current goes, or steps back`() async throws {
        let (null, named) = (try Self.version(row: 5, .null), try Self.version(row: 6, VersionID(order: 6, random: SeededRandom(seed: 3))))
        for (versioning, current, replaced, removed, steppedBack) in [
            (.never, null, null, [5], nil), (.enabled, null, nil, [], 5), (.enabled, named, nil, [], 6), (.suspended, named, nil, [], 6),
            (.suspended, named, null, [5], 6), (.suspended, null, null, [5], nil),
        ] as [(Bucket.Versioning, StoredVersion, StoredVersion?, [Int64], Int64?)] {
            let rows = try await Self.rows(versioning, current: current, null: replaced)
            var decision = Self.decision
            let writes = try Self.put().decide(rows, &decision)
            #expect(writes.removed.map(\.row) == removed)
            #expect(writes.steppedBack == steppedBack)
            #expect((writes.version?.id == .null) == (versioning != .enabled))
        }
    }

    @Test func `no version is older than the one before it`() async throws {
        let later = Self.now.adding(seconds: 60)
        let rows = try await Self.rows(.enabled, current: try Self.version(row: 5, .null, modified: later))
        var decision = Self.decision
        #expect(try Self.put().decide(rows, &decision).version?.modified == later)
    }

    @Test func `a put is refused before it takes a number`() async throws {
        let hold = ObjectLock(hasLegalHold: true)
        let held = try Self.version(row: 5, .null, lock: hold)
        var decision = Self.decision
        let (empty, taken) = (try await Self.rows(), try await Self.rows(current: held, null: held))
        let key = try ObjectKey("a")
        #expect(
            Self.refusal { try Self.put(WriteCondition(mustBeAbsent: true)).decide(taken, &decision) }
                == .preconditionFailed(condition: "If-None-Match"))
        #expect(
            Self.refusal { try Self.put(WriteCondition(etag: "x")).decide(taken, &decision) } == .preconditionFailed(condition: "If-Match"))
        #expect(Self.refusal { try Self.put(WriteCondition(etag: "x")).decide(empty, &decision) } == .noSuchKey(key))
        #expect(decision.sequence == 70 && decision.event == 80 && decision.delivery == 90)
        #expect(Self.refusal { try Self.put().decide(taken, &decision) } == .locked)
        #expect(decision.event == 80)
    }

    // MARK: CopyObject

    private static func copy(onto key: String = "b") throws -> CopyObject {
        let bucket = try #require(BucketName("photos"))
        return CopyObject(
            sourceBucket: bucket, sourceKey: try ObjectKey("a"), sourceVersion: nil, sourceCondition: CopySourceCondition(), bucket: bucket,
            key: try ObjectKey(key), attributes: ObjectAttributes(), replacesMetadata: false, replacesTags: false,
            condition: WriteCondition(), type: .objectCreatedCopy, stamp: .test)
    }

    @Test func `a copy links its source's bytes`() async throws {
        let source = try Self.version(row: 5, .null).version
        var decision = Self.decision
        let writes = try Self.copy().decide(await Self.rows(), source: source, &decision)
        guard case .linked(ContentID(11))? = writes.version?.draft.bytes else {
            Issue.record("\(String(describing: writes.version))")
            return
        }
        #expect(writes.version?.draft.etag == "old" && writes.event?.type == .objectCreatedCopy)
    }

    @Test func `a copy onto itself that changes nothing is refused, and one that must read says so`() async throws {
        let source = try Self.version(row: 5, .null).version
        let rows = try await Self.rows(current: try Self.version(row: 5, .null))
        var decision = Self.decision
        #expect(Self.refusal { try Self.copy(onto: "a").decide(rows, source: source, &decision) } == .copyOntoItself)
        var other = try Self.copy()
        other.checksumAlgorithm = "CRC32"
        #expect(Self.refusal { try other.decide(rows, source: source, &decision) } == .copyNeedsDigests)
    }

    // MARK: DeleteObject

    private static func delete(_ version: VersionID? = nil, recordsMissing: Bool = false) throws -> DeleteObject {
        DeleteObject(
            bucket: try #require(BucketName("photos")), key: try ObjectKey("a"), version: version, recordsMissing: recordsMissing,
            stamp: .test)
    }

    @Test func `a delete removes, or marks`() async throws {
        let null = try Self.version(row: 5, .null)
        var decision = Self.decision
        let (removal, gone) = try Self.delete().decide(
            DeleteObject.Rows(key: await Self.rows(current: null, null: null), found: null), &decision)
        #expect(removal.removed.map(\.row) == [5] && removal.promotes && removal.notedDeletion == 5 && removal.version == nil)
        #expect(removal.event?.type == .objectRemovedDelete && gone.wasThere && !gone.isMarker)
        let (marking, marked) = try Self.delete().decide(
            DeleteObject.Rows(key: await Self.rows(.enabled, current: null), found: null), &decision)
        #expect(marking.removed.isEmpty && marking.steppedBack == 5 && marking.version?.isMarker == true && marking.takesRoom)
        #expect(marked.isMarker && marked.versionID == marking.version?.id)
    }

    @Test func `on a full disk a removal that nobody hears of leaves no row, and one that is heard of is refused`() async throws {
        let null = try Self.version(row: 5, .null)
        var decision = Self.decision
        let quiet = DeleteObject.Rows(
            key: try await Self.rows(current: null, null: null), found: null, isInLastPart: true, hasRoomForRow: false)
        let (writes, _) = try Self.delete().decide(quiet, &decision)
        #expect(writes.event == nil && writes.removed.map(\.row) == [5] && !writes.takesRoom)
        let heard = DeleteObject.Rows(
            key: try await Self.rows(current: null, null: null, events: ["s3:ObjectRemoved:*"]), found: null, isInLastPart: true,
            hasRoomForRow: false)
        #expect(throws: ObjectError.failed(.diskFull)) { try Self.delete().decide(heard, &decision) }
        let missing = DeleteObject.Rows(key: try await Self.rows(), found: nil, isInLastPart: true, hasRoomForRow: false)
        #expect(throws: ObjectError.failed(.diskFull)) { try Self.delete(recordsMissing: true).decide(missing, &decision) }
        #expect(try Self.delete().decide(missing, &decision).0.event == nil)
    }

    // MARK: CompleteMultipartUpload

    @Test func `a completion's condition holds only of what was there before the upload`() async throws {
        func complete(_ condition: WriteCondition) throws -> CompleteUpload {
            CompleteUpload(
                bucket: try #require(BucketName("photos")), key: try ObjectKey("a"), upload: UploadID("u"), revision: 0, parts: [],
                prepared: nil, etag: "whole-1", checksum: nil, partListHash: [], condition: condition,
                type: .objectCreatedCompleteMultipartUpload,
                stamp: .test)
        }
        func upload(_ created: Timestamp, wasDeleted: Bool = false) -> CompleteUpload.UploadRows {
            CompleteUpload.UploadRows(created: created, attributes: ObjectAttributes(), wasDeleted: wasDeleted)
        }
        let null = try Self.version(row: 5, .null)
        let (taken, empty) = (try await Self.rows(current: null, null: null), try await Self.rows())
        let (before, after) = (Self.now.adding(seconds: -1), Self.now.adding(seconds: 1))
        var decision = Self.decision
        let (matches, isAbsent) = (WriteCondition(etag: "old"), WriteCondition(mustBeAbsent: true))
        let key = try ObjectKey("a")
        #expect(
            Self.refusal { try complete(matches).decide(taken, upload(before), content: ContentID(12), &decision) }
                == .conditionOvertaken(condition: "If-Match", key))
        #expect(
            Self.refusal { try complete(isAbsent).decide(empty, upload(after, wasDeleted: true), content: ContentID(12), &decision) }
                == .conditionOvertaken(condition: "If-None-Match", key))
        let writes = try complete(matches).decide(taken, upload(after), content: ContentID(12), &decision)
        guard case .owned(ContentID(12))? = writes.version?.draft.bytes else {
            Issue.record("\(String(describing: writes.version))")
            return
        }
        #expect(writes.removed.map(\.row) == [5] && writes.event?.etag == "whole-1")
    }

    // MARK: Deliveries

    @Test func `an invocation is owed from now on`() {
        let function = ARN.function("f", region: .usEast1, account: .none)
        let owed = EnqueueInvocation(function: function, payload: [1], requestID: "q", traceHeader: "t", depth: 2)
            .decide(id: 9, now: Self.due)
        #expect(
            owed
                == NewDelivery(
                    id: 9, event: nil, route: DeliveryRoute(destination: function.description), kind: "function", configurationID: "",
                    requestID: "q",
                    due: Self.due, traceHeader: "t", depth: 2))
    }

    @Test func `an outcome is history in wall time, or is due in store time`() {
        let row = DeliveryRow(
            id: 9, event: 8, destination: "f", kind: "function", configurationID: "r", requestID: "q", created: Self.due, lastError: "No.")
        func decide(_ end: DeliveryOutcome.End) -> RecordOutcomes.Write {
            RecordOutcomes.decide(
                DeliveryOutcome(delivery: 9, end: end, attempts: 2, finished: Self.now), row, wallOffset: 1000, storeNow: Self.due)
        }
        guard case .log(let done) = decide(.done) else { return #expect(Bool(false)) }
        #expect(done.row == row && done.attempts == 2 && done.finished == Self.now && done.created == Self.due.adding(milliseconds: 1000))
        let later = Self.due.adding(seconds: 60)
        #expect(decide(.retry(at: later)) == .keep(isDead: false, due: later))
        #expect(decide(.dead) == .keep(isDead: true, due: Self.due))
    }
}
