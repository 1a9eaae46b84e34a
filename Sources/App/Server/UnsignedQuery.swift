internal import Policies
internal import ServiceKit
internal import HTTPServer
internal import NIOCore
internal import Core
internal import S3

extension Gateway {
    /// What a form may have whose sender proves nothing by a signature: a token, a policy and the ARNs of ten, all of it percent-encoded.
    private static let unsignedFormBytes = 192 << 10

    /// Whether the query of a request names an operation for callers that sign nothing. All else that has no form is S3's.
    func asksUnsigned(_ http: HTTPRequest, _ place: Addressing.Place) -> Bool {
        guard place == .path, http.rawPath == "/", let handler = handlers[.sts] else { return false }
        return http.queryItems.contains { $0.name == "Action" && handler.admitsUnsigned($0.value) }
    }

    /// A request of the query protocol without a signature. One operation of STS's is for such: what a form asks for stands in its body, so
    /// that this must be read, into memory that those contend for who have proven nothing. All others are refused as if it had not been.
    func unsignedQuery(
        _ http: HTTPRequest, _ place: RequestPermit?, _ service: Service, _ id: RequestID, _ log: RequestLog, _ response: ResponseWriter
    ) async -> String {
        do throws(AuthenticationError) {
            let held = MemoryReservation(memory)
            let form = try await form(http, place, held)
            defer { withExtendedLifetime(held) {} }
            let query = http.queryItems
            let action = try await threads.turns(of: .anonymous).run(bytes: form.readableBytes, busy: AuthenticationError.busy) {
                () throws(AuthenticationError) in QueryParameters(form: form.readableBytesView, query: query)?.action
            }
            guard let action, let handler = handlers[.sts], handler.admitsUnsigned(action) else { throw .missingToken }
            return await anonymous(http, place, handler, self.id(of: .sts, id, log), log, response, collected: form)
        } catch {
            await refuse(error, service, http, id, log, response)
            return ""
        }
    }

    /// - Throws: `.missingToken` for a body that is longer than any that could be meant.
    private func form(_ http: HTTPRequest, _ place: RequestPermit?, _ held: MemoryReservation) async throws(AuthenticationError)
        -> ByteBuffer
    {
        guard http.body.isPresent else { return ByteBuffer() }
        let limit = Self.unsignedFormBytes
        if let announced = http.body.announcedLength, announced > Int64(limit) { throw .missingToken }
        let longest = http.body.announcedLength.map { Int($0) } ?? limit
        var room = DocumentMemory(held, longest: longest)
        let contested = place?.contend(longest: longest, isProven: false)
        let body: ByteBuffer
        do throws(RequestBody.Failure) {
            body = try await http.body.collect(upTo: limit, pace: .held) { piece, count in
                contested?.covers(count, more: piece.readableBytes) ?? true
            }
        } catch {
            switch error {
            case .tooLarge: throw .missingToken
            case .noMemory: throw .busy
            case .closed, .tooSlow, .malformed: throw .unreadableBody
            }
        }
        guard place?.take(isAnonymous: true) ?? true, room.covers(2 * body.readableBytes) else { throw .busy }
        return body
    }
}
