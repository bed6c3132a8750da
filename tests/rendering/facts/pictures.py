"""Facts for the templates of pictures/ in the corpus."""

from tests.rendering.scenes import message, sentence, thing

SHARE = '{"p": "eight weeks", "t": "PRG-1"}'
WORDS = "The next eight weeks of Atlas: 1 of 2 milestones late. Latest: Checkout (M-2) 27 Mar (5 days late)."

SCENES = (
    message("pictures/sent", title="The next eight weeks of Atlas", picture=thing(alt=WORDS), share=SHARE),
    message("pictures/sent", title="The next eight weeks of Atlas", picture=None, share=""),
    message("pictures/shared", channel="C00U9S2OL0A", shared=True),
    message("pictures/shared", channel="C00U9S2OL0A", shared=False),
    sentence("pictures/shared_by", by="Bo"),
)
