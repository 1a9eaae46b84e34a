// Made by Tools/models/generate.py from pelton.json, do not edit: `make models`.
// swift-format-ignore-file
internal import ServiceKit
internal import Core

extension AdminService {
    struct Scrub: OutputStructure {
        var running: Bool
        var startedMs: Int?
        var finishedMs: Int?
        var blobs: Int
        var bytes: Int
        var damagedBlobs: Int
        var failure: String?
        var damagedVersions: [DamagedVersion]

        func write(to writer: inout OutputWriter) {
            writer.member("running", running)
            writer.member("startedMs", startedMs)
            writer.member("finishedMs", finishedMs)
            writer.member("blobs", blobs)
            writer.member("bytes", bytes)
            writer.member("damagedBlobs", damagedBlobs)
            writer.member("failure", failure)
            writer.member("damagedVersions", damagedVersions)
        }
    }
}

extension AdminService {
    struct DamagedVersion: OutputStructure {
        var bucket: String
        var key: String
        var versionId: String

        func write(to writer: inout OutputWriter) {
            writer.member("bucket", bucket)
            writer.member("key", key)
            writer.member("versionId", versionId)
        }
    }
}

extension AdminService {
    struct ListEventsResponse: OutputStructure {
        var events: [Event]
        var next: Int?

        func write(to writer: inout OutputWriter) {
            writer.member("events", events)
            writer.member("next", next)
        }
    }
}

extension AdminService {
    struct Event: OutputStructure {
        var id: Int
        var state: String
        var eventName: String
        var bucket: String
        var key: String
        var destination: String
        var configurationId: String
        var requestId: String
        var attempts: Int
        var lastError: String?
        var logStream: String?
        var eventMs: Int?
        var createdMs: Int
        var nextAttemptMs: Int?
        var startedMs: Int?
        var finishedMs: Int?
        var functionMs: Int?

        func write(to writer: inout OutputWriter) {
            writer.member("id", id)
            writer.member("state", state)
            writer.member("eventName", eventName)
            writer.member("bucket", bucket)
            writer.member("key", key)
            writer.member("destination", destination)
            writer.member("configurationId", configurationId)
            writer.member("requestId", requestId)
            writer.member("attempts", attempts)
            writer.member("lastError", lastError)
            writer.member("logStream", logStream)
            writer.member("eventMs", eventMs)
            writer.member("createdMs", createdMs)
            writer.member("nextAttemptMs", nextAttemptMs)
            writer.member("startedMs", startedMs)
            writer.member("finishedMs", finishedMs)
            writer.member("functionMs", functionMs)
        }
    }
}

extension AdminService {
    struct RedriveEventsResponse: OutputStructure {
        var redriven: Int

        func write(to writer: inout OutputWriter) {
            writer.member("redriven", redriven)
        }
    }
}
