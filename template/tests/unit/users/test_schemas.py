import pytest
from pydantic import ValidationError

from app.users.schemas import UserCreate
from tests.fixtures.accounts import registration


class TestUserCreate:
    def test_names_are_kept_in_lower_case(self) -> None:
        body = registration(email="Carol.Smith@Example.COM", username="Carol")

        user = UserCreate.model_validate(body)

        assert (user.email, user.username) == ("carol.smith@example.com", "carol")

    def test_the_password_is_not_shown(self) -> None:
        body = registration(password="hunter2hunter2")

        assert "hunter2" not in repr(UserCreate.model_validate(body))

    @pytest.mark.parametrize("username", ["car", "carol-2", "carol.smith_3", "c" * 30, "007"])
    def test_letters_digits_and_single_separators_make_a_user_name(self, username: str) -> None:
        assert UserCreate.model_validate(registration(username=username)).username == username

    @pytest.mark.parametrize(
        "username",
        ["", "ca", "c" * 31, "-carol", "carol.", "ca..rol", "ca rol", "carol\n", "cárol", "c@rol"],
    )
    def test_nothing_else_does(self, username: str) -> None:
        with pytest.raises(ValidationError):
            UserCreate.model_validate(registration(username=username))

    @pytest.mark.parametrize("email", ["", "carol", "carol@", f"{'c' * 250}@example.com"])
    def test_an_address_must_be_one(self, email: str) -> None:
        with pytest.raises(ValidationError):
            UserCreate.model_validate(registration(email=email))

    @pytest.mark.parametrize("password", ["carol.smith", "Carol.Smith@example.com"])
    def test_the_password_must_not_be_a_name(self, password: str) -> None:
        body = registration("carol.smith", password=password)

        with pytest.raises(ValidationError, match="must not be the user name"):
            UserCreate.model_validate(body)
