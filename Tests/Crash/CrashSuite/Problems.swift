internal import Objects

/// What `pelton check` finds in a store that nobody has open; empty if all is well.
func problems(in folder: String) throws -> [String] { try StoreCheck(folder: folder).run().problems }
