package import Store
internal import Database
package import Core

/// A step towards the list of a large multipart object: a few hundred of its pieces, each with a reference of its own. The list is nobody's
/// until the completion makes it an object's, by one row; until then it stands among what is to be given back, so that it goes if its
/// completion does not come to its end.
package struct PrepareCompletion: Mutation {
    /// How far a list is.
    package struct Progress: Sendable {
        package let list: ContentID
        /// Parts that are in it.
        package let parts: Int
        fileprivate let pieces: Int
        fileprivate let size: Int64
    }

    package let bucket: BucketName
    package let key: ObjectKey
    package let upload: UploadID
    /// Of the upload, when its parts were read.
    package let revision: Int64
    package let parts: [UploadedPart]
    /// nil for the first step.
    package let progress: Progress?

    package init(
        bucket: BucketName, key: ObjectKey, upload: UploadID, revision: Int64, parts: [UploadedPart], progress: Progress?
    ) {
        self.bucket = bucket
        self.key = key
        self.upload = upload
        self.revision = revision
        self.parts = parts
        self.progress = progress
    }

    package var weight: Int { 512 }

    /// - Returns: nil if the parts are others by now.
    /// - Throws: `.noSuchUpload`.
    package func apply(_ transaction: WriteTransaction) throws(ObjectError) -> Progress? {
        let entry = try transaction.buckets.entry(bucket, transaction.connection)
        guard try transaction.requireOpen(upload, entry.bucket.id, key).revision == revision else { return nil }
        return try translating { () throws(DatabaseError) in
            let from = if let progress { progress } else { Progress(list: try begin(transaction), parts: 0, pieces: 0, size: 0) }
            var (done, pieces, size) = (from.parts, from.pieces, from.size)
            while done < parts.count, pieces - from.pieces < transaction.limits.stepRows {
                let part = parts[done]
                let links = try transaction.links(of: part.content, in: 0..<part.size)
                for link in links { try transaction.addReference(link.source) }
                (pieces, size) = try transaction.append(links, to: from.list, behind: pieces, size)
                done += 1
            }
            return Progress(list: from.list, parts: done, pieces: pieces, size: size)
        }
    }

    private func begin(_ transaction: WriteTransaction) throws(DatabaseError) -> ContentID {
        let list = try transaction.insertList(size: parts.reduce(0) { $0 + $1.size }, refs: 0, parts: PartTable(of: parts))
        try transaction.connection.run(
            "INSERT INTO releases (kind, id, boot) VALUES (?, ?, ?)", .number(ReleaseKind.list), .integer(list.rawValue),
            .integer(transaction.context.boot))
        return list
    }
}

/// The list is not wanted any more.
package struct DropPrepared: Mutation {
    package let list: ContentID
    package init(list: ContentID) { self.list = list }

    package var usesReserve: Bool { true }

    package func apply(_ transaction: WriteTransaction) throws(ObjectError) {
        try translating { () throws(DatabaseError) in
            try transaction.connection.run(
                "UPDATE releases SET boot = NULL WHERE kind = ? AND id = ?", .number(ReleaseKind.list), .integer(list.rawValue))
            transaction.objects.hasReleases = true
        }
    }
}

extension WriteTransaction {
    /// Makes a prepared list the caller's, with one reference.
    /// - Returns: false if it is not there any more.
    func adopt(_ list: ContentID) throws(DatabaseError) -> Bool {
        try connection.run(
            "DELETE FROM releases WHERE kind = ? AND id = ? AND boot = ?", .number(ReleaseKind.list), .integer(list.rawValue),
            .integer(context.boot))
        guard connection.changes == 1 else { return false }
        try connection.run("UPDATE contents SET refs = 1 WHERE id = ?", .integer(list.rawValue))
        return true
    }
}
