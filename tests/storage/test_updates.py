"""Stored capture data on both engines: records, proposals, and silenced channels."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session

import storage.audit
import storage.capture
import storage.channels
import storage.plan
import storage.proposals
import storage.updates
from handlers.capture.statements import backfill_message
from handlers.common.requests import Source
from rules.capture.proposals import ProposalOrigin
from rules.people import Person
from rules.refusal import NotFound
from storage.engine.database import Store

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
HERE = Source("C1", "1.1", None, "https://x/p11", "M-1 60%")
ANA = Person("U1", "T1", "Ana")


@pytest.fixture
def planned(store: Store) -> Store:
    """Add a program with one project, linked to C1, and Ana's milestone M-1."""

    def begin(session: Session) -> None:
        storage.audit.set_actor(session, team="T1", actor="U1", now=NOW)
        storage.plan.add_program(
            session, team="T1", name="Atlas", start=date(2026, 1, 5), zone="UTC", manager="U9", now=NOW
        )
        storage.plan.add_project(session, team="T1", program="PRG-1", name="Identity", lead="U9", now=NOW)
        storage.channels.link_channel(session, team="T1", channel="C1", subject="PRJ-1", purpose="project", now=NOW)
        day = date(2026, 3, 13)
        storage.plan.add_milestone(
            session, team="T1", project="PRJ-1", name="Auth API", day=day, owner="U1", by="U1", now=NOW
        )

    store.transact_now(begin)
    return store


def propose(session: Session, *, origin: str = "prose", at: datetime = NOW, source: Source = HERE) -> int:
    return storage.proposals.add_proposal(
        session,
        team="T1",
        origin=origin,
        kind="done",
        author="U1",
        asked="U1",
        source=source,
        statement={"form": "done", "milestone": "M-1"},
        expires_at=at + timedelta(days=3),
        now=at,
    ).id


def test_unlinked_channel_has_no_listening_scope(planned: Store) -> None:
    assert planned.read_now(storage.capture.listening_scope, team="T1", channel="C2").projects == ()
    scope = planned.read_now(storage.capture.listening_scope, team="T1", channel="C1")
    assert (scope.projects, scope.milestones_made, scope.app_allowed) == (("PRJ-1",), 1, True)


def test_other_apps_are_read_only_when_allowed(planned: Store) -> None:
    assert not planned.read_now(storage.capture.listening_scope, team="T1", channel="C1", app="B7").app_allowed
    planned.transact_now(storage.capture.allow_app, team="T1", app="B7", by="U1", now=NOW)
    assert planned.read_now(storage.capture.listening_scope, team="T1", channel="C1", app="B7").app_allowed
    planned.transact_now(storage.capture.forbid_app, team="T1", app="B7")
    assert planned.read_now(storage.capture.allowed_apps, team="T1") == ()


def test_guesses_can_be_silenced_and_allowed_again(store: Store) -> None:
    store.transact_now(storage.capture.silence_guesses, team="T1", user="U1", channel="C1", now=NOW)
    assert store.read_now(storage.capture.is_silenced, team="T1", user="U1", channel="C1")
    assert not store.read_now(storage.capture.is_silenced, team="T1", user="U1", channel="C2")
    store.transact_now(storage.capture.silence_guesses, team="T1", user="U1", now=NOW)
    assert store.read_now(storage.capture.is_silenced, team="T1", user="U1", channel="C2")
    store.transact_now(storage.capture.allow_guesses, team="T1", user="U1")
    assert not store.read_now(storage.capture.is_silenced, team="T1", user="U1", channel="C1")


def test_unconfirmed_drafts_are_purged_and_saved_ones_stay(planned: Store) -> None:
    open_id, saved_id = planned.transact_now(propose), planned.transact_now(propose, origin="mark")
    planned.transact_now(storage.proposals.close_proposal, team="T1", id=saved_id, state="saved", by="U1")
    later = NOW + timedelta(days=3)
    assert planned.read_now(storage.proposals.has_expired, team="T1", now=later)
    assert planned.transact_now(storage.proposals.purge_expired_drafts, team="T1", now=later) == 1
    assert not planned.read_now(storage.proposals.has_expired, team="T1", now=later)
    assert planned.read_now(storage.proposals.get_proposal, team="T1", id=saved_id).state == "saved"
    with pytest.raises(NotFound):
        planned.read_now(storage.proposals.get_proposal, team="T1", id=open_id)


def test_question_to_an_owner_expires_but_stays(planned: Store) -> None:
    proposal_id = planned.transact_now(propose, origin="owner")
    later = NOW + timedelta(days=3)
    assert [
        proposal.id
        for proposal in planned.read_now(
            storage.proposals.expired_proposals, team="T1", origin=ProposalOrigin.OWNER, now=later
        )
    ] == [proposal_id]
    assert planned.transact_now(storage.proposals.purge_expired_drafts, team="T1", now=later) == 0
    assert planned.read_now(storage.proposals.proposals_awaiting, team="T1", asked="U1")[0].id == proposal_id


def test_last_guess_is_found_by_time(planned: Store) -> None:
    planned.transact_now(propose)
    author = {"team": "T1", "author": "U1"}
    assert planned.read_now(storage.proposals.has_guess_since, at=NOW - timedelta(minutes=10), **author)
    assert not planned.read_now(storage.proposals.has_guess_since, at=NOW, **author)


def backfill(store: Store, text: str, ts: str, at: datetime, user: str = "U1") -> dict[str, int]:
    source = Source("C1", ts, None, f"https://x/{ts}", text)
    return dict(store.transact_now(backfill_message, team="T1", user=user, text=text, source=source, now=at))


def test_old_message_is_backfilled_once_without_posts(planned: Store) -> None:
    sent_at = NOW + timedelta(hours=1)
    text = "M-1 slip to 27 Mar\nblock M-1: no data needs @bo\nrisk: the vendor may stop"
    assert backfill(planned, text, "2.1", sent_at) == {"record": 3}
    assert backfill(planned, text, "2.1", sent_at) == {"known": 1}
    assert planned.read_now(storage.plan.milestone, team="T1", id="M-1").forecast == date(2026, 3, 27)
    assert planned.read_now(storage.queues.outbox.counts).states == {}


def test_backfill_keeps_newer_values_and_other_peoples_milestones(planned: Store) -> None:
    backfill(planned, "M-1 slip to 27 Mar", "3.1", NOW + timedelta(days=1))
    assert backfill(planned, "M-1 slip to 20 Mar", "2.1", NOW + timedelta(hours=1)) == {"older": 1}
    assert backfill(planned, "M-1 60%", "4.1", NOW + timedelta(days=2), user="U5") == {"refused": 1}
    assert planned.read_now(storage.plan.milestone, team="T1", id="M-1").forecast == date(2026, 3, 27)


def test_record_survives_its_deleted_source(planned: Store) -> None:
    backfill(planned, "M-1 60%", "2.1", NOW)

    def delete(session: Session) -> None:
        storage.audit.set_actor(session, team="T1", actor="U1", now=NOW)
        storage.updates.mark_source_deleted(session, team="T1", channel="C1", ts="2.1")

    planned.transact_now(delete)
    links = frozenset({"https://x/2.1", "https://x/9.9"})
    assert planned.read_now(storage.updates.deleted_sources, team="T1", permalinks=links) == {"https://x/2.1"}
    (record,) = planned.read_now(storage.updates.records_of_message, team="T1", channel="C1", ts="2.1")
    assert record.source_deleted
