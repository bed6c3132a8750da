"""The metrics of Baton. One registry per bot; no label ever holds a user, a channel or a text."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest


class Metrics:
    """The counters of one running bot, under the names that operators find in the documentation."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        counter, gauge = self._new_counter, self._new_gauge
        self.received = counter("inbox_received", "Deliveries that reached Baton.", "kind")
        self.duplicates = counter("inbox_dup", "Deliveries that were known already.")
        self.foreign = counter("inbox_foreign", "Deliveries for another team or app; none is stored.")
        self.not_stored = counter("inbox_not_stored", "Deliveries that could not be stored and were not acknowledged.")
        self.unreadable = counter("inbox_unreadable", "Signed deliveries that Slack does not document; put aside.")
        self.unhandled = counter("inbox_unhandled", "Deliveries that no listener took.", "kind")
        self.refused = counter("http_refused", "Requests that were refused at the door.", "reason")
        self.redone = counter("inbox_redone", "Deliveries that were taken up again.")
        self.inbox_dead = gauge("inbox_dead", "Deliveries that Baton gave up on.")
        self.inbox_oldest = gauge("inbox_oldest_seconds", "Age of the oldest unfinished delivery.")
        self.outbox_state = gauge("outbox_state", "Posts by state.", "state")
        self.outbox_oldest = gauge("outbox_oldest_seconds", "Age of the oldest unsent post.")
        self.unknown = counter("outbox_unknown", "Posts whose answer was lost.")
        self.reconciled = counter("outbox_reconciled", "Lost answers that were looked up.", "result")
        self.answers = counter("answers", "Answers to commands and clicks, by how they went.", "result")
        self.misfits = counter("rendering_misfits", "Messages that were cut or degraded because they did not fit.")
        self.calls = counter("slack_calls", "Calls to Slack.", "method", "result")
        self.tick_failures = counter("tick_failures", "Steps of the clock's tick that raised.", "step")
        self.undone = gauge("clock_undone", "People, programs and things that a job of the clock failed with.", "job")
        self.tick_lag = gauge("schedule_lag_seconds", "How late the last tick ended.")
        self.reconnects = counter("socket_reconnects", "Remedies the watchdog applied.", "remedy")
        self.loop_lag = gauge("loop_lag_seconds", "How late the event loop last woke up.")
        self.ack = Histogram(
            "ack_seconds",
            "From a delivery's arrival to its acknowledgement.",
            registry=self.registry,
            buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 3),
        )

    def prometheus_text(self) -> bytes:
        """Return all metrics in Prometheus's text format."""
        return generate_latest(self.registry)

    def _new_counter(self, name: str, description: str, *labels: str) -> Counter:
        return Counter(name, description, labels, registry=self.registry)

    def _new_gauge(self, name: str, description: str, *labels: str) -> Gauge:
        return Gauge(name, description, labels, registry=self.registry)
