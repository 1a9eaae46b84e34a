internal import ServiceKit
internal import Core

/// Where a bucket was asked to be. Source: API_CreateBucket, API_GetBucketLocation.
enum LocationConstraint {
    /// - Parameters:
    ///   - asked: as the request has it; nil if it names none.
    ///   - signed: the region that the request was signed for: on AWS that of the endpoint.
    ///   - here: the server's own region, whatever it is called.
    /// - Returns: where the bucket will be; nil for us-east-1.
    /// - Throws: `InvalidLocationConstraint`; `IllegalLocationConstraintException` where one of AWS's other regions signs, which makes
    ///   buckets of its own alone.
    static func judge(_ asked: String?, signedFor signed: Region, here: Region) throws(ServiceError) -> String? {
        // What clients say that are told no region.
        let asked = asked == "auto" ? nil : asked
        if signed != .usEast1, names.contains(signed.description) {
            guard let asked else {
                // What the operator said of buckets that name none holds for his own region.
                guard signed == here else { throw .illegal("unspecified") }
                return here.description
            }
            guard region(of: asked) == signed.description else { throw .illegal(asked) }
            return asked
        }
        guard let asked else { return signed == here && here != .usEast1 ? here.description : nil }
        let isKnown = asked == "EU" || names.contains(asked) || asked == here.description || asked == signed.description
        guard isKnown, asked != Region.usEast1.description else {
            throw ServiceError(
                400, "InvalidLocationConstraint", "The specified location-constraint is not valid", [("LocationConstraint", asked)])
        }
        return asked
    }

    /// The region of a bucket with that constraint; `EU` is what S3 called its first region in Europe.
    static func region(of constraint: String?) -> String {
        constraint == "EU" ? "eu-west-1" : constraint ?? Region.usEast1.description
    }

    static func isRegion(_ text: String, here: Region) -> Bool { names.contains(text) || text == here.description }

    /// AWS's own, of all partitions. Source: botocore's endpoints, November 2026.
    private static let names = Set(
        """
        af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2 ap-southeast-1 ap-southeast-2 \
        ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7 ca-central-1 ca-west-1 eu-central-1 eu-central-2 \
        eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3 il-central-1 me-central-1 me-south-1 mx-central-1 sa-east-1 \
        us-east-1 us-east-2 us-west-1 us-west-2 cn-north-1 cn-northwest-1 us-gov-east-1 us-gov-west-1 us-iso-east-1 us-iso-west-1 \
        us-isob-east-1 us-isob-west-1 eu-isoe-west-1 us-isof-east-1 us-isof-south-1 eusc-de-east-1
        """.split(separator: " ").map(String.init))
}

extension ServiceError {
    fileprivate static func illegal(_ what: String) -> Self {
        Self(
            400, "IllegalLocationConstraintException",
            "The \(what) location constraint is incompatible for the region specific endpoint this request was sent to.")
    }
}
