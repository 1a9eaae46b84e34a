/// Where Pelton's S3 can be told to differ from AWS's.
package struct S3Options: Sendable {
    /// Shows `DisplayName` beside the `ID` of owners and grantees, as S3 did until November 2025.
    package var showsOwnerNames = false
    /// What a new bucket lets be done: all that S3 has forbidden since April 2023 where true.
    package var opensNewBuckets = false
    /// What new buckets encrypt with; nil for nothing.
    package var standardEncryption: StandardEncryption?
    package init() {}
}
