internal import Objects
internal import ServiceKit
internal import HTTPServer
internal import ObjectData
internal import Core

extension S3Call {
    /// Source: API_DeleteObjects. Each key is judged and deleted on its own; the answer is 200 whatever becomes of them.
    func deleteObjects() async throws(ServiceError) {
        let bucket = try await findBucket()
        // Judged key by key, behind the body, which is held whole: nobody in particular may send one only where a policy or the bucket's
        // access control list could let him.
        let rules = try await rules(of: bucket)
        guard rules.policy != nil || rules.bucketGrants != nil || request.signature != nil else { throw .accessDenied() }
        try bypassHeader(bucket)
        let limits = limits
        let list = try await document("Delete", requiresDigest: true) { root throws(ServiceError) in try DeletionList(root, limits) }
        let call = S3Call(
            services: services, request: request, response: response, route: route, form: form, decisions: SharedDecisions(bucket, rules))
        response.endWithClient()
        let held = MemoryReservation(services.objects.bodyMemory)
        defer { withExtendedLifetime(held) {} }
        guard held.take(Self.weight(list.items), for: .document) else { throw .slowDown }
        let outcomes = try await call.delete(list.items, bucket)
        let weight = list.items.reduce(0) { $0 + Self.entryBytes + $1.text.utf8.count }
        try await send("DeleteResult", of: weight) { xml in
            for (item, outcome) in zip(list.items, outcomes) {
                switch outcome {
                case .success(let outcome): if !list.isQuiet { item.write(outcome, to: &xml) }
                case .failure(let error): item.write(error, to: &xml)
                }
            }
        }
    }

    /// So many keys are judged and then deleted at once, so that a long list takes no more memory.
    private static let keysTogether = 256
    /// What each of these is made of, and each of the list beside its key, in bytes.
    private static let (deletionBytes, itemBytes) = (2048, 640)

    /// About what a list takes until it is answered, in bytes.
    private static func weight(_ items: [Deletion]) -> Int {
        items.reduce(min(items.count, keysTogether) * deletionBytes) { $0 + itemBytes + 3 * $1.text.utf8.count }
    }

    /// Each on its own: what may not be deleted keeps nothing else from it.
    /// - Throws: if the client has gone while its keys were judged: then no more are deleted.
    private func delete(
        _ items: [Deletion], _ bucket: Bucket
    ) async throws(ServiceError) -> [Result<DeleteObject.Outcome, ServiceError>] {
        var outcomes: [Result<DeleteObject.Outcome, ServiceError>] = []
        outcomes.reserveCapacity(items.count)
        for start in stride(from: 0, to: items.count, by: Self.keysTogether) {
            outcomes += try await delete(items[start..<min(start + Self.keysTogether, items.count)], bucket)
        }
        return outcomes
    }

    private func delete(
        _ items: ArraySlice<Deletion>, _ bucket: Bucket
    ) async throws(ServiceError) -> [Result<DeleteObject.Outcome, ServiceError>] {
        var judged: [Result<DeleteObject, ServiceError>] = []
        judged.reserveCapacity(items.count)
        var allowed: ObjectEngine?
        // Without policies, a decision takes some microseconds.
        let together = bucket.documents.isPlain && caller.policies.isEmpty ? 32 : 4
        for (index, item) in items.enumerated() {
            if index % together == together - 1 {
                await response.nextTurn()
                guard !Task.isCancelled else { throw .requestTimeout }
            }
            do throws(ServiceError) {
                let (deletion, engine) = try await deletion(item, bucket)
                judged.append(.success(deletion))
                allowed = engine
            } catch { judged.append(.failure(error)) }
        }
        // None may be deleted: all that was judged are failures.
        guard let engine = allowed else { return judged.map { $0.flatMap { _ in .failure(.internalError) } } }
        var done = await engine.delete(judged.compactMap { try? $0.get() }, in: BucketIdentity(bucket)).makeIterator()
        return judged.map { judged in
            judged.flatMap { _ in (done.next() ?? .failure(.busy)).mapError { ServiceError($0) } }
        }
    }

    /// - Throws: why it may not be deleted.
    private func deletion(_ item: Deletion, _ bucket: Bucket) async throws(ServiceError) -> (DeleteObject, ObjectEngine) {
        let key = try Self.objectKey(Array(item.text.utf8))
        guard !item.isForDirectories else { throw .notImplemented("LastModifiedTime and Size, which are for directory buckets") }
        let version = try item.version(isPossible)
        let engine = try await authorizeDelete(
            bucket, key, version, ifMatch: item.etag, values: ["s3:VersionId": version?.description, "s3:if-match": item.etag])
        let deletion = DeleteObject(
            bucket: bucket.name, key: key, version: version, ifMatch: item.etag, recordsMissing: true,
            bypassesGovernance: try await bypassesGovernance(bucket, key), stamp: stamp(of: request.caller))
        return (deletion, engine)
    }
}
