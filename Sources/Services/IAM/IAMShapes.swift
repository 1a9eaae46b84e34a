package import ServiceKit

/// What the operations that are built take. Source: the model of this service in botocore 1.44.8, service-2.json, each shape by its name there.
package enum IAMShapes {
    package static let operations: [String: Shape.Members] = [
        "CreateRole": createRole,
        "DeleteRole": deleteRole,
        "DeleteRolePolicy": deleteRolePolicy,
        "GetRole": getRole,
        "GetRolePolicy": getRolePolicy,
        "ListAttachedRolePolicies": listAttachedRolePolicies,
        "ListInstanceProfilesForRole": listInstanceProfilesForRole,
        "ListRolePolicies": listRolePolicies,
        "ListRoles": listRoles,
        "PutRolePolicy": putRolePolicy,
    ]

    private static let createRole = Shape.Members([
        .optional("Path", pathType), .required("RoleName", roleNameType), .required("AssumeRolePolicyDocument", policyDocumentType),
        .optional("Description", roleDescriptionType), .optional("MaxSessionDuration", roleMaxSessionDurationType),
        .optional("MaxSigninSessionDuration", maxSigninSessionDurationType), .optional("PermissionsBoundary", arnType),
        .optional("Tags", tagListType),
    ])
    private static let deleteRole = Shape.Members([.required("RoleName", roleNameType)])
    private static let deleteRolePolicy = Shape.Members([.required("RoleName", roleNameType), .required("PolicyName", policyNameType)])
    private static let getRole = Shape.Members([.required("RoleName", roleNameType)])
    private static let getRolePolicy = Shape.Members([.required("RoleName", roleNameType), .required("PolicyName", policyNameType)])
    private static let listAttachedRolePolicies = Shape.Members([
        .required("RoleName", roleNameType), .optional("PathPrefix", policyPathType), .optional("Marker", markerType),
        .optional("MaxItems", maxItemsType),
    ])
    private static let listInstanceProfilesForRole = Shape.Members([
        .required("RoleName", roleNameType), .optional("Marker", markerType), .optional("MaxItems", maxItemsType),
    ])
    private static let listRolePolicies = Shape.Members([
        .required("RoleName", roleNameType), .optional("Marker", markerType), .optional("MaxItems", maxItemsType),
    ])
    private static let listRoles = Shape.Members([
        .optional("PathPrefix", pathPrefixType), .optional("Marker", markerType), .optional("MaxItems", maxItemsType),
    ])
    private static let putRolePolicy = Shape.Members([
        .required("RoleName", roleNameType), .required("PolicyName", policyNameType), .required("PolicyDocument", policyDocumentType),
    ])

    // MARK: Shapes

    private static let pathType: Shape = .string(min: 1, max: 512, pattern: #"(\u002F)|(\u002F[\u0021-\u007E]+\u002F)"#)
    private static let roleNameType: Shape = .string(min: 1, max: 64, pattern: #"[\w+=,.@-]+"#)
    private static let policyDocumentType: Shape = .string(min: 1, max: 131_072, pattern: #"[\u0009\u000A\u000D\u0020-\u00FF]+"#)
    private static let roleDescriptionType: Shape = .string(max: 1000, pattern: #"[\u0009\u000A\u000D\u0020-\u007E\u00A1-\u00FF]*"#)
    private static let roleMaxSessionDurationType: Shape = .integer(min: 3600, max: 43_200)
    private static let maxSigninSessionDurationType: Shape = .integer(min: 3600, max: 7_776_000)
    private static let arnType: Shape = .string(min: 20, max: 2048)
    private static let tagKeyType: Shape = .string(min: 1, max: 128, pattern: #"[\p{L}\p{Z}\p{N}_.:/=+\-@]+"#)
    private static let tagValueType: Shape = .string(min: 0, max: 256, pattern: #"[\p{L}\p{Z}\p{N}_.:/=+\-@]*"#)
    private static let tag: Shape = .structure([.required("Key", tagKeyType), .required("Value", tagValueType)])
    private static let tagListType: Shape = .list(tag, max: 50)
    private static let policyNameType: Shape = .string(min: 1, max: 128, pattern: #"[\w+=,.@-]+"#)
    private static let policyPathType: Shape = .string(min: 1, max: 512, pattern: #"((/[A-Za-z0-9\.,\+@=_-]+)*)/"#)
    private static let markerType: Shape = .string(min: 1, max: 320, pattern: #"[\u0020-\u00FF]+"#)
    private static let maxItemsType: Shape = .integer(min: 1, max: 1000)
    private static let pathPrefixType: Shape = .string(min: 1, max: 512, pattern: #"\u002F[\u0021-\u007F]*"#)
}
