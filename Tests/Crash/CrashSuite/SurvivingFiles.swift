private import Foundation

/// What is left below a folder after a crash.
package struct SurvivingFiles: Sendable {
    /// Bytes by path, nil for folders; parents before what is in them.
    package internal(set) var entries: [(path: String, bytes: [UInt8]?)] = []
    package init() {}

    /// Writes files and folders below `folder`, which is made anew.
    package func lay(out folder: String) throws {
        let manager = FileManager.default
        try? manager.removeItem(atPath: folder)
        try manager.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for (path, bytes) in entries {
            let target = folder + "/" + path
            if let bytes {
                guard manager.createFile(atPath: target, contents: Data(bytes)) else { throw Trace.Invalid("\(target) cannot be written") }
            } else {
                try manager.createDirectory(atPath: target, withIntermediateDirectories: false)
            }
        }
    }
}
