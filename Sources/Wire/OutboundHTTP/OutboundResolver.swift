package import Core

#if canImport(Glibc)
    private import Glibc
#endif

/// Who says which addresses a name has. It may wait for a network: its calls come on threads of their own.
package protocol OutboundResolver: Sendable {
    func addresses(of name: String) throws(ResolverError) -> [AddressRange.Address]
    /// Those of this machine.
    func ownAddresses() throws(ResolverError) -> [AddressRange.Address]
}

package struct ResolverError: Error {
    package let reason: String
    package init(_ reason: String) { self.reason = reason }
}

/// The system's: /etc/hosts, DNS, and whatever else it is set up with.
package struct SystemResolver: OutboundResolver {
    package init() {}

    package func addresses(of name: String) throws(ResolverError) -> [AddressRange.Address] {
        Threads.assertMayWait()
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(name, nil, &hints, &list)
        guard status == 0 else { throw ResolverError("The name \(name) has no address: \(String(cString: gai_strerror(status))).") }
        defer { freeaddrinfo(list) }
        return sequence(first: list) { $0?.pointee.ai_next }.compactMap { entry in entry.flatMap { Self.address($0.pointee.ai_addr) } }
    }

    package func ownAddresses() throws(ResolverError) -> [AddressRange.Address] {
        Threads.assertMayWait()
        var list: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&list) == 0 else { throw ResolverError("This machine's addresses are not known: errno \(errno).") }
        defer { freeifaddrs(list) }
        return sequence(first: list) { $0?.pointee.ifa_next }.compactMap { entry in entry.flatMap { Self.address($0.pointee.ifa_addr) } }
    }

    /// Read at its places in memory: in a release build the structures' members belong to whichever module the compiler saw first.
    /// - Returns: nil for what is neither of IPv4 nor of IPv6.
    private static func address(_ address: UnsafeMutablePointer<sockaddr>?) -> AddressRange.Address? {
        guard let address else { return nil }
        let bytes = UnsafeRawPointer(address)
        switch Int32(address.pointee.sa_family) {
        case AF_INET:
            return .init(version4: UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: 4, as: UInt32.self)))
        case AF_INET6:
            let high = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            let low = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self))
            return .init(version6: UInt128(high) << 64 | UInt128(low))
        default: return nil
        }
    }
}
