"""Options of a question: what people write in between is left out, what remains can be told apart or is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.decisions.decision import MAX_OPTIONS, option_problem
from rules.decisions.parsing import split_options
from rules.files.fields import UnfitValueError
from rules.files.recordfields import check_options

PIECES = st.lists(
    st.sampled_from(["EU", "eu", " US ", "", " ", "—", "\u200b", '""', "👍", "2", "a  b", "a b"]), max_size=12
)


@given(PIECES)
def test_kept_options_are_real_and_differ(pieces: list[str]) -> None:
    options = split_options("|".join(pieces))
    assert all(any(char.isalnum() or char == "👍" for char in option) for option in options)
    told_apart = {" ".join(option.casefold().split()) for option in options}
    fits = 2 <= len(options) <= MAX_OPTIONS and len(told_apart) == len(options)
    assert (option_problem(options) is None) == fits


@pytest.mark.parametrize("options", [["EU"], ["", ""], ["EU", "eu"], ["EU", ""], ["EU", "-"], ["x" * 76, "y"]])
def test_plan_file_with_pointless_options_is_refused(options: list[str]) -> None:
    with pytest.raises(UnfitValueError):
        check_options(options)


def test_plan_file_may_leave_the_options_out() -> None:
    assert check_options([]) == []
    assert check_options(["EU", "US"]) == ["EU", "US"]
