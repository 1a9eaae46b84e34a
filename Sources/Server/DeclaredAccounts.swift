internal import Identity
internal import PeltonCore

/// The file of `--credentials`: a JSON list of accounts, each with its root's key.
enum DeclaredAccounts {
    static func read(_ path: String) throws(StartError) -> [DeclaredAccount] {
        guard let bytes = SmallTextFile.read(path) else { throw StartError("The credentials file \(path) cannot be read.") }
        guard let json = try? JSON(parsing: bytes), let list = json.array else {
            throw StartError("The credentials file \(path) must hold a JSON list of accounts.")
        }
        var accounts: [DeclaredAccount] = []
        for (i, entry) in list.enumerated() {
            func text(_ name: String) -> String? { entry[name]?.string }
            guard let account = text("accountId").flatMap({ AccountID($0) }) else {
                throw StartError("Entry \(i + 1) of \(path): accountId must be twelve digits.")
            }
            guard let key = text("accessKeyId"), let secret = text("secretAccessKey"), key.utf8.count >= 3, secret.utf8.count >= 8 else {
                throw StartError(
                    "Entry \(i + 1) of \(path): accessKeyId (3 characters or more) and secretAccessKey (8 or more) are needed.")
            }
            accounts.append(
                DeclaredAccount(
                    account: account, canonicalID: text("canonicalId"), displayName: text("displayName"), email: text("email"),
                    accessKeyID: key, secretAccessKey: secret))
        }
        return accounts
    }

    /// One key proves one account by one secret: which of two was meant is not guessed.
    static func requireDistinctKeys(_ accounts: [DeclaredAccount]) throws(StartError) {
        var seen: [[UInt8]: DeclaredAccount] = [:]
        for account in accounts {
            let first = seen.updateValue(account, forKey: Array(account.accessKeyID.utf8))
            guard first.map({ $0.account == account.account && $0.secretAccessKey == account.secretAccessKey }) ?? true else {
                throw StartError("The access key id \(account.accessKeyID) is declared twice, for two accounts or with two secrets.")
            }
        }
    }
}
