"""Run every benchmark (`make bench`), each in its own process, so that none warms up or slows down the next."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def main() -> int:
    """Return the number of benchmarks that failed to run; a figure that misses its target is printed, not an error."""
    failed = []
    for path in sorted(HERE.glob("*/*.py")):
        if path.stem.startswith(("_", "test_", "conftest")) or "__main__" not in path.read_text():
            continue
        name = f"tests.benchmarks.{path.parent.name}.{path.stem}"
        print(f"\n== {name}", flush=True)
        if subprocess.run([sys.executable, "-m", name], check=False).returncode:
            failed.append(name)
    if failed:
        print(f"\nDid not run to the end: {', '.join(failed)}")
    return len(failed)


if __name__ == "__main__":
    sys.exit(main())
