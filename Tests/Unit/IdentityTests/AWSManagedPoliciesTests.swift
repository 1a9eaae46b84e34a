import Testing

@testable import Identity

struct AWSManagedPoliciesTests {
    /// One that is left out of the list cannot be read, and so is nowhere.
    @Test func `each of AWS's policies that is written down is here, under its own ARN`() {
        let lines = PackageResources.aws_managed_policies_json.split(separator: UInt8(ascii: "\n"))
        #expect(AWSManagedPolicies.all.count == lines.count - 2)
        #expect(AWSManagedPolicies.all.count > 30)
        for policy in AWSManagedPolicies.all { #expect(AWSManagedPolicies.find(policy.arn)?.id == policy.id, "\(policy.arn)") }
        #expect(Set(AWSManagedPolicies.all.map(\.id)).count == AWSManagedPolicies.all.count)
    }

    @Test func `what is no list of policies gives none`() {
        #expect(AWSManagedPolicies.read([]).isEmpty)
        #expect(AWSManagedPolicies.read(Array("[{}]".utf8)).isEmpty)
    }
}
