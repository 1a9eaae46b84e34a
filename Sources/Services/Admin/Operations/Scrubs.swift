internal import Objects
internal import ServiceKit
internal import ObjectData
internal import Core

extension AdminService {
    /// How far the last scrub is, and what is damaged.
    static let getScrub = Operation<AdminService>(GetScrub.self) { _, call throws(ServiceError) in
        let permitted = try await call.authorizeOwner()
        let scrub = try await permitted.scrub()
        return permitted.answer(scrub)
    }

    /// Reads all that is stored.
    static let startScrub = Operation<AdminService>(StartScrub.self) { input, call throws(ServiceError) in
        let permitted = try await call.authorizeOwner()
        guard permitted.domain.scrubber.start(bytesPerSecond: Int64(input.bytesPerSecond ?? 64 << 20)) else {
            throw ServiceError(409, "Conflict", "A scrub is running already. `pelton scrub --status` shows how far it is.")
        }
        let scrub = try await permitted.scrub()
        return permitted.answer(scrub)
    }

    fileprivate static let damagedShown = 1000
}

extension Call<AdminService> {
    /// What concerns all accounts' data is for the account that runs the server.
    fileprivate func authorizeOwner() async throws(ServiceError) -> Authorized<Void> {
        let permitted = try await authorize((), "*") { _ in }
        guard account == service.owner else {
            throw AdminService.model.wire.denied("Only the account that runs this server may do this.")
        }
        return permitted
    }
}

extension Call<AdminService>.Authorized<Void> {
    fileprivate func scrub() async throws(ServiceError) -> AdminService.Scrub {
        let progress = domain.scrubber.progress
        let damaged: [DamagedVersion]
        do throws(EngineError) { damaged = try await domain.engine.damagedVersions(limit: AdminService.damagedShown) } catch {
            if case .failed(let error) = error { throw AdminService.error(error) }
            throw AdminService.failure.caused(by: "\(error)")
        }
        return AdminService.Scrub(
            running: progress.isRunning, startedMs: progress.started.map { Int($0.milliseconds) },
            finishedMs: progress.finished.map { Int($0.milliseconds) }, blobs: Int(progress.contents), bytes: Int(progress.bytes),
            damagedBlobs: progress.damaged, failure: progress.failure,
            damagedVersions: damaged.map {
                AdminService.DamagedVersion(bucket: $0.bucket, key: $0.key.description, versionId: $0.versionID.description)
            })
    }
}
