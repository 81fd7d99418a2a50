//! Reports as servers write them.

use uuid::Uuid;

use super::*;
use crate::bounce::rules;
use crate::delivery;
use proto::v1::ReportKind as K;

/// The return path of row 9, which nobody signed: here it is only read.
const PATH: &str = "retours+00000000000000000000000000000009.0123456789abcdef@passerelle.example";

const POSTFIX: &str = r#"Return-Path: <>
X-Original-To: {PATH}
Delivered-To: {PATH}
Received: by mx.passerelle.example (Postfix)
	id 5B428992044; Sun, 29 Nov 2026 03:57:22 +0000 (UTC)
Date: Sun, 29 Nov 2026 03:57:22 +0000 (UTC)
From: Mail Delivery System <MAILER-DAEMON@mx.passerelle.example>
Subject: Undelivered Mail Returned to Sender
To: {PATH}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
	boundary="4ED10992081.1795924642/mx.passerelle.example"
Message-Id: <20261129035722.5B428992044@mx.passerelle.example>

This is a MIME-encapsulated message.

--4ED10992081.1795924642/mx.passerelle.example
Content-Description: Notification
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

This is the mail system at host mx.passerelle.example.

<zoe@rives.example>: host mx.rives.example[192.0.2.7] said: 550 5.1.1
    <zoe@rives.example> inconnu à cette adresse (in reply to RCPT TO command)

--4ED10992081.1795924642/mx.passerelle.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.passerelle.example
X-Postfix-Queue-ID: 4ED10992081
X-Postfix-Sender: rfc822; {PATH}
Arrival-Date: Sun, 29 Nov 2026 03:57:22 +0000 (UTC)

Final-Recipient: rfc822; zoe@rives.example
Original-Recipient: rfc822;zoe@rives.example
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.rives.example
Diagnostic-Code: smtp; 550 5.1.1 <zoe@rives.example> inconnu
    à cette adresse

--4ED10992081.1795924642/mx.passerelle.example
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

Return-Path: <{PATH}>
From: lettre@rives.example
To: zoe@rives.example
Subject: Essai

--4ED10992081.1795924642/mx.passerelle.example--
"#;

/// A box that is full, given back after days; the report was written to a list of the domain, not to the path.
const EXPIRED: &str = r#"Return-Path: <>
From: postmaster@mx.example
To: autre@passerelle.example
Subject: =?utf-8?Q?=C3=89chec_de_la_remise?=
MIME-Version: 1.0
Content-Type: multipart/report; report-type="delivery-status"; boundary=b1

--b1
Content-Type: text/plain; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

La bo=EEte est pleine.

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: RFC822; <Zoe@rives.example>
Action: Failed
Status: 4.4.7 (delivery time expired)
Diagnostic-Code: smtp;452 4.2.2 Mailbox full

--b1
Content-Type: message/rfc822

Return-Path: <{PATH}>
Subject: Essai

Bonjour
--b1--
"#;

const DELAYED: &str = r"From: MAILER-DAEMON@mx.example
To: {PATH}
Subject: Delayed Mail (still being retried)
Content-Type: multipart/report; report-type=delivery-status; boundary=b1

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; zoe@rives.example
Action: delayed
Status: 4.4.1
Diagnostic-Code: X-Postfix; connect to mx.rives.example[192.0.2.7]:25: Connection timed out
Will-Retry-Until: Fri, 4 Dec 2026 03:57:22 +0000 (UTC)

--b1--
";

/// A server that says why in the text, and names the address in a header.
const EXIM: &str = r"Return-path: <>
Envelope-to: {PATH}
Received: from Debian-exim by mx.example with local (Exim 4.94.2)
X-Failed-Recipients: zoe@rives.example
Auto-Submitted: auto-replied
From: Mail Delivery System <Mailer-Daemon@mx.example>
To: {PATH}
Subject: Mail delivery failed: returning message to sender

