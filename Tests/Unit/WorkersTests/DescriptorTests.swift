import Foundation
import Testing

@testable import Workers

struct DescriptorTests {
    /// Sends a message with `count` copies of the end of a pipe, and keeps none of them.
    /// - Returns: the pipe's other end: at its end once nobody has a copy.
    private func send(_ text: String, copies count: Int, to socket: CInt) throws -> CInt {
        var ends: [CInt] = [-1, -1]
        try #require(pipe(&ends) == 0)
        defer { close(ends[1]) }
        let bytes = Array(text.utf8)
        // A control message: its length, level and type, and the descriptors behind them.
        let head = 2 * MemoryLayout<Int>.size
        let length = head + count * MemoryLayout<CInt>.size
        let room = (length + MemoryLayout<Int>.size - 1) / MemoryLayout<Int>.size * MemoryLayout<Int>.size
        let control = UnsafeMutableRawBufferPointer.allocate(byteCount: max(room, head), alignment: MemoryLayout<Int>.size)
        defer { control.deallocate() }
        control.storeBytes(of: length, as: Int.self)
        control.storeBytes(of: CInt(SOL_SOCKET), toByteOffset: MemoryLayout<Int>.size, as: CInt.self)
        control.storeBytes(of: 1, toByteOffset: MemoryLayout<Int>.size + MemoryLayout<CInt>.size, as: CInt.self)
        for i in 0..<count { control.storeBytes(of: ends[1], toByteOffset: head + i * MemoryLayout<CInt>.size, as: CInt.self) }
        let sent = bytes.withUnsafeBytes { raw in
            var data = iovec(iov_base: UnsafeMutableRawPointer(mutating: raw.baseAddress), iov_len: raw.count)
            return withUnsafeMutablePointer(to: &data) { data in
                var message = msghdr()
                message.msg_iov = data
                message.msg_iovlen = 1
                if count > 0 {
                    message.msg_control = control.baseAddress
                    message.msg_controllen = room
                }
                return sendmsg(socket, &message, 0)
            }
        }
        try #require(sent == bytes.count)
        return ends[0]
    }

    private func isOpenElsewhere(_ end: CInt) -> Bool {
        var polled = pollfd(fd: end, events: Int16(POLLIN), revents: 0)
        return poll(&polled, 1, 0) == 0
    }

    private func pair() throws -> (CInt, CInt) {
        var sockets: [CInt] = [-1, -1]
        try #require(socketpair(AF_UNIX, CInt(SOCK_SEQPACKET.rawValue), 0, &sockets) == 0)
        return (sockets[0], sockets[1])
    }

    @Test(arguments: [0, 1, 2, 4, 5, 16, 40])
    func `a launcher's message with another number of descriptors is refused, and leaves none open`(count: Int) throws {
        let (ours, theirs) = try pair()
        defer { for socket in [ours, theirs] { close(socket) } }
        let end = try send("Llayers", copies: count, to: theirs)
        defer { close(end) }
        #expect(throws: LaunchError.self) { _ = try ProcessMonitor.receiveListeners(ours) }
        #expect(!isOpenElsewhere(end))
    }

    @Test func `a launcher that says why it failed leaves no descriptor open`() throws {
        let (ours, theirs) = try pair()
        defer { for socket in [ours, theirs] { close(socket) } }
        let end = try send("Eno namespaces", copies: 3, to: theirs)
        defer { close(end) }
        #expect(throws: LaunchError.self) { _ = try ProcessMonitor.receiveListeners(ours) }
        #expect(!isOpenElsewhere(end))
    }

    @Test func `three are taken`() throws {
        let (ours, theirs) = try pair()
        defer { for socket in [ours, theirs] { close(socket) } }
        let end = try send("Llayers", copies: 3, to: theirs)
        defer { close(end) }
        let listeners = try ProcessMonitor.receiveListeners(ours)
        #expect(listeners.layers == "layers")
        #expect(isOpenElsewhere(end))
        for descriptor in [listeners.runtime, listeners.endpoint, listeners.temporary] { close(descriptor) }
        #expect(!isOpenElsewhere(end))
    }
}
