"""Check that commit subjects have at most 72 characters and say something; commits older than a rule are left alone.

Passes where there is no history to look at: outside a Git repository, without Git, in a clone of depth one.
"""

import subprocess
import sys

MAX_LENGTH = 72
RULE_BEGINS_AFTER = "dac7fb45e9df3009f7be576adc6e4f44431bc166"
# The time of that commit, for shallow clones that do not hold it.
RULE_BEGINS_AT = 1796010558
# One word says nothing about a change.
MIN_WORDS, WORDS_COUNT_FROM = 2, 1796067592


def git(*arguments: str) -> str | None:
    """Return what Git prints, or None if it fails."""
    try:
        done = subprocess.run(["git", *arguments], capture_output=True, check=True)  # noqa: S603, S607
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.decode("utf-8", "replace")


def main() -> int:
    has_start = git("merge-base", "--is-ancestor", RULE_BEGINS_AFTER, "HEAD") is not None
    commits = [f"{RULE_BEGINS_AFTER}..HEAD"] if has_start else ["HEAD", f"--since={RULE_BEGINS_AT + 1}"]
    log = git("log", "--no-merges", "--format=%h %ct %s", *commits) or ""
    subjects = [line.split(" ", 2) for line in log.split("\n") if line]
    too_long = [(commit, subject) for commit, _, subject in subjects if len(subject) > MAX_LENGTH]
    too_short = [
        (commit, subject)
        for commit, at, subject in subjects
        if len(subject.split()) < MIN_WORDS and int(at) >= WORDS_COUNT_FROM
    ]
    for commit, subject in too_long:
        print(f"{commit} {subject}\n  has {len(subject)} characters; shorten it to {MAX_LENGTH} with git rebase -i.")
    for commit, subject in too_short:
        print(f"{commit} {subject}\n  does not say what was changed; reword it with git rebase -i.")
    return 1 if too_long or too_short else 0


if __name__ == "__main__":
    sys.exit(main())
