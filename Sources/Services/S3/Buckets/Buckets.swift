internal import Objects
internal import ServiceKit
internal import HTTPServer
internal import ObjectData
internal import Store
internal import Core
internal import XML

extension S3Call {
    /// Source: API_ListBuckets. Only those of the caller's own account, as S3.
    func listBuckets() async throws(ServiceError) {
        let engine = try await require("s3:ListAllMyBuckets", on: "*", of: request.caller.account)
        let limit = try number("max-buckets", 1...10_000) ?? 10_000
        // An empty one is as none here.
        let token = http.queryValue("continuation-token").flatMap { $0.isEmpty ? nil : $0 }
        let after = try PageToken.decode(token, named: "continuation-token")
        // S3 tells the region to who asks for a page.
        let showsRegion = ["max-buckets", "continuation-token", "bucket-region", "prefix"].contains { http.queryValue($0) != nil }
        // A page has fewer buckets than it could, as S3's may: the token leads on.
        let region = http.queryValue("bucket-region")
        if let region, !LocationConstraint.isRegion(region, here: services.region) {
            throw .invalidArgument("Argument value \(region) is not a valid AWS Region", "bucket-region", region)
        }
        let list = ListBuckets(
            owner: request.caller.account, prefix: http.queryValue("prefix") ?? "", after: String(decoding: after ?? [], as: UTF8.self),
            limit: limit)
        let page = try await run { () throws(EngineError) in try await engine.buckets(list) }
        try await send("ListAllMyBucketsResult", of: page.buckets.count * Self.entryBytes) { [self] xml in
            writeOwner((request.caller.canonicalID, request.caller.displayName), to: &xml)
            xml.element("Buckets") { xml in
                for bucket in page.buckets where region == nil || LocationConstraint.region(of: bucket.location) == region {
                    xml.element("Bucket") { xml in
                        xml.element("Name", bucket.name.description)
                        xml.element("CreationDate", bucket.created.iso8601Whole)
                        if showsRegion { xml.element("BucketRegion", LocationConstraint.region(of: bucket.location)) }
                        xml.element("BucketArn", ARN.bucket(bucket.name).description)
                    }
                }
            }
            if page.isTruncated, let last = page.buckets.last {
                xml.element("ContinuationToken", PageToken.encode(Array(last.name.description.utf8)))
            }
            xml.element("Prefix", ifPresent: http.queryValue("prefix"))
        }
    }

    /// Source: API_CreateBucket.
    func createBucket() async throws(ServiceError) {
        let name = try bucketName()
        // Who did not sign is not let to send a body.
        guard request.signature != nil else { throw .accessDenied() }
        let (location, tags) = try await configuration()
        let namespace = http.headers.first(AccountRegionalName.header)
        let engine = try await require(
            "s3:CreateBucket", on: ARN.bucket(name).description, of: request.caller.account,
            values: ["s3:LocationConstraint": location ?? "us-east-1", "s3:" + AccountRegionalName.header: namespace])
        try AccountRegionalName.check(
            name, header: namespace, of: request.caller.account, in: LocationConstraint.region(of: location))
        if tags != nil { try await require("s3:TagResource", on: ARN.bucket(name).description, of: request.caller.account) }
        if let bucket = try await services.bucket(name.description), bucket.owner == request.caller.account {
            return try await remake(engine, bucket, location, hasTags: tags != nil)
        }
        var documents = try await accessOfNewBucket(name)
        documents[BucketConfiguration.tagging.kind] = tags
        documents[.encryption] = services.options.standardEncryption?.document
        let hasObjectLock = http.headers.first("x-amz-bucket-object-lock-enabled")?.lowercased() == "true"
        // Source: API_CreateBucket, "Permissions".
        for action in ["s3:PutBucketObjectLockConfiguration", "s3:PutBucketVersioning"] where hasObjectLock {
            try await require(action, on: ARN.bucket(name).description, of: request.caller.account)
        }
        do {
            try await engine.createBucket(
                CreateBucket(
                    name: name, owner: request.caller.account, location: location, hasObjectLock: hasObjectLock, documents: documents))
        } catch {
            guard case .refused(.bucketExists(_, let owner)) = error, owner == request.caller.account else { throw ServiceError(error) }
            // Made meanwhile, by another request of the same owner.
            return try await remake(engine, try await findBucket(name), location, hasTags: tags != nil)
        }
        await sendMade(name, location)
    }

