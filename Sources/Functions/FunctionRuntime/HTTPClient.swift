import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// Exchanges with one server over a few kept-open connections.
final class HTTPClient: Sendable {
    private static let mostIdleConnections = 4

    let endpoint: Endpoint
    private let group: any EventLoopGroup
    private let idle = Mutex<[HTTPConnection]>([])

    /// One event loop serves the whole process unless a test brings its own.
    init(endpoint: Endpoint, group: any EventLoopGroup = SharedLoop.group) {
        self.endpoint = endpoint
        self.group = group
    }

    deinit { closeIdle() }

    func closeIdle() {
        let connections = idle.withLock { connections in
            defer { connections = [] }
            return connections
        }
        for connection in connections { connection.close() }
    }

    /// Sends `request` and hands its answer to `handle`. The connection is kept if `handle` returns.
    func exchange<Result: Sendable>(
        _ request: HTTPRequest, patience: Duration?, handle: (HTTPResponse) async throws -> Result
    ) async throws -> Result {
        while true {
            let (connection, isUsed) = try await connection()
            let response: HTTPResponse
            do {
                response = try await begin(request, on: connection, patience: patience)
            } catch {
                connection.close()
                // A kept connection may have been closed by the server while nobody looked.
                if isUsed, request.isRepeatable, !Self.isFinal(error) { continue }
                throw error
            }
            do {
                let result = try await handle(response)
                try await finish(response)
                return result
            } catch {
                connection.close()
                throw error
            }
        }
    }

    private func begin(_ request: HTTPRequest, on connection: HTTPConnection, patience: Duration?) async throws -> HTTPResponse {
        let isSent = try await connection.send(request.head(to: endpoint), body: request.body)
        guard case .head(let head) = try await connection.nextPart(patience: patience) else { throw HTTPClientError.closed }
        return HTTPResponse(head: head, connection: connection, patience: patience, mayKeep: isSent && head.isKeepAlive)
    }

    private func finish(_ response: HTTPResponse) async throws {
        guard response.mayKeep, try await response.skipRest(upTo: 64 << 10) else { return response.connection.close() }
        let isKept = idle.withLock { connections in
            guard connections.count < Self.mostIdleConnections else { return false }
            connections.append(response.connection)
            return true
        }
        if !isKept { response.connection.close() }
    }

    private func connection() async throws -> (HTTPConnection, isUsed: Bool) {
        while let connection = idle.withLock({ $0.popLast() }) {
            if connection.isOpen { return (connection, true) }
        }
        return (try await HTTPConnection.open(to: endpoint, on: group), false)
    }

    private static func isFinal(_ error: any Error) -> Bool {
        switch error as? HTTPClientError {
        case .timedOut, .cannotRead, .bodyTooLong: true
        case .closed, .cannotConnect, nil: false
        }
    }
}

enum SharedLoop {
    static let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
}
