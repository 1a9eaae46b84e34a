import FoundationEssentials
import FunctionRuntime
import Glibc

// Without arguments a function (deployed as `bootstrap`); with them a small tool of the demo.
let arguments = Array(CommandLine.arguments.dropFirst())

if arguments.isEmpty {
    await Function.run(
        setUp: { try Thumbnailer(environment: ProcessInfo.processInfo.environment) },
        handler: { (thumbnailer: Thumbnailer, event: S3Event, context) in try await thumbnailer.handle(event, context) })
} else if arguments.count >= 3, arguments[0] == "contact-sheet" {
    do {
        try Vips.start()
        try ContactSheet.write(to: arguments[1], of: Array(arguments[2...]))
    } catch {
        FileHandleLine.standardError("thumbnail: \(error)")
        exit(1)
    }
} else {
    FileHandleLine.standardError("usage: thumbnail contact-sheet OUT.jpg FILE...\nWithout arguments this program is a function.")
    exit(64)
}

enum FileHandleLine {
    static func standardError(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        write(STDERR_FILENO, bytes, bytes.count)
    }
}
