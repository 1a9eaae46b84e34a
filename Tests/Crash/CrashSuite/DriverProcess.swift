package import Foundation

/// Starts the driver with the recording library before it.
package struct DriverProcess: Sendable {
    /// The folder with `crash-driver` and the library.
    private let build: URL
    /// A part of the paths whose syncs do nothing, `*` for all; nil where the disk is honest.
    private let lie: String?

    package init(build: URL = Self.folderOfThisProgram, lie: String? = nil) {
        self.build = build
        self.lie = lie
    }

    /// Where this program was built to, and the driver with it.
    package static var folderOfThisProgram: URL {
        let program = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
        return URL(fileURLWithPath: program).deletingLastPathComponent()
    }

    /// A new folder, in memory where there is such a place.
    package static func makeScratch() throws -> String {
        let parent = FileManager.default.isWritableFile(atPath: "/dev/shm") ? "/dev/shm" : NSTemporaryDirectory()
        let folder = parent + "/pelton-crash-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return folder
    }

    /// Runs the driver once.
    /// - Parameters:
    ///   - trace: where the trace goes.
    ///   - remains: what it finds when it starts.
    ///   - firstNumber: that of its first operation.
    package func record(
        seed: UInt64, scratch: String, to trace: String, on remains: SurvivingFiles = SurvivingFiles(), firstNumber: Int = 1
    ) async throws {
        let data = scratch + "/data"
        try remains.lay(out: data)
        defer { try? FileManager.default.removeItem(atPath: data) }
        let process = Process()
        process.executableURL = build.appendingPathComponent("crash-driver")
        process.arguments = [data, "\(seed)", "\(firstNumber)"]
        process.environment = ProcessInfo.processInfo.environment.merging([
            "LD_PRELOAD": build.appendingPathComponent("libFaultShim.so").path, "FAULTSHIM_WATCH": data, "FAULTSHIM_TRACE": trace,
            "FAULTSHIM_SYNC_MICROSECONDS": "300", "FAULTSHIM_LIE_SYNC": lie ?? "",
        ]) { $1 }
        let status = await withCheckedContinuation { (ended: CheckedContinuation<Int32, Never>) in
            process.terminationHandler = { ended.resume(returning: $0.terminationStatus) }
            do { try process.run() } catch { ended.resume(returning: -1) }
        }
        guard status == 0 else { throw Trace.Invalid("The driver ended with status \(status); its seed was \(seed).") }
    }
}
