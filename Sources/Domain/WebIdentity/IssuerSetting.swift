package import Core
internal import OutboundHTTP

/// Where the keys of an issuer are, if not where its name leads to. An administrator's setting, and nobody else's: it makes the server call
/// where others may not have it call, or believe a file.
package struct IssuerSetting: Sendable {
    enum Place: Sendable {
        /// A JSON Web Key Set.
        case file(String)
        /// Its configuration is found below this URL.
        case url(OutboundURL)
    }

    /// As tokens have it.
    package let issuer: String
    let place: Place
    /// Where it may be besides the public Internet.
    let allowed: [AddressRange]
    /// Certificates of authorities in PEM, besides the system's.
    let authoritiesFile: String?

    /// Of the setting's entry: what does not belong there.
    package struct Invalid: Error, Hashable {
        package let reason: String
        init(_ reason: String) { self.reason = reason }
    }

    /// Reads one entry of the setting.
    package init(_ json: JSON) throws(Invalid) {
        guard let members = json.members else { throw Invalid("it must be an object.") }
        let names = ["issuer", "keysFile", "url", "addresses", "authoritiesFile"]
        // What is misspelt would be left out in silence.
        for member in members where !names.contains(member.name) {
            throw Invalid("it has a member that is none of \(names.joined(separator: ", ")).")
        }
        guard let issuer = json["issuer"]?.string, issuer.hasPrefix("https://"), issuer.utf8.count > 8 else {
            throw Invalid("issuer must be the issuer's URL as its tokens have it, which begins with https://.")
        }
        self.issuer = issuer
        let (file, url) = (try Self.text(json, "keysFile"), try Self.text(json, "url"))
        authoritiesFile = try Self.text(json, "authoritiesFile")
        let addresses = try Self.addresses(json["addresses"])
        if let file {
            guard url == nil, addresses.isEmpty, authoritiesFile == nil else {
                throw Invalid("keysFile stands alone: nobody is asked where keys are in a file.")
            }
            (place, allowed) = (.file(file), [])
        } else {
            let base: OutboundURL
            do throws(OutboundError) { base = try OutboundURL(url ?? issuer) } catch {
                throw Invalid("\(url == nil ? "issuer" : "url"): \(error)")
            }
            guard base.rawQuery == nil else { throw Invalid("url must not have a query.") }
            (place, allowed) = (.url(base), Self.named(base) + addresses)
        }
    }

    /// The issuer that no setting says anything of: at its name, and in public.
    /// - Returns: nil for one whose name leads nowhere.
    init?(of issuer: String) {
        guard issuer.hasPrefix("https://") else { return nil }
        do { place = .url(try OutboundURL(issuer)) } catch { return nil }
        self.issuer = issuer
        (allowed, authoritiesFile) = ([], nil)
    }

    /// Files that a start must be able to read.
    package var keysFile: String? { if case .file(let path) = place { path } else { nil } }
    package var authorities: String? { authoritiesFile }

    /// Where its keys are, for the log.
    package var shownPlace: String {
        switch place {
        case .file(let path): path
        case .url(let url): "\(url.scheme)://\(url.authority)"
        }
    }

    /// Whether its keys could be others' on their way over a network.
    package var isOpenToOthers: Bool {
        guard case .url(let url) = place, !url.isSecure else { return false }
        guard case .address(let address) = url.host else { return true }
        return !["127.0.0.0/8", "::1/128"].compactMap { AddressRange($0) }.contains { $0.contains(address) }
    }

    /// Who writes down an address means it. What a name leads to is said by others.
    private static func named(_ url: OutboundURL) -> [AddressRange] {
        guard case .address(let address) = url.host else { return [] }
        return AddressRange(address.description).map { [$0] } ?? []
    }

    private static func addresses(_ json: JSON?) throws(Invalid) -> [AddressRange] {
        guard let json else { return [] }
        let ranges = json.array?.compactMap { $0.string.flatMap(OutboundPolicy.range) }
        guard let ranges, ranges.count == json.array?.count else {
            throw Invalid("addresses must be a list of CIDR blocks, such as [\"10.20.0.0/16\"].")
        }
        return ranges
    }

    private static func text(_ json: JSON, _ name: String) throws(Invalid) -> String? {
        guard let value = json[name] else { return nil }
        guard let text = value.string, !text.isEmpty, !text.utf8.contains(0) else { throw Invalid("\(name) must be a text.") }
        return text
    }
}
