import Core
import IdentityData
import Policies
import Testing

@testable import Identity

struct ServiceLinkedRoleTests {
    @Test func `each service has a role of its own that it alone assumes`() throws {
        let all = ServiceLinkedRoleTemplate.all.values
        #expect(all.count > 90)
        #expect(Set(all.map(\.roleName)).count == all.count)
        for template in all {
            #expect(template.service.hasSuffix(".amazonaws.com") && template.roleName.utf8.count <= 64, "\(template)")
            #expect(template.path == "/aws-service-role/\(template.service)/")
            let document = try PolicyDocument(parsing: template.trustPolicy, kind: .trust)
            #expect(document.statements.count == 1)
        }
    }

    @Test func `few roles are told apart by suffixes`() {
        let some = ServiceLinkedRoleTemplate.all.values.filter(\.takesSuffix).map(\.service).sorted()
        #expect(some == ["autoscaling.amazonaws.com", "connect.amazonaws.com", "lexv2.amazonaws.com"])
    }

    @Test func `names are whole words, with their case`() {
        #expect(ServiceLinkedRoleTemplate.find("ecs.amazonaws.com")?.roleName == "AWSServiceRoleForECS")
        #expect(ServiceLinkedRoleTemplate.find("ECS.amazonaws.com") == nil)
        #expect(ServiceLinkedRoleTemplate.find("ecs") == nil)
    }
}
