"""Workplace talk: current blockers, resolved blockers, and sentences that only sound like one."""

from datetime import date

import pytest

from rules.capture import Certainty, Interpretation, index_milestones, interpret_message

TODAY = date(2026, 2, 20)

HELD = """
    We're waiting on the schema from <@U1>.
    Still waiting for legal to sign the contract.
    waiting on review from the platform team
    The migration is blocked on the new credentials.
    Blocked by the vendor until Tuesday.
    The rollout is currently blocked: staging has no certificate.
    We are blocked by the firewall change, which security has to approve.
    Release 2 is stuck in review.
    The PR is stuck behind the lint cleanup.
    Held up by procurement, no news so far.
    The beta has been held up by a missing translation.
    We can't proceed until finance approves the budget.
    We cannot start testing before the hardware arrives.
    I'm unable to merge this until CI is green again.
    The launch can't go ahead without the security sign-off.
    Pending review from the API team.
    Pending legal approval, we keep the draft.
    The contract is awaiting signature approval from the client.
    Awaiting feedback from design.
    The project is on hold until the new lead starts.
    Integration work is on hold because the vendor went quiet.
    Phase two depends on the auth change landing first.
    Shipping is contingent on the audit being finished.
    Progress has stalled since Ana left.
    The work is stalled on a decision about hosting.
    The missing API key is blocking the release.
    This is still blocking us.
    The flaky test blocks the merge.
    The main blocker is the data centre move.
    Licensing remains a blocker for the launch.
    We hit a blocker: the export drops half the rows.
    An old kernel bug prevents us from upgrading the cluster.
    Procurement is holding up the hardware order.
    The vendor is holding things up again.
    We're gated on the results of the load test.
    The team is bottlenecked on QA.
    The RFC is deadlocked, nobody wants to decide.
    We've been waiting for access to the sandbox since Monday.
    The handover is paused until the audit is over.
    While we wait for the review, we write docs.
    We can't merge this yet.
    There is a blocking issue with the new driver, security looks at it.
    Without the new keys we cannot release anything.
    The rollout came to a halt.
    We put that aside until the solver team is ready.
    The upgrade requires the base image to be published first.
    A bug in the parser is blocking the beta.
    I am blocked, the build server has been down since noon.
    We're hung up on the pricing decision.
    Work on the importer is stuck because the spec is unfinished.
    We are still waiting for the customer's go-ahead.
    *We are blocked on legal.*
    We are not blocked on funding, but we are blocked on hardware.
"""

HINTED = """
    Nobody is free to review the storage change.
    No one has had time to look into the crash.
    We have no capacity for the migration this month.
    I haven't had any time for this, sorry.
    The team does not have the bandwidth to do both.
    No response from the vendor yet.
    We haven't heard back from procurement.
    It still needs approval from the steering group.
    The index has to be rebuilt before the search team can start.
    The change won't land until the freeze is over.
    We have not made much progress because the lab was closed.
    The team is short-staffed at the moment.
    I got sidetracked by the incident all week.
"""

NOT_HELD = """
    We are no longer blocked on the schema.
    The release is not blocked any more.
    Nothing is blocking us.
    There are no blockers.
    We have zero blockers this week.
    It isn't blocked by anything.
    We were blocked on the schema last week.
    The team was waiting on review, it came on Monday.
    If the vendor is late, this blocks the release.
    If the audit fails we would be blocked on legal.
    This could be blocked by the freeze.
    What happens when the team is blocked on review?
    Are we still waiting on the schema?
    Is anything blocking the release?
    Unblock the release train
    Let's make sure nobody is stuck on setup.
    He wrote "we are blocked on the schema" in the minutes.
    `blocked on review`
    &gt; We are blocked on the schema.
    ```We are waiting on review```
    The main thread is blocked on a mutex.
    It does a blocking read, so the call waits for I/O.
    The process is stuck in a system call waiting for the lock.
    ~We are waiting on review~
    To avoid waiting on review we split the change.
    We finished the migration without waiting for the vendor.
    Can't wait for the release party!
    Ad blockers break the page.
    I blocked the calendar on Friday.
    Please block some time for the retro.
    She is on holiday until Monday.
    Thanks for waiting!
    Hold on, I have the link somewhere.
    That word is a blocker list entry.
    We will not be blocked by this.
    You can use the old API until the new one lands.
    The waiting list for the beta is open.
    The dependency graph depends on the parser.
    Merged <https://example.org/7|Release train blocked by CI> today.
    There's a pending PR doing exactly this.
    It waits for the result of its review step.
    html = await response.text() prints it.
    The app context is one frozen value.
    Lunch is on me, no more excuses.
    Never been blocked on this before.
"""

FREED = """
    We are no longer blocked on the schema.
    The release is unblocked now.
    Unblocked by Ana's fix this morning.
    The blocker with the certificates is resolved.
    This unblocks the mobile team.
    We fixed the bug that was blocking the release.
    All the blockers have been cleared.
    The migration got unblocked yesterday.
    We were waiting on the schema, which has now landed.
"""

NOT_FREED = """
    How do we get unblocked?
    This should be unblocked by Friday.
    We need to be unblocked before the demo.
    If Bo signs, that unblocks us.
    Unblock the release train
    Still not unblocked.
"""

WANTED = """
    We're looking for volunteers to test the beta.
    Help wanted with the translations.
    I could use some help with the dashboards.
    We need someone to own the runbook.
    If you have time to review, please ping me.
    If anyone is interested in helping with the docs, let me know.
    Would love it if someone could pick this up.
    Contributions are welcome.
    Please chime in on the proposal.
    The project needs another reviewer to move on.
    If you have any feedback, please post it in the thread.
    Reviews are very welcome.
    If anyone is open to helping out, I'd appreciate any support.
"""

