"""The keys of a plan file and what each may hold (product.md 8); any other key is refused by name."""

from collections.abc import Mapping

from rules.files.fields import LONGEST, Fields, day, name, number, one_of, row, several, shares, text, whole, zone
from rules.plan import WEEKDAYS, Handover, Link, Strength

CALENDAR: Fields = {
    "workdays": several(one_of(*WEEKDAYS)),
    "holidays": several(day),
    "extra": several(day),
    "country": name,
}
PROGRAM: Fields = {
    "id": name,
    "name": text,
    "start": day,
    "data_date": day,
    "zone": zone,
    "manager": name,
    "calendar": lambda value: value,
}
PROJECT: Fields = {"id": name, "name": text, "lead": name, "channels": several(name), "goals": shares}
MILESTONE: Fields = {
    "id": name,
    "project": name,
    "name": text,
    "owner": name,
    "duration": whole(0, LONGEST),
    "percent": whole(0, 100),
    "baseline": day,
    "committed": day,
    "forecast": day,
    "actual": day,
    "not_before": day,
    "optimistic": whole(0, LONGEST),
    "pessimistic": whole(0, LONGEST),
    "aliases": several(text),
}
DEPENDENCY: Fields = {
    "id": name,
    "from": name,
    "to": name,
    "type": one_of(*Link),
    "lag": whole(-LONGEST, LONGEST),
    "strength": one_of(*Strength),
    "provider": name,
    "consumer": name,
    "need_by": day,
    "state": one_of(*Handover),
}
OTHER: Mapping[str, Fields] = {
    "resources": {"id": name, "name": text, "kind": name, "capacity": number, "user": name, "team": name},
    "allocations": {
        "resource": name,
        "project": name,
        "milestone": name,
        "percent": number,
        "from": day,
        "to": day,
    },
    "budget": {
        "project": name,
        "name": text,
        "currency": name,
        "date": day,
        "planned": number,
        "committed": number,
        "actual": number,
        "forecast": number,
    },
    "goals": {"id": name, "name": text, "description": text, "owner": name, "measure": text, "due": day},
    "benefits": {
        "id": name,
        "name": text,
        "description": text,
        "owner": name,
        "goal": name,
        "project": name,
        "milestone": name,
        "unit": text,
        "baseline": number,
        "target": number,
        "due": day,
        "stop": day,
        "per_week": number,
        "readings": several(lambda value: row(value, "a reading", {"date": day, "value": number, "source": text})),
    },
    "risks": {
        "id": name,
        "kind": name,
        "text": text,
        "owner": name,
        "project": name,
        "milestone": name,
        "probability": number,
        "impact": number,
        "response": text,
        "check": day,
        "state": text,
    },
    "history": {
        "milestone": name,
        "project": name,
        "at": day,
        "by": name,
        "forecast": day,
        "baseline": day,
        "committed": day,
        "percent": number,
        "status": text,
        "reason": text,
        "source": text,
        "confidence": number,
        "planned": number,
        "actual": number,
    },
}
WHOLE: Fields = {
    key: (lambda value: value) for key in ("program", "projects", "milestones", "dependencies", "targets", *OTHER)
}
