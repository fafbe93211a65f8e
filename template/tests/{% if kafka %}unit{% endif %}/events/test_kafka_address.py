from app.events.kafka_address import configuration


class TestConfiguration:
    def test_it_names_all_servers(self) -> None:
        assert configuration("kafka://one:9092,two:9092") == {
            "bootstrap.servers": "one:9092,two:9092",
            "security.protocol": "plaintext",
        }

    def test_without_a_password_the_line_may_still_be_encrypted(self) -> None:
        assert configuration("kafka+ssl://one:9093")["security.protocol"] == "ssl"

    def test_a_password_is_sent_as_it_was_before_it_became_part_of_an_address(self) -> None:
        assert configuration("kafka+ssl://orders:p%40ss%2F1@one:9093,two:9093") == {
            "bootstrap.servers": "one:9093,two:9093",
            "security.protocol": "sasl_ssl",
            "sasl.mechanism": "PLAIN",
            "sasl.username": "orders",
            "sasl.password": "p@ss/1",
        }

    def test_the_cluster_may_want_another_mechanism(self) -> None:
        address = "kafka://orders:secret@one:9092/?mechanism=SCRAM-SHA-512"

        assert configuration(address)["sasl.mechanism"] == "SCRAM-SHA-512"
        assert configuration(address)["bootstrap.servers"] == "one:9092"
