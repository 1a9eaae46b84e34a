package import Database

extension IdentityArea {
    package static func contradictions(_ connection: Connection, limit: Int) throws(DatabaseError) -> [String] {
        try connection.rows(
            """
            SELECT account_id, kind FROM (
                SELECT account_id, kind, count FROM iam_counts WHERE count <> 0
                EXCEPT SELECT account_id, kind, COUNT(*) FROM iam_resources GROUP BY account_id, kind
                EXCEPT SELECT account_id, 'policy-in-use', COUNT(DISTINCT policy_arn) FROM iam_attachments GROUP BY account_id
            ) LIMIT ?
            """, .integer(limit)
        ) { "The count of \($0.text(1)) in account \($0.text(0)) is not that of the rows." }
            + connection.rows(
                "SELECT user_id FROM login_profiles WHERE user_id NOT IN (SELECT id FROM iam_resources WHERE kind = 'user') LIMIT ?",
                .integer(limit)
            ) { "A login profile belongs to user \($0.text(0)), who is not there." }
    }
}
