internal import Core
internal import Logging
internal import Workers

/// The file of `--remote-functions`: a JSON list of functions that run at endpoints, with what proves the calls.
enum RemoteFunctionsFile {
    static func read(_ path: String, _ logger: Logger) throws(StartError) -> [RemoteFunction] {
        guard let file = try SmallTextFile(path) else {
            throw StartError("The file of remote functions \(path) cannot be read: there is none.")
        }
        try TrustedFile.requireOwn(file, "The file of remote functions", path, danger: "have events sent to endpoints")
        if TrustedFile.isShown(file) {
            logger.warning(
                "others can read the file of remote functions, and the secrets in it: chmod 600",
                metadata: ["path": "\(path)", "mode": "\(TrustedFile.octal(file.mode))"])
        }
        // Without the parser's words: what they tell of stands among secrets.
        guard let list = (try? JSON(parsing: file.bytes))?.array else {
            throw StartError("The file of remote functions \(path) must hold a JSON list.")
        }
        var functions: [RemoteFunction] = []
        for (i, entry) in list.enumerated() {
            do throws(RemoteFunction.Invalid) { functions.append(try RemoteFunction(entry)) } catch {
                throw StartError("Entry \(i + 1) of \(path): \(error.reason)")
            }
        }
        for (i, function) in functions.enumerated() {
            guard !functions[..<i].contains(where: { $0.arn == function.arn }) else {
                throw StartError("Entry \(i + 1) of \(path): \(function.arn) has an endpoint already.")
            }
            let metadata: Logger.Metadata = ["function": "\(function.arn)", "endpoint": "\(function.place)"]
            logger.notice("a function runs at an endpoint", metadata: metadata)
            if function.isOpenToOthers {
                logger.warning("what a function is called with, and answers, can be read on its way: http, not https", metadata: metadata)
            }
        }
        return functions
    }
}
