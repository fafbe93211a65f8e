from pydantic import HttpUrl

from app.http_client.connections import trusted_certificates
from app.http_client.settings import ServiceSettings


class TestTrustedCertificates:
    def test_https_is_checked(self) -> None:
        context = trusted_certificates(ServiceSettings(url=HttpUrl("https://other.test")))

        assert context.check_hostname
        assert context.verify_mode.name == "CERT_REQUIRED"

    def test_without_https_no_certificate_is_read_or_trusted(self) -> None:
        context = trusted_certificates(ServiceSettings(url=HttpUrl("http://other.test")))

        assert context.get_ca_certs() == []
        assert context.verify_mode.name == "CERT_REQUIRED"
