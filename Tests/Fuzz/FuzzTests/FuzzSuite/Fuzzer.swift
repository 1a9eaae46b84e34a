private import Glibc
private import Synchronization

// What the fuzzer's C side calls. It ends the process where something does not hold: that is how libFuzzer learns of it.

private let selected = Mutex<FuzzTarget?>(nil)

/// - Returns: 0 if there is no such target.
@c(fuzz_select)
public func fuzzSelect(_ name: UnsafePointer<CChar>) -> CInt {
    let target = FuzzTarget(rawValue: String(cString: name))
    selected.withLock { $0 = target }
    return target == nil ? 0 : 1
}

@c(fuzz_judge)
public func fuzzJudge(_ data: UnsafePointer<UInt8>?, _ size: Int) {
    let bytes = Array(UnsafeBufferPointer(start: data, count: size))
    do { _ = try selected.withLock { $0 }?.judge(bytes) } catch {
        // An abort flushes nothing.
        print(error)
        fflush(nil)
        abort()
    }
}
