internal import ServiceKit
internal import DeliveryData
internal import Store
internal import Core

extension AdminService {
    /// What became of events, the oldest first.
    static let listEvents = Operation<AdminService>(ListEvents.self) { input, call throws(ServiceError) in
        let permitted = try await call.authorize((), "*") { _ in }
        let state = input.state.flatMap { DeliveryReport.State(rawValue: $0) }
        let page = try await permitted.page(
            ListDeliveries(
                account: call.account, state: state, bucket: input.bucket, after: Int64(input.after ?? 0), limit: input.limit ?? 1000))
        let domain = permitted.domain
        let events = page.reports.map { Event($0, waitsBecause: call.pauseReason(of: $0.destination, domain)) }
        return permitted.answer(ListEventsResponse(events: events, next: page.next.map { Int($0) }))
    }

    /// Has dead deliveries made again: those that are named, or all.
    static let redriveEvents = Operation<AdminService>(RedriveEvents.self) { input, call throws(ServiceError) in
        let permitted = try await call.authorize((), "*") { _ in }
        if let ids = input.ids {
            let count = try await permitted.redrive(ids.map { Int64($0) }, of: call.account)
            return permitted.answer(RedriveEventsResponse(redriven: count))
        }
        // Found by readers, a page at a time, so that the committer sees none but those that it changes.
        var count = 0
        var after: Int64? = 0
        while let from = after {
            let page = try await permitted.page(
                ListDeliveries(account: call.account, state: .dead, bucket: nil, after: from, limit: redriveStep))
            if !page.reports.isEmpty { count += try await permitted.redrive(page.reports.map(\.id), of: call.account) }
            after = page.next
        }
        return permitted.answer(RedriveEventsResponse(redriven: count))
    }

    private static let redriveStep = 256
}

extension Call<AdminService> {
    /// Why a destination takes nothing is its own account's to know; who sends to it learns that it does not.
    fileprivate func pauseReason(of destination: String, _ domain: AdminDomain) -> String? {
        let route = DeliveryRoute(destination: destination, from: account)
        return domain.pauseReason(route).map { route.source == nil ? $0 : "The destination takes nothing now." }
    }
}

extension Call<AdminService>.Authorized<Void> {
    fileprivate func page(_ list: ListDeliveries) async throws(ServiceError) -> DeliveryPage {
        var list = list
        list.wallOffset = domain.metadata.clock.wallOffset
        return try await run { [list] domain throws(StoreFailure) in try await domain.metadata.read(list) }
    }

    fileprivate func redrive(_ ids: [Int64], of account: AccountID) async throws(ServiceError) -> Int {
        try await run { domain throws(StoreFailure) in try await domain.metadata.commit(Redrive(ids: ids, account: account)) }
    }
}

extension AdminService.Event {
    /// - Parameter pause: why its destination takes nothing now. No row says so, as nothing is written meanwhile.
    fileprivate init(_ report: DeliveryReport, waitsBecause pause: String?) {
        self.init(
            id: Int(report.id), state: report.state.rawValue, eventName: report.eventName, bucket: report.bucket,
            key: String(decoding: report.key, as: UTF8.self), destination: report.destination, configurationId: report.configurationID,
            requestId: report.requestID, attempts: report.attempts,
            lastError: report.lastError ?? (report.state == .pending ? pause : nil), logStream: report.logStream,
            eventMs: report.eventTime.map { Int($0.milliseconds) }, createdMs: Int(report.created.milliseconds),
            nextAttemptMs: report.nextAttempt.map { Int($0.milliseconds) }, startedMs: report.started.map { Int($0.milliseconds) },
            finishedMs: report.finished.map { Int($0.milliseconds) }, functionMs: report.functionMilliseconds.map { Int($0) })
    }
}