This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  zoe@rives.example
    host mx.rives.example [192.0.2.7]
    SMTP error from remote mail server after RCPT TO:<zoe@rives.example>:
    550 No such user here

------ This is a copy of the message, including all the headers. ------

Subject: Essai
";

const EXCHANGE: &str = r#"Delivered-To: {PATH}
From: Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@rives.example>
To: {PATH}
Subject: =?iso-8859-1?Q?Non_remis=A0:_Essai?=
Content-Language: fr-FR
Content-Type: multipart/report; report-type=delivery-status;
	boundary="b2f8b5a1-0d5b-4b0c-9a59-0e2b7b6f3f3c"
MIME-Version: 1.0

--b2f8b5a1-0d5b-4b0c-9a59-0e2b7b6f3f3c
Content-Type: multipart/alternative; differences=Content-Type;
	boundary="36c1ab6c-ae2b-4a6b-8d46-5ad3f4a6d5b1"

--36c1ab6c-ae2b-4a6b-8d46-5ad3f4a6d5b1
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: base64

TGUgbWVzc2FnZSBuJ2EgcGFzIMOpdMOpIHJlbWlzLg==

--36c1ab6c-ae2b-4a6b-8d46-5ad3f4a6d5b1
Content-Type: text/html; charset="utf-8"

<p>Non remis</p>
--36c1ab6c-ae2b-4a6b-8d46-5ad3f4a6d5b1--

--b2f8b5a1-0d5b-4b0c-9a59-0e2b7b6f3f3c
Content-Type: message/delivery-status

Reporting-MTA: dns;PR0P264MB0123.FRAP264.PROD.OUTLOOK.COM
Received-From-MTA: dns;mx.passerelle.example

Final-Recipient: rfc822;zoe@rives.example
Action: failed
Status: 5.1.10
Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup
X-Display-Name: =?iso-8859-1?Q?Zo=E9?=

--b2f8b5a1-0d5b-4b0c-9a59-0e2b7b6f3f3c--
"#;

/// Two recipients of an alias; the address itself was not the one that failed.
const SEVERAL: &str = r"From: MAILER-DAEMON@mx.example
To: {PATH}
Subject: Returned mail
Content-Type: multipart/report; report-type=delivery-status; boundary=b1

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; ancienne@ailleurs.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 unknown

Original-Recipient: rfc822; zoe@rives.example
Final-Recipient: rfc822; zoe@nouvelle.example
Action: relayed
Status: 2.0.0

--b1--
";

/// The boundary was lost on the way.
const BROKEN: &str = r"From: MAILER-DAEMON@mx.example
To: {PATH}
Subject: Returned mail
Content-Type: multipart/report; report-type=delivery-status

--b1
Content-Type: text/plain

Unknown.

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; zoe@rives.example
Action: failed
Status: 5.1.1

--b1--
";

const COMPLAINT: &str = r#"From: <abusedesk@boite.example>
To: plaintes@passerelle.example
Subject: FW: Essai
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="part1"

--part1
Content-Type: text/plain; charset="US-ASCII"

This is an email abuse report.

--part1
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: SomeGenerator/1.0
Version: 1
Original-Mail-From: <{PATH}>
Original-Rcpt-To: <zoe@rives.example>

--part1
Content-Type: message/rfc822
Content-Disposition: inline

From: <lettre@rives.example>
To: <zoe@rives.example>
Subject: Essai

Bonjour
--part1--
"#;

const ABSENCE: &str = r"Return-Path: <>
Delivered-To: {PATH}
From: Zoe <zoe@rives.example>
To: {PATH}
Subject: Absence
Auto-Submitted: auto-replied (vacation)

Je suis absente. Mon poste : 5.1.1
";

const PERSON: &str =
    "Delivered-To: {PATH}\nFrom: zoe@rives.example\nSubject: Bonjour\n\nMerci pour la lettre.\n";

