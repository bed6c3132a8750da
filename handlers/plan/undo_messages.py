"""The messages of a change that is taken back: withdrawn, struck or shown as they were, and news for who was told."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session

import storage.blockers
import storage.changes.reverting
import storage.people
import storage.plan
import storage.posted_notices
import storage.register
import storage.updates
import templates
from handlers.common import posting
from handlers.dependencies import transitions
from handlers.plan import plan_proposals, proposals
from handlers.schedule import alert_notices, decision_notices, slip_notices
from rules.people import Person
from rules.refusal import NotFound
from storage.blockers import Blocker
from storage.changes import Change
from storage.changes.reverting import RowEffect
from storage.posted_notices import ChangePost
from storage.register import RegisterEntry


def audience_of(session: Session, *, change: Change) -> tuple[int, tuple[str, ...]]:
    """Return how many messages a change has posted to channels, and whom it told in a direct message."""
    posts = [post for post in storage.posted_notices.posts_of_change(session, change=change.id) if _is_seen(post)]
    users = [post.channel for post in posts if _is_direct(post) and post.channel != change.actor]
    return sum(not _is_direct(post) for post in posts), tuple(dict.fromkeys(users))


def take_back_posts(session: Session, *, person: Person, change: Change, now: datetime) -> None:
    """Withdraw what waits to be posted, strike what was posted, and show edited messages as they were.

    Nobody is notified of an edit, so people who were told in a direct message are told that it was undone.
    """
    posts = storage.posted_notices.posts_of_change(session, change=change.id)
    own_keys = {post.key for post in posts if post.method == "chat.postMessage"}
    for post in posts:
        if post.state == "queued":
            storage.posted_notices.withdraw_message(session, id=post.id)
            storage.posted_notices.free_key(session, post=post, suffix=f"undone:{change.id}")
        elif post.method == "chat.postMessage" and _is_seen(post):
            _strike(session, person=person, change=change, post=post, now=now)
        elif post.method == "reactions.add":
            storage.posted_notices.free_key(session, post=post, suffix=f"undone:{change.id}")
    edited = dict.fromkeys(
        (post.edited_key, post.channel) for post in posts if post.method == "chat.update" and post.edited_key
    )
    for key, channel in edited:
        if key is not None and key not in own_keys:
            _show_as_it_was(session, change=change, key=key, channel=channel, now=now)
    for user in audience_of_sent(posts, change):
        message = templates.render("plan/undone_news", by=person.name, summary=_public_summary(change))
        key = f"undone:{change.id}:{user}"
        posting.post_message(session, key=key, team=change.team, channel=user, message=message, now=now)


def audience_of_sent(posts: Iterable[ChangePost], change: Change) -> tuple[str, ...]:
    """Return who was told in a direct message that cannot be withdrawn any more."""
    told = [post.channel for post in posts if _is_direct(post) and _is_seen(post) and post.state != "queued"]
    return tuple(dict.fromkeys(user for user in told if user != change.actor))


def remove_marks(session: Session, *, team: str, change: Change, rows: Iterable[RowEffect], now: datetime) -> None:
    """Remove the mark from messages of which nothing is saved any more."""
    for channel, ts in storage.changes.reverting.records_of(session, rows=rows):
        is_message = ts.replace(".", "").isdigit()
        if is_message and not storage.updates.records_of_message(session, team=team, channel=channel, ts=ts):
            posting.take_back_mark(session, team=team, channel=channel, ts=ts, stamp=f"undone:{change.id}", now=now)


def _strike(session: Session, *, person: Person, change: Change, post: ChangePost, now: datetime) -> None:
    key = storage.posted_notices.free_key(session, post=post, suffix=f"undone:{change.id}")
    message = templates.render("plan/undone_notice", by=person.name, summary=_public_summary(change))
    posting.update_message(
        session,
        key=f"{key}:struck",
        original_key=key,
        team=change.team,
        channel=post.channel,
        message=message,
        now=now,
    )


def _show_as_it_was(session: Session, *, change: Change, key: str, channel: str, now: datetime) -> None:
    """Render a message that the change has edited again, from what is so now."""
    kind, _, rest = key.partition(":")
    id = rest.partition(":")[0]
    stamp = f"{key}:undone:{change.id}"
    if kind == "handover":
        transitions.show_handover_again(session, team=change.team, id=id, stamp=f"undone:{change.id}", now=now)
    elif kind == "alerts":
        notice = key.removesuffix(f":{channel}")
        alert_notices.post_or_edit(session, team=change.team, notice=notice, channel=channel, now=now)
    elif kind == "moved" and id.startswith("M-"):
        slip_notices.show_notice_again(session, team=change.team, key=key, channel=channel, stamp=stamp, now=now)
    elif kind == "proposal" and rest.isdigit():
        proposals.show_question_again(session, team=change.team, id=int(rest), stamp=stamp, now=now)
    elif kind == plan_proposals.KEY_KIND and rest.isdigit():
        plan_proposals.show_question_again(session, team=change.team, id=int(rest), stamp=stamp, now=now)
    elif kind == "decision":
        decision_notices.show_notice_again(session, team=change.team, key=key, channel=channel, stamp=stamp, now=now)
    elif kind in ("blocker", "entry"):
        _show_notice_again(session, team=change.team, key=key, channel=channel, stamp=stamp, now=now)


def _show_notice_again(session: Session, *, team: str, key: str, channel: str, stamp: str, now: datetime) -> None:
    """Render the notice of a blocker or of an entry of the register again."""
    kind, _, rest = key.partition(":")
    id = rest.partition(":")[0]
    item: Blocker | RegisterEntry
    try:
        if kind == "blocker":
            item = storage.blockers.get_blocker(session, team=team, id=id)
        else:
            item = storage.register.get_entry(session, team=team, id=id)
    except NotFound:
        return
    by = storage.people.display_names(session, team=team, ids=frozenset({item.raised_by})).get(
        item.raised_by, "someone"
    )
    if isinstance(item, Blocker):
        milestone = storage.plan.milestone(session, team=team, id=item.milestone)
        message = templates.render("blockers/notice", blocker=item, milestone=milestone, by=by, actor=item.raised_by)
    else:
        message = templates.render("register/notice", entry=item, by=by, actor=item.raised_by)
    posting.update_message(session, key=stamp, original_key=key, team=team, channel=channel, message=message, now=now)


def _is_direct(post: ChangePost) -> bool:
    return post.method == "chat.postMessage" and post.channel[:1] in posting.USER_ID_PREFIXES


def _is_seen(post: ChangePost) -> bool:
    return post.method == "chat.postMessage" and post.state in ("queued", "sending", "unknown", "sent")


def _public_summary(change: Change) -> str:
    """Return what others read of a change: nothing where it was made in private, or only its words are known."""
    return "" if change.restricted else change.summary
