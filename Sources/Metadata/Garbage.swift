internal import Database
package import PeltonCore

/// Blobs whose rows went while their files may still be there: what a crash left to do.
package struct ListGarbage: Query {
    package let limit: Int
    package init(limit: Int) { self.limit = limit }

    package func run(_ snapshot: ReadSnapshot) throws(MetadataError) -> [BlobID] {
        try translating { () throws(DatabaseError) in
            try snapshot.connection.rows("SELECT blob FROM garbage ORDER BY blob LIMIT ?", .integer(limit)) { BlobID($0.text(0)) }
        }.compactMap { $0 }
    }
}

package struct ForgetGarbage: Mutation {
    package let blobs: [BlobID]
    package init(blobs: [BlobID]) { self.blobs = blobs }

    package func apply(_ transaction: WriteTransaction) throws(MetadataError) {
        try translating { () throws(DatabaseError) in
            for blob in blobs { try transaction.connection.run("DELETE FROM garbage WHERE blob = ?", .text(blob.description)) }
        }
    }
}

/// Which of some blobs a row names.
package struct FindNamedBlobs: Query {
    package let blobs: [BlobID]
    package init(blobs: [BlobID]) { self.blobs = blobs }

    package func run(_ snapshot: ReadSnapshot) throws(MetadataError) -> Set<BlobID> {
        try translating { () throws(DatabaseError) in
            var named: Set<BlobID> = []
            for blob in blobs {
                let isNamed = try snapshot.connection.first("SELECT 1 FROM contents WHERE blob = ?", .text(blob.description)) { _ in true }
                if isNamed != nil { named.insert(blob) }
            }
            return named
        }
    }
}

/// Its bytes were found damaged: it is refused from now on, and `pelton check` lists it.
package struct MarkDamaged: Mutation {
    package let version: ObjectVersion
    package init(version: ObjectVersion) { self.version = version }

    package func apply(_ transaction: WriteTransaction) throws(MetadataError) {
        try translating { () throws(DatabaseError) in
            try transaction.connection.run(
                "UPDATE versions SET is_damaged = 1 WHERE bucket_id = ? AND key = ? AND version_order = ?",
                .integer(version.bucketID), .blob(version.key.utf8), .integer(Int64(bitPattern: version.sequence)))
        }
    }
}
