// Made by Tools/models/generate.py from pelton.json, do not edit: `make models`.
// swift-format-ignore-file
package import ServiceKit

extension AdminService {
    package static let model = ServiceModel(
        name: "pelton", wire: PeltonProtocol(
            routes: """
                POST /_pelton/iam/explain ExplainAccess
                GET /_pelton/scrub GetScrub
                GET /_pelton/events ListEvents
                POST /_pelton/events/redrive RedriveEvents
                POST /_pelton/scrub StartScrub
                """),
        operations: """
            ExplainAccess GetScrub ListEvents RedriveEvents StartScrub
            """)

    enum ExplainAccess: OperationModel {
        static let name = "ExplainAccess"
        typealias Input = ExplainAccessRequest
        typealias Output = ExplainAccessResponse
    }

    enum GetScrub: OperationModel {
        static let name = "GetScrub"
        typealias Input = NoInput
        typealias Output = Scrub
    }

    enum ListEvents: OperationModel {
        static let name = "ListEvents"
        typealias Input = ListEventsRequest
        typealias Output = ListEventsResponse
    }

    enum RedriveEvents: OperationModel {
        static let name = "RedriveEvents"
        typealias Input = RedriveEventsRequest
        typealias Output = RedriveEventsResponse
    }

    enum StartScrub: OperationModel {
        static let name = "StartScrub"
        typealias Input = StartScrubRequest
        typealias Output = Scrub
    }
}
