import SigV4
import ServiceKit
import Testing

@testable import S3

struct SubresourceTests {
    /// Those that only narrow what is asked for: without a page's `id` it is all of them, and both kinds of listings tell the same.
    private static let narrowing: Set<String> = ["", "id", "list-type"]
    private static let headers: Set<String> = ["x-amz-copy-source"]

    /// Version 2 leaves all other parameters to whoever has the URL: by one of these he would make another operation of it.
    @Test func `every parameter that tells operations apart is signed in Version 2`() {
        let names = Set(S3Service.operations.all.flatMap { $0.handler.selector.split(separator: "+").map(String.init) })
        #expect(names.subtracting(Subresources.signed).subtracting(Self.narrowing).subtracting(Self.headers) == [])
    }

    @Test func `a stream is the body of an object or of a part`() {
        #expect(Set(S3Service.operations.all.filter(\.handler.takesStream).map(\.name)) == ["PutObject", "UploadPart"])
    }
}
