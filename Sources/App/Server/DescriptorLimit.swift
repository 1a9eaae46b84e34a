internal import Logging

#if canImport(Glibc)
    private import Glibc
#endif

/// Each connection is a descriptor, and each object that is being read another: what shells allow by default is soon used up.
enum DescriptorLimit {
    /// Takes as many as the system lets this process have.
    static func raise(_ logger: Logger) {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0, limit.rlim_cur < limit.rlim_max else { return }
        limit.rlim_cur = limit.rlim_max
        guard setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
            return logger.warning("the limit of open files could not be raised", metadata: ["errno": "\(errno)"])
        }
    }
}