NOT_WANTED = """
    Thanks for your help!
    That helps a lot.
    Are you still looking for someone?
    If you are still looking for someone, I am happy to join.
    He helped with the rollout.
    Now is the time to call for testing.
    Read the part about help wanted and comments.
    I need someone else's password, said no one ever.
    We don't need help.
    Let me know when you are done.
"""

LATE = """
    Beta slipped to 14 March.
    The launch is pushed back by two weeks.
    We are behind schedule.
    We won't make the March date.
    We missed the deadline for the audit.
    The audit is taking longer than expected.
    Delivery is delayed until April.
    The cutover moved to next Friday.
    The pilot is postponed, new date 3 April.
"""

NOT_LATE = """
    We did not slip.
    If the vendor is late we would be delayed.
    Will the beta slip?
    The delay function sleeps for two seconds.
    Lunch moved to the roof.
    The lazily delayed evaluation is fine.
    He slipped me the link.
    We are on schedule.
"""


def split_lines(block: str) -> list[str]:
    return [line.strip() for line in block.strip().split("\n")]


def interpret(wire: str) -> Interpretation:
    return interpret_message(wire, today=TODAY)


@pytest.mark.parametrize("wire", split_lines(HELD))
def test_current_blocker_is_proposed(wire: str) -> None:
    interpretation = interpret(wire)
    assert len(interpretation.blockers) == 1
    assert (interpretation.proposal, interpretation.certainty) == (True, Certainty.PROSE)
    assert interpretation.explicit == ()


@pytest.mark.parametrize("wire", split_lines(HINTED))
def test_hint_of_a_blocker_is_not_proposed(wire: str) -> None:
    interpretation = interpret(wire)
    assert len(interpretation.blockers) == 1
    assert not interpretation.proposal


@pytest.mark.parametrize("wire", split_lines(NOT_HELD))
def test_denied_past_hypothetical_or_quoted_blocking_is_no_blocker(wire: str) -> None:
    assert interpret(wire).blockers == ()


@pytest.mark.parametrize("wire", split_lines(FREED))
def test_resolved_blocker_is_recognised(wire: str) -> None:
    interpretation = interpret(wire)
    assert len(interpretation.resolved_blockers) == 1
    assert interpretation.blockers == ()


@pytest.mark.parametrize("wire", split_lines(NOT_FREED))
def test_hope_of_unblocking_resolves_nothing(wire: str) -> None:
    assert interpret(wire).resolved_blockers == ()


@pytest.mark.parametrize("wire", split_lines(WANTED))
def test_request_for_help_is_read(wire: str) -> None:
    assert len(interpret(wire).help_wanted) == 1


@pytest.mark.parametrize("wire", split_lines(NOT_WANTED))
def test_other_talk_of_help_is_no_request(wire: str) -> None:
    assert interpret(wire).help_wanted == ()


@pytest.mark.parametrize("wire", split_lines(LATE))
def test_slip_in_prose_is_read(wire: str) -> None:
    interpretation = interpret(wire)
    assert interpretation.slip
    assert interpretation.explicit == ()


@pytest.mark.parametrize("wire", split_lines(NOT_LATE))
def test_other_talk_of_lateness_is_no_slip(wire: str) -> None:
    assert not interpret(wire).slip


def test_slip_of_a_named_milestone_is_proposed_with_its_date() -> None:
    milestone_index = index_milestones([("M-4", "Beta launch", ("beta",)), ("M-5", "Cutover", ())])
    interpretation = interpret_message("beta slipped to 14 March, sorry", today=TODAY, milestone_index=milestone_index)
    assert (interpretation.slip, interpretation.proposal, interpretation.milestones) == (True, True, ("M-4",))
    assert [(mention.milestone, mention.parsed_date.day) for mention in interpretation.dates] == [
        ("M-4", date(2026, 3, 14))
    ]


def test_completion_of_a_named_milestone_is_proposed() -> None:
    milestone_index = index_milestones([("M-4", "Beta launch", ("beta",)), ("M-5", "Cutover", ())])
    assert interpret_message("The Beta launch is done!", today=TODAY, milestone_index=milestone_index).completed == (
        "M-4",
    )
    assert (
        interpret_message("The Beta launch is not done", today=TODAY, milestone_index=milestone_index).completed == ()
    )
    assert interpret_message("Is the cutover done?", today=TODAY, milestone_index=milestone_index).completed == ()


@pytest.mark.parametrize(
    ("wire", "days"),
    [
        ("We go live on 14 March.", [date(2026, 3, 14)]),
        ("Released on 2026-02-17.", [date(2026, 2, 17)]),
        ("The report is due today.", [date(2026, 2, 20)]),
        ("Notes of our 2026-02-17 meeting", []),
        ("Update (2026-02-20):", []),
    ],
)
def test_past_days_count_only_for_completed_work(wire: str, days: list[date]) -> None:
    assert [mention.parsed_date.day for mention in interpret(wire).dates] == days


def test_name_shared_by_two_milestones_matches_neither() -> None:
    milestone_index = index_milestones([("M-4", "Handover", ()), ("M-5", "Handover", ())])
    assert interpret_message("the handover is done", today=TODAY, milestone_index=milestone_index).milestones == ()


def test_spans_match_the_plain_text() -> None:
    interpretation = interpret(
        "Hi <@U1|bo> &amp; all. We are waiting on `auth` from <https://example.org|the *API* team>. Bye."
    )
    (blocker,) = interpretation.blockers
    assert interpretation.plain[blocker.start : blocker.end] == blocker.text
    assert blocker.text == "We are waiting on `auth` from the *API* team."
