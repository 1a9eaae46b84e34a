// Made by Tools/models/generate.py from pelton.json, do not edit: `make models`.
// swift-format-ignore-file
internal import ServiceKit
internal import Core

extension AdminService {
    struct ExplainAccessResponse: OutputStructure {
        var principal: String
        var action: String
        var resource: String
        var decision: String
        var reason: String
        var statement: String?
        var statements: [ExplainedStatement]
        var steps: [ExplainedStep]
        var notes: [String]

        func write(to writer: inout OutputWriter) {
            writer.member("principal", principal)
            writer.member("action", action)
            writer.member("resource", resource)
            writer.member("decision", decision)
            writer.member("reason", reason)
            writer.member("statement", statement)
            writer.member("statements", statements)
            writer.member("steps", steps)
            writer.member("notes", notes)
        }
    }
}

extension AdminService {
    struct ExplainedStatement: OutputStructure {
        var policy: String
        var kind: String
        var number: Int
        var sid: String?
        var effect: String
        var applies: Bool
        var why: String
        var key: String?

        func write(to writer: inout OutputWriter) {
            writer.member("policy", policy)
            writer.member("kind", kind)
            writer.member("number", number)
            writer.member("sid", sid)
            writer.member("effect", effect)
            writer.member("applies", applies)
            writer.member("why", why)
            writer.member("key", key)
        }
    }
}

extension AdminService {
    struct ExplainedStep: OutputStructure {
        var question: String
        var answer: String
        var statement: String?
        var text: String

        func write(to writer: inout OutputWriter) {
            writer.member("question", question)
            writer.member("answer", answer)
            writer.member("statement", statement)
            writer.member("text", text)
        }
    }
}

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
