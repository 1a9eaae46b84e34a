import Queues
import QueueData
import Testing

/// The digests that clients check what they get with.
struct MessageAttributesTests {
    /// Source: computed by botocore's rule of the SQS Developer Guide, "Calculating the MD5 message digest for message attributes".
    @Test func `a digest covers names, types and values in the order of names`() {
        let one = [
            "b": MessageAttribute(type: "String", value: .string("x")), "a": MessageAttribute(type: "Binary", value: .binary([1, 2])),
        ]
        let other = [
            "a": MessageAttribute(type: "Binary", value: .binary([1, 2])), "b": MessageAttribute(type: "String", value: .string("x")),
        ]
        #expect(MessageAttributes.digest(one) == MessageAttributes.digest(other))
        #expect(
            MessageAttributes.digest(["a": MessageAttribute(type: "String.mine", value: .string("x"))])
                != MessageAttributes.digest(["a": MessageAttribute(type: "String", value: .string("x"))]))
    }

    @Test func `a body has the digest of its bytes`() {
        #expect(MessageAttributes.digest(ofBody: Array("hello".utf8)) == "5d41402abc4b2a76b9719d911017c592")
        #expect(
            MessageAttributes.deduplicationID(ofBody: Array("hello".utf8))
                == "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824")
    }
}

/// What a queue may be told to be. Source: API_SetQueueAttributes; recorded of AWS.
struct QueueAttributeRulesTests {
    private func refusal(_ changes: [String: String], in old: QueueAttributes = QueueAttributes(), isNew: Bool = true)
        -> QueueAttributeError?
    {
        do throws(QueueAttributeError) {
            _ = try QueueAttributeRules.setting(changes, in: old, isNew: isNew)
            return nil
        } catch { return error }
    }

    @Test(arguments: [
        ("VisibilityTimeout", "0", true), ("VisibilityTimeout", "43200", true), ("VisibilityTimeout", "43201", false),
        ("VisibilityTimeout", "-1", false), ("VisibilityTimeout", "+1", false), ("VisibilityTimeout", "x", false),
        ("DelaySeconds", "900", true), ("DelaySeconds", "901", false), ("MaximumMessageSize", "1023", false),
        ("MaximumMessageSize", "1048576", true), ("MessageRetentionPeriod", "59", false), ("ReceiveMessageWaitTimeSeconds", "20", true),
        ("ReceiveMessageWaitTimeSeconds", "21", false), ("SqsManagedSseEnabled", "yes", false),
    ])
    func `numbers have their ranges`(name: String, value: String, isRight: Bool) {
        #expect(refusal([name: value]) == (isRight ? nil : .invalid(name)))
    }

    @Test func `what only FIFO queues have is refused of others`() {
        #expect(refusal(["FifoQueue": "false"]) == .unknown("FifoQueue"))
        #expect(refusal(["ContentBasedDeduplication": "true"]) == .unknown("ContentBasedDeduplication"))
        #expect(refusal(["DeduplicationScope": "queue"]) == .onlyOfFIFO("DeduplicationScope"))
        let fifo = QueueAttributes(["FifoQueue": "true"])
        #expect(refusal(["FifoQueue": "false"], in: fifo, isNew: false) == .typeIsFixed)
        #expect(refusal(["FifoQueue": "true"], in: fifo, isNew: false) == .unknown("FifoQueue"))
        #expect(refusal(["FifoThroughputLimit": "perMessageGroupId"], in: fifo, isNew: false) == .throughputWithoutScope)
    }

    /// A key that messages are not sealed with is no promise to be kept.
    @Test func `a KMS key is refused`() {
        guard case .unbuilt = refusal(["KmsMasterKeyId": "alias/aws/sqs"]) else {
            Issue.record("it was taken")
            return
        }
        #expect(refusal(["KmsMasterKeyId": "k", "SqsManagedSseEnabled": "true"]) == .twoEncryptions)
        #expect(refusal(["KmsMasterKeyId": ""]) == nil)
    }

    @Test(arguments: [
        (#"{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:d","maxReceiveCount":3}"#, 3),
        (#"{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:d","maxReceiveCount":"1000"}"#, 1000),
    ])
    func `a count is a number or a numeric string`(text: String, count: Int) throws {
        #expect(try QueueAttributeRules.redrive(text).maxReceives == count)
    }

    @Test(arguments: [
        "{}", "[]", "x", #"{"deadLetterTargetArn":"a"}"#, #"{"maxReceiveCount":1}"#, #"{"deadLetterTargetArn":"a","maxReceiveCount":0}"#,
        #"{"deadLetterTargetArn":"a","maxReceiveCount":1001}"#, #"{"deadLetterTargetArn":"a","maxReceiveCount":"x"}"#,
    ])
    func `other redrive policies are refused`(text: String) {
        #expect(throws: QueueAttributeError.self) { try QueueAttributeRules.redrive(text) }
    }
}