    /// A bucket of the global namespace that is in another region than S3's first has a URL of its own.
    private func sendMade(_ name: BucketName, _ location: String?) async {
        var place = "/" + name.description
        if location != nil, AccountRegionalName(name) == nil, let host = http.headers.first("host") {
            place = "http://" + (route.target.isVirtualHost ? host : "\(name).\(host)") + "/"
        }
        await send(200, [("Location", place), ("x-amz-bucket-arn", ARN.bucket(name).description)])
    }

    /// S3 in us-east-1 lets an owner make a bucket twice; its access control list is then what the second request says. Source:
    /// API_CreateBucket, BucketAlreadyOwnedByYou.
    private func remake(_ engine: ObjectEngine, _ bucket: Bucket, _ location: String?, hasTags: Bool) async throws(ServiceError) {
        guard location == nil, bucket.location == nil, !hasTags else {
            throw ServiceError(
                409, "BucketAlreadyOwnedByYou",
                "Your previous request to create the named bucket succeeded and you already own it.",
                [("BucketName", bucket.name.description)])
        }
        try await resetList(engine, of: bucket)
        await sendMade(bucket.name, nil)
    }

    /// Source: API_HeadBucket. The region is told with a refusal as well: it is how clients find it.
    func headBucket() async throws(ServiceError) {
        let bucket: Bucket
        do { (bucket, _) = try await authorize("s3:ListBucket") } catch {
            var error = error
            await services.tellRegion(of: route.bucketText, in: &error)
            throw error
        }
        await send(
            200,
            [
                ("x-amz-bucket-arn", ARN.bucket(bucket.name).description),
                ("x-amz-bucket-region", LocationConstraint.region(of: bucket.location)), ("x-amz-access-point-alias", "false"),
                ("Content-Type", "application/xml"),
            ])
    }

    /// Source: API_DeleteBucket.
    func deleteBucket() async throws(ServiceError) {
        let (bucket, engine) = try await authorize("s3:DeleteBucket")
        try await run { () throws(EngineError) in try await engine.deleteBucket(bucket.name, in: BucketIdentity(bucket)) }
        await send(204)
    }

    func writeOwner(_ owner: (id: String, name: String), to xml: inout XMLWriter) {
        xml.element("Owner") { xml in
            xml.element("ID", owner.id)
            if services.options.showsOwnerNames { xml.element("DisplayName", owner.name) }
        }
    }

    /// - Returns: the location, nil for us-east-1; and the document of the bucket's tags, nil if it gets none.
    private func configuration() async throws(ServiceError) -> (location: String?, tags: [UInt8]?) {
        var (asked, tags): (String?, [UInt8]?) = (nil, nil)
        if http.body.isPresent, http.body.announcedLength != 0 {
            (asked, tags) = try await document("CreateBucketConfiguration") { root throws(ServiceError) in try Self.configuration(root) }
        }
        return (try LocationConstraint.judge(asked, signedFor: request.region, here: services.region), tags)
    }

    static func configuration(_ root: XMLElement) throws(ServiceError) -> (location: String?, tags: [UInt8]?) {
        for name in ["Location", "Bucket"] where root.child(name) != nil {
            // Directory buckets.
            throw .notImplemented("\(name) of CreateBucketConfiguration")
        }
        let shape = Shape.group(
            "CreateBucketConfiguration", [.text("LocationConstraint", Shape.maybe), .group("Tags", Shape.maybe, [BucketTags.shape])])
        try shape.check(root)
        let tags = root.child("Tags")
        if tags?.children.contains(where: { BucketTags.isSystem($0.text("Key") ?? "") }) == true {
            throw ServiceError(
                400, "InvalidTag",
                "User-defined tag keys can't start with \"aws:\". This prefix is reserved for system tags. Remove \"aws:\" from your tag keys and try again."
            )
        }
        return (root.trimmedText("LocationConstraint"), try BucketTags(tags).document)
    }
}

extension S3Services {
    /// - Parameter error: gets the bucket's region, or the server's own where there is no such bucket.
    func tellRegion(of bucket: String, in error: inout ServiceError) async {
        let found = try? await self.bucket(bucket)
        error.headers.set("x-amz-bucket-region", found.map { LocationConstraint.region(of: $0.location) } ?? region.description)
    }
}
