// Made by Tools/models/generate.py from pelton.json, do not edit: `make models`.
// swift-format-ignore-file
internal import ServiceKit
internal import Core

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
        static let state: Shape = .values(["pending", "done", "dead", "unmatched"])
        static let eventNumber: Shape = .long(min: 0)
        static let pageSize: Shape = .integer(min: 1, max: 1000)
        static let eventNumbers: Shape = .list(.long, max: 256)
        static let rate: Shape = .long(min: 1, max: 1_099_511_627_776)
    }
}
