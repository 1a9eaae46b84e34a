// Made by Tools/models/generate.py from pelton.json, do not edit: `make models`.
// swift-format-ignore-file
internal import ServiceKit
internal import Core

extension AdminService {
    struct ExplainAccessRequest: InputStructure {
        var principal: String = ""
        var action: String = ""
        var resource: String = ""
        var context: [ContextKey]?

        static let members = Shape.Members([
            .required("principal", Shapes.principalName), .required("action", Shapes.actionName),
            .required("resource", Shapes.resourceName), .optional("context", Shapes.contextKeys),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&principal)
            case 1: try reader.read(&action)
            case 2: try reader.read(&resource)
            case 3: try reader.read(&context)
            default: break
            }
        }
    }
}

extension AdminService {
    struct ContextKey: InputStructure {
        var name: String = ""
        var values: [String] = []

        static let members = Shape.Members([.required("name", Shapes.contextKeyName), .required("values", Shapes.contextKeyValues)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&name)
            case 1: try reader.read(&values)
            default: break
            }
        }
    }
}

extension AdminService {
    struct ListEventsRequest: InputStructure {
        var state: String?
        var bucket: String?
        var after: Int?
        var limit: Int?

        static let members = Shape.Members([
            .optional("state", Shapes.state, .query("state")), .optional("bucket", .string, .query("bucket")),
            .optional("after", Shapes.eventNumber, .query("after")), .optional("limit", Shapes.pageSize, .query("limit")),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&state)
            case 1: try reader.read(&bucket)
            case 2: try reader.read(&after)
            case 3: try reader.read(&limit)
            default: break
            }
        }
    }
}

extension AdminService {
    struct RedriveEventsRequest: InputStructure {
        var ids: [Int]?

        static let members = Shape.Members([.optional("ids", Shapes.eventNumbers)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&ids)
            default: break
            }
        }
    }
}

extension AdminService {
    struct StartScrubRequest: InputStructure {
        var bytesPerSecond: Int?

        static let members = Shape.Members([.optional("bytesPerSecond", Shapes.rate, .query("bytes-per-second"))])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&bytesPerSecond)
            default: break
            }
        }
    }
}

extension AdminService {
    private enum Shapes {
        static let principalName: Shape = .string(min: 1, max: 2048)
        static let actionName: Shape = .string(min: 3, max: 128)
        static let resourceName: Shape = .string(min: 1, max: 2048)
        static let contextKeyName: Shape = .string(min: 1, max: 256)
        static let contextKeyValue: Shape = .string(max: 8192)
        static let contextKeyValues: Shape = .list(Shapes.contextKeyValue, max: 64)
        static let contextKeys: Shape = .list(.structure(ContextKey.self), max: 64)
        static let state: Shape = .values(["pending", "done", "dead", "unmatched"])
        static let eventNumber: Shape = .long(min: 0)
        static let pageSize: Shape = .integer(min: 1, max: 1000)
        static let eventNumbers: Shape = .list(.long, max: 256)
        static let rate: Shape = .long(min: 1, max: 1_099_511_627_776)
    }
}
