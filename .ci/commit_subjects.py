"""Check that commit subjects have at most 72 characters; older commits than the rule are left alone.

Passes where there is no history to look at: outside a Git repository, without Git, in a clone of depth one.
"""

import subprocess
import sys

MAX_LENGTH = 72
RULE_BEGINS_AFTER = "dac7fb45e9df3009f7be576adc6e4f44431bc166"
# The time of that commit, for shallow clones that do not hold it.
RULE_BEGINS_AT = 1796010558


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
    log = git("log", "--no-merges", "--format=%h %s", *commits) or ""
    subjects = [line.partition(" ") for line in log.split("\n") if line]
    too_long = [(commit, subject) for commit, _, subject in subjects if len(subject) > MAX_LENGTH]
    for commit, subject in too_long:
        print(f"{commit} {subject}\n  has {len(subject)} characters; shorten it to {MAX_LENGTH} with git rebase -i.")
    return 1 if too_long else 0


if __name__ == "__main__":
    sys.exit(main())
