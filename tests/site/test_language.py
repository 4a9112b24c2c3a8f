"""Indonesian is the source, English is whole; the switch is a cookie, and figures follow the language."""

import re

import pytest
from django.test import Client
from tests.site.conftest import signed_in


def switch(client, language, back="/"):
    return client.post("/bahasa/", {"language": language, "next": back})


def test_indonesian_first_whatever_the_browser_says(desk):
    page = Client().get("/masuk/", headers={"accept-language": "en"})
    assert 'lang="id"' in page.content.decode()
    assert page.headers["Content-Language"] == "id"


@pytest.mark.parametrize(
    "address", ["/", "/kabupaten/", "/kiriman/", "/akun/", "/wilayah/", "/tim/", "/buku/", "/parts/"]
)
def test_after_the_switch_a_page_is_english(desk, address):
    client = signed_in("operator")
    assert switch(client, "en", address).headers["Location"] == address
    page = client.get(address).content.decode()
    assert 'lang="en"' in page
    # Pictures and the calculation in steps are drawn by rooms that speak Indonesian; the page marks them lang="id".
    body = re.sub(r'<(\w+)[^>]* lang="id"[^>]*>.*?</\1>', " ", page.split("<body")[1], flags=re.DOTALL)
    text = re.sub(r"<[^>]+>", " ", body)
    assert not re.findall(r"\b(?:belum|yang|tidak|dengan|adalah|dari|sudah|Anda)\b", text), text
    switch(client, "id")
    assert 'lang="id"' in client.get(address).content.decode()


def test_a_language_that_is_none_and_an_address_elsewhere_are_passed_over(desk):
    client = Client()
    assert switch(client, "xx", "https://jahat.example/").headers["Location"] == "/"
    assert 'lang="id"' in client.get("/masuk/").content.decode()


def test_decimals_follow_the_language(desk):
    client = signed_in("nutritionist")
    assert "100,0 %" in client.get("/kabupaten/").content.decode()
    switch(client, "en")
    assert "100.0 %" in client.get("/kabupaten/").content.decode()
