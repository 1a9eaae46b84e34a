package import Objects
package import Logging
package import FunctionData
internal import Store
package import Core
private import Synchronization

/// Functions: their settings, their code, and who may invoke them.
package final class FunctionStore: Sendable {
    let engine: ObjectEngine
    let code: CodeCache
    let clock: any PeltonClock
    let random: any RandomSource
    let logger: Logger
    private let changed = Mutex<Listener?>(nil)

    /// In a struct for the same reason as in `Callback`.
    private struct Listener: Sendable {
        let body: @Sendable (ARN) async -> Void
    }

    /// - Parameter directory: where code is unpacked.
    package init(
        engine: ObjectEngine, directory: String, limits: Limits, clock: any PeltonClock, random: any RandomSource, logger: Logger
    ) {
        self.engine = engine
        self.clock = clock
        self.random = random
        self.logger = logger
        code = CodeCache(directory: directory, limits: limits, logger: logger) { engine.bookCode($0) }
    }

    /// - Parameter body: is told of each function that has new code or settings, or is gone.
    package func onChange(_ body: @escaping @Sendable (ARN) async -> Void) { changed.withLock { $0 = Listener(body: body) } }

    package func stop() { code.stop() }

    /// Finds the unpacked code of functions, and removes what is none's and what a crash left half-done. For the start, before any worker
    /// runs.
    package func findCode() async throws(FunctionError) { try await code.begin(try await read(ListFunctionCodes())) }

    // MARK: Reading

    /// - Returns: nil if there is none.
    package func find(_ key: FunctionKey) async throws(FunctionError) -> Function? {
        guard let record = try await read(FindFunction(key)) else { return nil }
        return try Function(record)
    }

    package func list(_ page: ListFunctions) async throws(FunctionError) -> [Function] {
        var functions: [Function] = []
        for record in try await read(page) { functions.append(try Function(record)) }
        return functions
    }

    /// - Returns: the zip file; nil if there is no such function.
    package func zip(of key: FunctionKey) async throws(FunctionError) -> [UInt8]? {
        do { return try await engine.functionCode(key)?.zip } catch { throw FunctionError(error) }
    }

    // MARK: Changing

    /// - Throws: `.functionExists`, `.badPackage`, `.unzippedTooLarge`, `.noRoomForCode`.
    package func create(
        _ key: FunctionKey, role: String, settings: FunctionSettings, zip: [UInt8]
    ) async throws(FunctionError) -> Function {
        guard try await find(key) == nil else { throw .functionExists }
        let sha256 = try await code.check(zip)
        let record = FunctionRecord(
            account: key.account, region: key.region, name: key.name, revisionID: random.uuid(), codeSHA256: sha256,
            codeSize: Int64(zip.count), roleARN: role, modified: clock.now, configuration: settings.json.text)
        let unpacked = try await unpackEarly(zip, sha256, of: key)
        let fresh = try await keep(zip)
        do { try await engine.createFunction(record, code: fresh) } catch { throw FunctionError(error) }
        code.setCode(sha256, of: key)
        withExtendedLifetime(unpacked) {}
        return try Function(record)
    }

    /// - Parameters:
    ///   - architecture: nil to leave it.
    ///   - expectedRevision: nil if the caller does not care.
    /// - Throws: `.noSuchFunction`, `.wrongRevision`, `.updateInProgress`, `.badPackage`, `.unzippedTooLarge`, `.noRoomForCode`.
    package func updateCode(
        _ key: FunctionKey, zip: [UInt8], architecture: FunctionSettings.Architecture?, expectedRevision: String?
    ) async throws(FunctionError) -> Function {
        let old = try await current(key, expectedRevision)
        var (record, settings) = (old.record, old.settings)
        if let architecture { settings.architecture = architecture }
        record.configuration = settings.json.text
        record.codeSHA256 = try await code.check(zip)
        record.codeSize = Int64(zip.count)
        let unpacked = try await unpackEarly(zip, record.codeSHA256, of: key)
        let updated = try await commit(record, replacing: old, try await keep(zip))
        code.setCode(record.codeSHA256, of: key)
        withExtendedLifetime(unpacked) {}
        await notify(updated.arn)
        return updated
    }

    /// - Throws: as `updateCode`.
    package func updateConfiguration(
        _ key: FunctionKey, role: String?, settings: FunctionSettings, expectedRevision: String?
    ) async throws(FunctionError) -> Function {
        let old = try await current(key, expectedRevision)
        var record = old.record
        record.roleARN = role ?? record.roleARN
        record.configuration = settings.json.text
        let updated = try await commit(record, replacing: old, nil)
        await notify(updated.arn)
        return updated
    }

    /// - Throws: `.noSuchFunction`.
    package func delete(_ key: FunctionKey) async throws(FunctionError) {
        try await commit(DeleteFunction(key))
        code.forget(key)
        await notify(.function(key.name, region: key.region, account: key.account))
    }

    // MARK: Between

    func read<Q: Query>(_ query: Q) async throws(FunctionError) -> Q.Result where Q.Refusal == Never {
        do throws(StoreFailure) { return try await engine.metadata.read(query) } catch { throw FunctionError(error) }
    }

    /// - Parameter make: runs where the query does, off every loop.
    func read<Q: Query, T: Sendable>(
        _ query: Q, _ make: @escaping @Sendable (Q.Result) throws(StoreError<Never>) -> T
    ) async throws(FunctionError) -> T where Q.Refusal == Never {
        do throws(StoreError<Never>) { return try await engine.metadata.read(query, make) } catch { throw FunctionError(error.failure) }
    }

    func commit<M: Mutation>(_ mutation: M) async throws(FunctionError) -> M.Result where M.Refusal == FunctionRefusal {
        do throws(FunctionDataError) { return try await engine.metadata.commit(mutation) } catch { throw FunctionError(error) }
    }

    private func current(_ key: FunctionKey, _ expectedRevision: String?) async throws(FunctionError) -> Function {
        guard let found = try await find(key) else { throw .noSuchFunction }
        if let expectedRevision, expectedRevision != found.record.revisionID { throw .wrongRevision }
        return found
    }

    private func commit(_ changed: FunctionRecord, replacing old: Function, _ code: FreshContent?) async throws(FunctionError) -> Function {
        var record = changed
        record.revisionID = random.uuid()
        record.modified = clock.now
        do { try await engine.updateFunction(record, expectedRevision: old.record.revisionID, code: code) } catch {
            throw FunctionError(error)
        }
        return try Function(record)
    }

    private func keep(_ zip: [UInt8]) async throws(FunctionError) -> FreshContent {
        do { return try await engine.keep(zip) } catch {
            if case .diskFull = error { throw .noRoomForCode }
            throw FunctionError(error)
        }
    }

    /// Done now rather than at the first call, which would wait for it, and would also say why it cannot be done. It stays until what is
    /// returned goes, and then as long as it is a function's.
    /// - Throws: `.noRoomForCode`, as no call could have it then.
    private func unpackEarly(_ zip: [UInt8], _ sha256: String, of key: FunctionKey) async throws(FunctionError) -> UnpackedCode? {
        do throws(FunctionError) { return try await code.unpack(zip, sha256) } catch {
            if case .diskFull = error { throw .noRoomForCode }
            logger.warning("a function's code is unpacked later", metadata: ["function": "\(key.name)", "error": "\(error)"])
            return nil
        }
    }

    private func notify(_ function: ARN) async { await changed.withLock { $0 }?.body(function) }
}

extension FunctionError {
    init(_ error: EngineError) {
        switch error {
        case .failed(let failure): self.init(failure)
        case .diskFull: self = .diskFull
        case .busy: self = .busy
        default: self = .storage("\(error)")
        }
    }
}
