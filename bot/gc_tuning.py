"""Garbage collector tuning."""

import gc

# New objects between two young collections; with Python's own 700 these took a twentieth of a busy minute.
YOUNG_GENERATION_THRESHOLD = 10_000


def tune_garbage_collector() -> None:
    # Start-up objects live as long as the bot; a full collection over them paused the loop for 80 ms.
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_GENERATION_THRESHOLD)
