/// What came in the place of a request and cannot be answered as one; its connection ends with the answer.
package struct Refusal: Sendable {
    package enum Reason: Error, Sendable {
        /// Against the grammar, or with a length or host that is none or that two headers dispute. RFC 9112.
        case malformed
        /// A body that comes otherwise than by itself or in chunks.
        case unsupportedCoding
        case targetTooLong
        case headTooLarge
        /// Not HTTP/1.
        case unsupportedVersion
    }

    package let reason: Reason
    /// As far as it was read: method and target are empty if it was not. It has no body.
    package let request: HTTPRequest

    /// The answer's status. Source: RFC 9110, section 15; RFC 6585, section 5.
    package var status: Int {
        switch reason {
        case .malformed: 400
        case .targetTooLong: 414
        case .headTooLarge: 431
        case .unsupportedCoding: 501
        case .unsupportedVersion: 505
        }
    }
}

extension Responder {
    package func refuse(_ refusal: Refusal, _ response: ResponseWriter) async { await response.send(refusal.status, []) }
}
