import FunctionRuntime
import Glibc
import Core

/// The function: for each new object, reads it, makes its thumbnails and writes them.
struct Thumbnailer: Sendable {
    /// Left of the time-out, to report a picture that takes too long instead of being killed over it.
    private static let reserve = Duration.milliseconds(500)

    let settings: Settings
    let s3: S3Client

    init(environment: [String: String]) throws {
        settings = try Settings(environment: environment)
        s3 = try S3Client(environment: environment)
        try Vips.start()
    }

    /// Handles every record, also after one has failed.
    /// - Throws: `ThumbnailError` that names each original that failed and why.
    func handle(_ event: S3Event, _ context: LambdaContext) async throws -> Answer {
        var answer = Answer()
        var failures: [String] = []
        for (number, record) in event.records.enumerated() {
            guard record.isCreation else {
                context.log(
                    "skipped \(record.eventName) of s3://\(record.bucket.name)/\(record.object.key): only new objects get thumbnails")
                continue
            }
            do {
                answer.thumbnails += try await handle(record, context, "original-\(context.requestID)-\(number)")
            } catch {
                failures.append(describe(error, record))
            }
        }
        guard failures.isEmpty else { throw ThumbnailError(description: failures.joined(separator: "; ")) }
        return answer
    }

    private func handle(_ record: S3Event.Record, _ context: LambdaContext, _ fileName: String) async throws -> [Answer.Written] {
        let names = ThumbnailKey(settings: settings)
        let (bucket, key) = (record.bucket.name, record.object.key)
        guard !names.mayBeOwnOutput(bucket: bucket, key: key) else { throw WouldFeedItself(settings: settings) }

        let path = "/tmp/\(fileName)"
        defer { unlink(path) }
        let began = SystemClock().monotonicMilliseconds
        do {
            try await s3.download(bucket: bucket, key: key, versionID: record.object.versionId, toFile: path, limit: settings.maxBytes)
        } catch let error as S3ObjectTooLarge {
            throw PictureError.tooManyBytes(error.size, limit: error.limit)
        }
        let result = try ThumbnailMaker(settings: settings).make(from: path, within: context.remainingTime - Self.reserve)

        var written: [Answer.Written] = []
        for thumbnail in result.thumbnails {
            let target = names.key(for: key, size: thumbnail.size)
            try await s3.putObject(
                bucket: settings.bucket, key: target, body: thumbnail.bytes, contentType: settings.format.contentType)
            written.append(
                Answer.Written(
                    source: "s3://\(bucket)/\(key)", bucket: settings.bucket, key: target, width: thumbnail.width, height: thumbnail.height,
                    bytes: thumbnail.bytes.count))
            context.log(
                "s3://\(bucket)/\(key): \(result.format.rawValue) \(result.width) × \(result.height) → s3://\(settings.bucket)/\(target): "
                    + "\(thumbnail.width) × \(thumbnail.height), \(thumbnail.bytes.count) bytes, "
                    + "\(SystemClock().monotonicMilliseconds - began) ms")
        }
        return written
    }

    private func describe(_ error: any Error, _ record: S3Event.Record) -> String {
        let name = "s3://\(record.bucket.name)/\(record.object.key)"
        return error is PictureError || error is WouldFeedItself ? "\(name) \(error)" : "\(name): \(error)"
    }
}

/// What the function answers.
struct Answer: Codable, Sendable {
    struct Written: Codable, Sendable {
        let source, bucket, key: String
        let width, height, bytes: Int
    }

    var thumbnails: [Written] = []
}

/// What the function reports when an original got no thumbnail.
struct ThumbnailError: Error, CustomStringConvertible {
    let description: String
}

/// The notification sends this function its own output.
struct WouldFeedItself: Error, CustomStringConvertible {
    let settings: Settings

    var description: String {
        "lies where this function writes its thumbnails (s3://\(settings.bucket)/\(settings.prefix)): it would feed itself for ever. "
            + "Set THUMBNAIL_BUCKET to another bucket, or THUMBNAIL_PREFIX to one that the notification's filter leaves out"
    }
}
