// Made by Tools/models/generate.py from botocore 1.44.8, do not edit: `make models`.
// swift-format-ignore-file
internal import ServiceKit
internal import Core

extension STSService {
    struct GetCallerIdentityRequest: InputStructure {
        static let members = Shape.Members([])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
        }
    }
}
