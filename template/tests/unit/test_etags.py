import pytest

from app.errors import ChangedMeanwhile
from app.errors import PreconditionFailed
from app.etags import ANY
from app.etags import Seen
from app.etags import read_tags


class TestReadTags:
    @pytest.mark.parametrize(
        ("lines", "tags"),
        [
            ([], set()),
            (['"1"'], {'"1"'}),
            (['"1", W/"2"', '"3"'], {'"1"', 'W/"2"', '"3"'}),
            ([' , "1" ,,"a, b"'], {'"1"', '"a, b"'}),
            (["*"], ANY),
            (['"*"'], {'"*"'}),
            (["1"], set()),
            (['"1'], set()),
            (["*, *"], set()),
        ],
        ids=str,
    )
    def test_a_list_may_be_long_empty_or_nonsense(self, lines: list[str], tags: set[str]) -> None:
        assert read_tags(lines) == tags


class TestSeen:
    def test_without_a_condition_every_version_may_be_changed(self) -> None:
        with Seen().guard(7):
            pass

    @pytest.mark.parametrize("tags", [set(), {'"6"'}, {'W/"7"'}], ids=str)
    def test_what_was_not_seen_may_not(self, tags: set[str]) -> None:
        with pytest.raises(PreconditionFailed), Seen(frozenset(tags)).guard(7):
            pytest.fail("it was let through")

    def test_a_version_that_changes_meanwhile_was_not_seen(self) -> None:
        with pytest.raises(PreconditionFailed), Seen(frozenset({'"7"'})).guard(7):
            raise ChangedMeanwhile

    def test_who_made_no_condition_hears_of_the_conflict(self) -> None:
        with pytest.raises(ChangedMeanwhile), Seen().guard(7):
            raise ChangedMeanwhile
