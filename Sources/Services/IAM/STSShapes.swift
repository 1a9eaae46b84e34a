package import ServiceKit

/// What the operations that are built take. Source: the model of this service in botocore 1.44.8, service-2.json, each shape by its name there.
package enum STSShapes {
    package static let operations: [String: Shape.Members] = [
        "GetCallerIdentity": getCallerIdentity
    ]

    private static let getCallerIdentity = Shape.Members([])

    // MARK: Shapes

}
