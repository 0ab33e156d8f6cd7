"""The limit of requests per client address, where it is switched on."""

import unittest

from support.case import COMPILER, PROBLEMS, EngineCase, request_body


class RateLimit(EngineCase):
    settings = {"MAX_WORKERS": 1, "MAX_REQUESTS_PER_MIN": 3, "BAN_DURATION_SEC": 60}

    def test_the_request_over_the_limit_is_refused_and_the_address_banned(self):
        who = {"X-Client-IP": "203.0.113.7"}
        for subject in (COMPILER, PROBLEMS, COMPILER):
            self.assert_ok(self.ask("print(1)", subject=subject, headers=who), "1\n")
        for subject in (PROBLEMS, COMPILER):
            reply = self.ask("print(1)", subject=subject, headers=who)
            self.assertEqual("rate_limit_exceeded", reply["error"])
            self.assertRegex(reply["status_message"],
                             r"^Too many requests\. Try again in (60|5[0-9])s\.$")
            self.assertEqual("", reply["output"])
            self.assertIs(False, reply["success"])
        self.assert_ok(self.ask("print(2)", headers={"X-Client-IP": "203.0.113.8"}), "2\n")

    def test_a_request_without_an_address_is_never_limited(self):
        for headers in (None, {"X-Client-IP": ""}, {"X-Other": "203.0.113.7"}):
            for _ in range(5):
                reply = self.client.request(COMPILER, request_body("print(3)"), headers)
                self.assert_ok(self.checked(reply), "3\n")


class NoRateLimit(EngineCase):
    settings = {"MAX_WORKERS": 1}

    def test_by_default_nobody_is_limited(self):
        for _ in range(15):
            self.assert_ok(self.ask("print(4)", headers={"X-Client-IP": "203.0.113.9"}), "4\n")


if __name__ == "__main__":
    unittest.main()
