"""Mail, read as a mail program shows it."""

from __future__ import annotations


def test_an_email_keeps_its_sender_and_date(read):
    source = "\r\n".join([
        "From: Ada <ada@acme.example>", "To: Bob <bob@acme.example>", "Subject: Launch",
        "Message-ID: <1@acme>", "Date: Mon, 2 Mar 2026 10:00:00 +0000", "", "We launch on Friday.",
    ]).encode()  # fmt: skip
    document = read(source, "launch.eml")
    assert document.title == "Launch"
    assert "From: Ada <ada@acme.example>" in document.pages[0].text
    assert "Date: Mon, 02 Mar 2026 10:00:00 +0000" in document.pages[0].text
    assert document.pages[0].text.endswith("We launch on Friday.")


def test_an_email_without_a_text_is_read(read):
    source = b"From: ada@acme.example\nSubject: Launch\nMessage-ID: <1@acme>\n\n\n"
    assert "Launch" in read(source, "launch.eml").pages[0].text


def mail(kind: str, *parts: str, head: str = "") -> bytes:
    inner = "".join(f"--b\nContent-Type: {part}\n" for part in parts)
    top = f"From: ada@acme.test\nTo: bo@acme.test\nSubject: Rent\n{head}MIME-Version: 1.0\n"
    return f"{top}Content-Type: {kind}; boundary=b\n\n{inner}--b--\n".encode()


def body_of(read, content: bytes) -> list[str]:
    text = "\n\n".join(page.text for page in read(content, "mail.eml").pages)
    return text.split("\n\n")[2:]


def test_a_mail_whose_plain_text_is_blank_is_read_from_its_page(read):
    content = mail("multipart/alternative", "text/plain\n\n \n", "text/html\n\n<p>Due in May.</p>")
    assert body_of(read, content) == ["Due in May."]


def test_all_that_a_mail_shows_is_read_also_around_pictures(read):
    picture = "image/png\nContent-Disposition: inline; filename=a.png\n\nAAAA"
    parts = "text/plain\n\nAbove.", picture, "text/plain\n\nBelow.", "text/html\n\n<p>Last.</p>"
    content = mail("multipart/mixed", *parts)
    assert body_of(read, content) == ["Above.", "Below.", "Last.", "- Attachment: a.png"]


def test_an_invitation_without_words_is_read(read):
    event = "text/calendar\n\nSUMMARY:Viewing\nLOCATION:Room 5"
    assert body_of(read, mail("multipart/mixed", event)) == ["SUMMARY:Viewing\nLOCATION:Room 5"]


def test_lines_that_a_mail_program_wrapped_are_joined_and_quotations_are_not(read):
    text = "The rent \nis due.\n> Is it?\n> Yes.\n-- \nAda"
    content = (
        b"From: a@acme.test\nTo: b@acme.test\nSubject: Rent\n"
        b"Content-Type: text/plain; format=flowed\n\n" + text.encode()
    )
    assert body_of(read, content) == ["The rent is due.\n> Is it?\n> Yes.\n--\nAda"]


def test_each_message_of_a_mailbox_is_decoded(read):
    message = "From: a@acme.test\nTo: b@acme.test\nMessage-ID: <1>\nSubject: {}\n" \
              "Content-Transfer-Encoding: base64\n\nR3LDvMOfZQ==\n\n"  # fmt: skip
    content = "".join(f"From a@acme.test Fri Nov 27\n{message.format(n)}" for n in ("One", "Two"))
    document = read(content.encode(), "archive")
    text = document.pages[0].text
    assert document.title == "archive"
    assert (text.count("Grüße"), "One" in text, "Two" in text) == (2, True, True)


def test_replies_of_different_age_and_their_blank_lines_stay_apart(read):
    said = "On Mon, 13 Apr 2026 at 17:40, Jon Smith <jon@brillow.test> wrote:\n"
    quoted = "> Hi Mia,\n>\n> when is it due?\n>> It is open.\n"
    content = mail("multipart/mixed", f"text/plain\n\n{said}{quoted}")
    assert body_of(read, content) == [
        "On Mon, 13 Apr 2026 at 17:40, Jon Smith <jon@brillow.test> wrote:\n> Hi Mia,",
        "> when is it due?\n>> It is open.",
    ]
