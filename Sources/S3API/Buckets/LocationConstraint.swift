internal import PeltonCore

/// Where a bucket was asked to be. Source: API_CreateBucket, API_GetBucketLocation.
enum LocationConstraint {
    /// - Parameter here: the server's own region, whatever it is called.
    static func isValid(_ text: String, here: Region) -> Bool {
        guard text != Region.usEast1.description else { return false }
        return text == "EU" || text == here.description || isShapedLikeARegion(text)
    }

    /// The region of a bucket with that constraint; `EU` is what S3 called its first region in Europe.
    static func region(of constraint: String?) -> String {
        constraint == "EU" ? "eu-west-1" : constraint ?? Region.usEast1.description
    }

    /// `eu-central-1`, `us-gov-west-1`: words and a number.
    private static func isShapedLikeARegion(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard parts.count >= 3, text.utf8.count <= 64, let number = parts.last, (1...2).contains(number.count) else { return false }
        return number.allSatisfy { (0x30...0x39).contains($0) }
            && parts.dropLast().allSatisfy { $0.count >= 2 && $0.allSatisfy { (0x61...0x7A).contains($0) } }
    }
}
