package import Database

extension ParameterArea {
    package static func contradictions(_ connection: Connection, limit: Int) throws(DatabaseError) -> [String] {
        try connection.rows(
            """
            SELECT p.path FROM parameters p WHERE NOT EXISTS (
                SELECT 1 FROM parameter_versions v WHERE v.parameter_id = p.id AND v.version = p.version) LIMIT ?
            """, .integer(limit)
        ) { "Parameter \($0.text(0)) lacks its newest version." }
            + connection.rows(
                "SELECT parameter_id, version FROM parameter_versions WHERE parameter_id NOT IN (SELECT id FROM parameters) LIMIT ?",
                .integer(limit)
            ) { "Version \($0.integer(1)) belongs to parameter \($0.integer(0)), which is not there." }
    }
}