fn told(text: &str, email: &str) -> (usize, K, String) {
    let text = text.replace("{PATH}", PATH);
    let report = read(text.as_bytes());
    let with_returns = read(text.replace('\n', "\r\n").as_bytes());
    assert_eq!(report, with_returns, "lines end as they may");
    assert!(report.claims.iter().all(|claim| claim.row == Uuid::from_u128(9)));
    let (kind, words) = match &report.says {
        Says::Fates(fates) => rules::judge(fates, email, delivery::is_about_address),
        Says::Complaint => (K::Complaint, String::new()),
        Says::AutoReply => (K::AutoReply, String::new()),
        Says::Nothing(words) => (K::Unspecified, words.clone()),
        Says::Unreadable => (K::Unspecified, "unreadable".to_owned()),
    };
    (report.claims.len(), kind, words)
}

#[test]
fn reports_as_servers_write_them() {
    let email = "zoe@rives.example";
    for (name, text, n_claims, kind, words) in [
        (
            "Postfix",
            POSTFIX,
            4,
            K::Address,
            "550 5.1.1 <zoe@rives.example> inconnu à cette adresse",
        ),
        ("expired", EXPIRED, 1, K::Failed, "452 4.2.2 Mailbox full"),
        (
            "delayed",
            DELAYED,
            1,
            K::Delayed,
            "4.4.1 connect to mx.rives.example[192.0.2.7]:25: Connection timed out",
        ),
        (
            "Exim",
            EXIM,
            2,
            K::Address,
            "host mx.rives.example [192.0.2.7] SMTP error from remote mail server after RCPT \
             TO:<zoe@rives.example>: 550 No such user here",
        ),
        (
            "Exchange",
            EXCHANGE,
            2,
            K::Address,
            "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
        ),
        ("several", SEVERAL, 1, K::Arrived, "2.0.0"),
        ("broken", BROKEN, 1, K::Address, "5.1.1"),
        ("complaint", COMPLAINT, 1, K::Complaint, ""),
        ("absence", ABSENCE, 2, K::AutoReply, ""),
        ("person", PERSON, 1, K::Unspecified, "Merci pour la lettre."),
    ] {
        let (n, found, said) = told(text, email);
        assert_eq!((n, found, said.as_str()), (n_claims, kind, words), "{name}");
    }
    assert_eq!(told(SEVERAL, "autre@rives.example").1, K::Failed);
}

#[test]
fn subjects_are_decoded() {
    let subject = |text: &str| read(text.replace("{PATH}", PATH).as_bytes()).subject;
    assert_eq!(subject(EXPIRED), "Échec de la remise");
    assert_eq!(subject(EXCHANGE), "Non remis : Essai");
}

#[test]
fn what_is_no_complaint() {
    for kind in ["not-spam", "auth-failure", "dmarc", ""] {
        let text = COMPLAINT.replace("Feedback-Type: abuse", &format!("Feedback-Type: {kind}"));
        assert_eq!(told(&text, "zoe@rives.example").1, K::Unspecified, "{kind}");
    }
}

/// Whatever comes is read to some end.
#[test]
fn what_is_no_mail_is_unreadable_and_nothing_breaks_the_reading() {
    for bytes in [
        &b""[..],
        b"\0\0\0",
        b"\n\n\n",
        b"\xff\xfe\xfd",
        b"no header at all",
    ] {
        assert_eq!(read(bytes).says, Says::Unreadable, "{bytes:?}");
    }
    // Every report cut anywhere, and with any byte spoiled.
    for text in [POSTFIX, EXPIRED, EXIM, EXCHANGE, COMPLAINT, BROKEN] {
        let text = text.replace("{PATH}", PATH);
        for at in 0..text.len() {
            let _ = read(&text.as_bytes()[..at]);
            let mut spoiled = text.clone().into_bytes();
            spoiled[at] = 0xff;
            let _ = read(&spoiled);
        }
    }
}
