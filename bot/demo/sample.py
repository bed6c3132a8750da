"""The sample: a unified mobile platform, five projects, dates in working days around today."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SamplePerson:
    name: str
    real_name: str
    zone: str
    is_admin: bool = False


@dataclass(frozen=True, slots=True)
class SampleMilestone:
    """A milestone: due in `day` working days from today (negative: before), after `work` working days of work.

    One that is done was done `late` working days after its day.
    """

    key: str
    name: str
    owner: str
    day: int
    work: int = 5
    percent: int = 0
    done: bool = False
    late: int = 0


PROGRAM = "Unified mobile platform"
TIME_ZONE = "Europe/Berlin"
MANAGER = "priya"
SPONSOR = "dana"
DIGEST_CHANNEL = "program-updates"
# The page opens as the first of them.
PEOPLE = (
    SamplePerson("kenji", "Kenji Arai", "Asia/Tokyo"),
    SamplePerson("priya", "Priya Raman", "Europe/Berlin", is_admin=True),
    SamplePerson("maya", "Maya Lindt", "Europe/Berlin"),
    SamplePerson("lucia", "Lucía Prado", "America/Sao_Paulo"),
    SamplePerson("sam", "Sam Okafor", "America/New_York"),
    SamplePerson("dana", "Dana Whitlock", "America/New_York"),
)
PROJECTS = {
    "backend-upgrade": ("Backend upgrade", "kenji"),
    "mobile-app": ("Mobile app", "maya"),
    "loyalty": ("Loyalty integration", "lucia"),
    "launch-marketing": ("Launch marketing", "sam"),
    "store-pilot": ("Store pilot", "sam"),
}
MILESTONES = {
    "backend-upgrade": (
        SampleMilestone("inventory", "Service inventory", "kenji", -30, 5, 100, done=True),
        SampleMilestone("gateway", "API gateway live", "kenji", -14, 8, 100, done=True),
        SampleMilestone("schema", "Schema migration", "kenji", 4, 10, 40),
        SampleMilestone("sessions", "Session service", "kenji", 12, 6, 20),
        SampleMilestone("accounts", "Accounts API v2", "kenji", 20, 8, 10),
        SampleMilestone("load", "Load test at 3× peak", "kenji", 28, 5),
        SampleMilestone("cutover", "Cut-over rehearsal", "kenji", 34, 4),
    ),
    "mobile-app": (
        SampleMilestone("shell", "App shell", "maya", -20, 10, 100, done=True),
        SampleMilestone("design", "Design system in place", "maya", -8, 6, 100, done=True),
        SampleMilestone("login", "Single sign-on", "maya", 20, 6, 30),
        SampleMilestone("wallet", "Wallet screens", "maya", 49, 8, 15),
        SampleMilestone("beta", "Public beta", "maya", 55, 5),
        SampleMilestone("review", "Store review passed", "maya", 62, 5),
        SampleMilestone("release", "Release 1.0", "maya", 67, 3),
    ),
    "loyalty": (
        SampleMilestone("contract", "Partner contract signed", "lucia", -11, 5, 100, done=True),
        SampleMilestone("mapping", "Points mapping agreed", "lucia", 3, 5, 80),
        SampleMilestone("balances", "Balances service", "lucia", 32, 9, 25),
        SampleMilestone("earn", "Earn and burn", "lucia", 40, 7),
        SampleMilestone("pilot", "Pilot with 500 members", "lucia", 52, 8),
    ),
    "launch-marketing": (
        SampleMilestone("brand", "Brand refresh approved", "sam", -5, 5, 100, done=True),
        SampleMilestone("site", "Launch site", "sam", 28, 10, 35),
        SampleMilestone("press", "Press kit", "sam", 62, 5, 10),
        SampleMilestone("campaign", "Campaign booked", "sam", 45, 5),
        SampleMilestone("event", "Launch event", "sam", 71, 2),
        SampleMilestone("wrap", "First-week report", "sam", 76, 3),
    ),
    "store-pilot": (
        SampleMilestone("kiosk", "Kiosk in two stores", "sam", -25, 8, 100, done=True, late=3),
        SampleMilestone("staff", "Store staff trained", "sam", -18, 4, 100, done=True, late=4),
        SampleMilestone("findings", "Findings written up", "sam", -9, 5, 100, done=True, late=1),
    ),
}
DEPENDENCIES = (
    ("gateway", "schema"), ("schema", "sessions"), ("sessions", "accounts"), ("accounts", "load"), ("load", "cutover"),
    ("sessions", "login"), ("accounts", "balances"), ("design", "login"), ("login", "wallet"), ("wallet", "beta"),
    ("balances", "earn"), ("mapping", "balances"), ("earn", "wallet"), ("earn", "pilot"), ("cutover", "beta"),
    ("beta", "review"), ("review", "release"), ("site", "press"), ("beta", "press"), ("campaign", "event"),
    ("release", "event"), ("event", "wrap"),
)  # fmt: skip
# (days ago, hour in UTC, person, channel, message or command): {schema} is that milestone's id, {+13} a day 13 working
# days ahead.
WEEK = (
    (6, 8, "kenji", "backend-upgrade", "{schema} 55%"),
    (6, 13, "sam", "launch-marketing", "Does anybody have the high-res logo? The one in the drive is blurry."),
    (5, 9, "maya", "mobile-app", "{login} 45%"),
    (5, 15, "lucia", "loyalty", "block {mapping}: no test keys from the partner, needs @kenji by Friday"),
    (5, 16, "sam", "launch-marketing", 'risk "the printer is booked out by then" 30% 15d reduce: ask two others'),
    (5, 17, "lucia", "random", "/program A-1 false"),
    (4, 8, "kenji", "random", '/program change "A second rehearsal" {schema} to {+13} because two indexes were lost'),
    (4, 10, "maya", "mobile-app", "Lunch at the usual place? I need to get out of the dark-mode mines."),
    (3, 9, "sam", "launch-marketing", "{site} 50%"),
    (3, 16, "sam", "random", "/program close {store-pilot}"),
    (2, 9, "kenji", "backend-upgrade", "{schema} slip to {+13} because the first rehearsal lost two indexes"),
    (2, 10, "kenji", "backend-upgrade", "assume: the old gateway stays up until the cutover, check {+13}"),
    (1, 9, "kenji", "random", "/program {backend-upgrade} green because the rehearsal is split and wins two days back"),
    (1, 10, "maya", "random", "/program DEC-4 propose At the public beta"),
    (1, 11, "priya", "random", "/program confidence amber because the launch hangs on one vendor"),
    (1, 14, "lucia", "loyalty", "{balances} 30%"),
)
