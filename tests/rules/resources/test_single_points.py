"""Single points of failure: who alone is booked for several critical milestones."""

from rules.resources.bookings import Allocation
from rules.resources.single_points import sole_carriers


def booked(resource: str, *milestones: str) -> list[Allocation]:
    return [Allocation("", resource, 50, "PRJ-1", milestone) for milestone in milestones]


def test_only_who_is_alone_on_two_critical_milestones_is_named() -> None:
    allocations = [*booked("ana", "M-1", "M-2", "M-3", "M-9"), *booked("bo", "M-3", "M-4"), *booked("rig", "M-1")]
    critical = ("M-1", "M-2", "M-3", "M-4")
    assert sole_carriers(allocations, people={"ana", "bo"}, critical=critical) == {"ana": ("M-1", "M-2")}
    helped = [*allocations, *booked("bo", "M-2")]
    assert sole_carriers(helped, people={"ana", "bo"}, critical=critical) == {}
