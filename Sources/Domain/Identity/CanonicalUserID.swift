private import Crypto
package import Core

/// The 64 digits that ACLs and listings know an account by: the same for the same account, in every store.
package func canonicalUserID(of account: AccountID) -> String {
    Hex.encode(SHA256.hash(data: Array("pelton canonical user \(account)".utf8)))
}
