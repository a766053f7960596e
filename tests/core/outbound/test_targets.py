from __future__ import annotations

import ipaddress

import pytest

from core.outbound import UrlNotAllowed, check_url
from core.outbound.addresses import is_public

CORPUS = """
http://127.0.0.1/ http://127.1/ http://127.0.1/ http://0/ http://0.0.0.0/ http://127.255.255.254/
http://2130706433/ http://017700000001/ http://0x7f000001/ http://0x7f.0.0.1/ http://0177.0.0.1/
http://0x7f.1/ http://0X7F.0X0.0X0.0X1/ http://127.0.0.1./ http://00000177.0.0.1/ http://0x/
http://3232235777/ http://192.168.1.1/ http://192.168.257/ http://10.0.0.1/ http://10.1/
http://172.16.0.1/ http://172.31.255.255/ http://100.64.0.1/ http://100.100.100.200/
http://169.254.169.254/ http://169.254.169.254./latest/meta-data http://2852039166/
http://0xA9FEA9FE/ http://0251.0376.0251.0376/ http://168.63.129.16/ http://192.0.0.192/
http://198.18.0.1/ http://192.0.2.1/ http://198.51.100.7/ http://203.0.113.9/ http://224.0.0.1/
http://239.1.1.1/ http://240.0.0.1/ http://255.255.255.255/ http://192.88.99.1/ http://256.1.1.1/
http://1.2.3.4.5/ http://1.2.3/ http://08.8.8.8/ http://8.8.8.08/
http://[::1]/ http://[::]/ http://[0:0:0:0:0:0:0:1]/ http://[::127.0.0.1]/ http://[::ffff:127.0.0.1]/
http://[::ffff:7f00:1]/ http://[::ffff:0:127.0.0.1]/ http://[64:ff9b::127.0.0.1]/
http://[64:ff9b::8.8.8.8]/ http://[64:ff9b:1::1]/ http://[2002:7f00:1::]/ http://[2002:a00:1::1]/
http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/ http://[2001:db8::1]/ http://[fc00::1]/
http://[fd00:ec2::254]/ http://[fe80::1]/ http://[fe80::1%25eth0]/ http://[fec0::1]/ http://[ff02::1]/
http://[2606:4700:4700::1111%eth0]/ http://[2606:4700:4700::1111%25eth0]/ http://acme.example/a\\b
http://[2606:4700::5efe:10.0.0.1]/ http://[3fff::1]/ http://[100::1]/ http://[::1/ http://::1/
http://localhost/ http://LOCALHOST/ http://localhost./ http://localhost.localdomain/
http://acme.localhost/ http://printer.local/ http://metadata.google.internal/ http://metadata/
http://intranet/ http://nas.lan/ http://router.home.arpa/ http://db.corp/ http://hidden.onion/
http://user@acme.example/ http://user:pass@acme.example/ http://acme.example@127.0.0.1/
http://127.0.0.1@acme.example/ http://acme.example:80@127.0.0.1/ http://@127.0.0.1/
http://acme.example\\@127.0.0.1/ http:\\\\127.0.0.1\\ http://127.0.0.1\\.acme.example/
http:/127.0.0.1/ http:127.0.0.1/ http:///127.0.0.1/ //127.0.0.1/ 127.0.0.1 acme.example/x
http://acme.example:22/ http://acme.example:6379/ http://acme.example:8080/ http://acme.example:0/
http://acme.example:99999/ http://acme.example:80:80/ http://acme.example:８０/ http://acme.example:+80/
ftp://acme.example/ file:///etc/passwd gopher://acme.example/ data:text/html,x javascript:alert(1)
dict://acme.example/ ldap://acme.example/ ws://acme.example/ jar:http://acme.example!/ http:// https://
http://%31%32%37.0.0.1/ http://127%2e0%2e0%2e1/ http://acme%00.example/ http://acme..example/
http://-acme.example/ http://acme-.example/ http://.acme.example/ http://acme.example../ http://*.example/
http://①②⑦.⓪.⓪.①/ http://１２７.０.０.１/ http://127。0。0。1/ http://127．0．0．1/ http://ⓛocalhost/
http://ｌｏｃａｌｈｏｓｔ/ http://１６９.２５４.１６９.２５４/ http://０ｘ7f000001/ http://127.0.0.1#@acme.example/
http://127.0.0.1?@acme.example/ http://[acme.example]/ http://[127.0.0.1]/ http://acme.example[::1]/
"""
REFUSED = CORPUS.split()

WITH_SPACES = [
    "", " ", "http://acme.example/a b", "http://acme.example\r\nHost: x/", "http://acme\t.example/",
    "http://acme.example/\x00", "http://acme.example/\u2028", "http://a\u00a0b.example/",
    "http://acme.example/" + "a" * 3_000, "http://" + "a" * 70 + ".example/",
]  # fmt: skip

ALLOWED = {
    "http://acme.example": "http://acme.example/",
    " https://ACME.example/Handbook.pdf?x=1&y=a%20b#page=3 ": "https://acme.example/Handbook.pdf?x=1&y=a%20b",
    "HTTPS://acme.example:443/": "https://acme.example/",
    "http://acme.example:443/": "http://acme.example:443/",
    "http://acme.example./a": "http://acme.example/a",
    "https://bücher.example/ä": "https://xn--bcher-kva.example/%C3%A4",
    "https://acme。example/": "https://acme.example/",
    "http://8.8.8.8/": "http://8.8.8.8/",
    "http://[2606:4700:4700::1111]/": "http://[2606:4700:4700::1111]/",
    "http://a_b.acme.example/": "http://a_b.acme.example/",
    "http://127.0.0.1.acme.example/": "http://127.0.0.1.acme.example/",
    "http://acme.example/@user": "http://acme.example/@user",
}


def test_the_corpus_of_hostile_urls_is_large_enough():
    assert len(REFUSED) + len(WITH_SPACES) >= 80


@pytest.mark.parametrize("url", REFUSED + WITH_SPACES)
def test_no_spelling_leads_to_an_internal_address(url):
    with pytest.raises(UrlNotAllowed) as refused:
        check_url(url)
    assert refused.value.code == "url_not_allowed"
    assert refused.value.errors == [{"field": "url", "message": refused.value.detail}]


@pytest.mark.parametrize(("url", "normal"), ALLOWED.items())
def test_public_urls_pass_in_their_normal_form(url, normal):
    assert check_url(url) == normal


@pytest.mark.parametrize("url", ALLOWED)
def test_normalising_twice_changes_nothing(url):
    assert check_url(check_url(url)) == check_url(url)


def test_a_network_is_open_only_to_code_that_names_it():
    loopback = [ipaddress.ip_network("127.0.0.0/8")]
    assert check_url("http://127.0.0.1/", allow_addresses=loopback) == "http://127.0.0.1/"
    with pytest.raises(UrlNotAllowed):
        check_url("http://10.0.0.1/", allow_addresses=loopback)


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.215.14", "2606:4700::1", "2a00:1450::200e"])
def test_the_internet_is_public(address):
    assert is_public(ipaddress.ip_address(address))
