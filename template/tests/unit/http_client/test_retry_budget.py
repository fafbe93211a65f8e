from app.http_client.retry_budget import RetryBudget


class TestRetryBudget:
    def test_a_burst_can_be_afforded_and_then_no_more(self) -> None:
        budget = RetryBudget(most=3)

        assert [budget.spend() for _ in range(5)] == [True, True, True, False, False]

    def test_however_much_fails_retries_are_a_share_of_the_calls(self) -> None:
        budget, retries = RetryBudget(share=0.125, most=3), 0

        for _ in range(1_000):
            budget.earn()
            retries += budget.spend() + budget.spend()

        assert 125 <= retries <= 125 + 3

    def test_good_times_save_up_no_more_than_a_burst(self) -> None:
        budget = RetryBudget(share=0.5, most=2)
        for _ in range(100):
            budget.earn()

        assert [budget.spend() for _ in range(3)] == [True, True, False]
