"""The main job by a client that shares nothing with the Rust code: grpcio and the .proto files.

    walk.py <address> <folder of the stubs> <folder of the mails> <animator's address> <director's address>

Sign-in by mail (a code, then a link), programme, work stream, call, engagement, draft, submission, board,
and a watch that sees it all happen. Ends with "walked" on the standard output.
"""

import email
import email.policy
import pathlib
import re
import sys
import threading
import time

ADDRESS, STUBS, MAILS, ANIMATOR, DIRECTOR = sys.argv[1:]
sys.path.insert(0, STUBS)

import grpc  # noqa: E402
from passerelle.v1 import account_pb2, account_pb2_grpc  # noqa: E402
from passerelle.v1 import contribution_pb2, contribution_pb2_grpc  # noqa: E402
from passerelle.v1 import live_pb2, live_pb2_grpc  # noqa: E402
from passerelle.v1 import programme_pb2, programme_pb2_grpc  # noqa: E402

YEAR = 2027
channel = grpc.insecure_channel(ADDRESS)
account = account_pb2_grpc.AccountServiceStub(channel)
programme = programme_pb2_grpc.ProgrammeServiceStub(channel)
contribution = contribution_pb2_grpc.ContributionServiceStub(channel)
live = live_pb2_grpc.LiveServiceStub(channel)


def mail_to(address):
    """The text of the one mail that this person received."""
    for _ in range(100):
        for path in sorted(pathlib.Path(MAILS).glob("*.eml"), reverse=True):
            message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            if address in str(message["to"]):
                return message.get_body(("plain",)).get_content()
        time.sleep(0.1)
    raise AssertionError(f"no mail to {address}")


def sign_in(address, by_link):
    account.RequestSignIn(account_pb2.RequestSignInRequest(email=address))
    text = mail_to(address)
    if by_link:
        token = re.search(r"token=([\w-]{43})", text)[1]
        request = account_pb2.SignInRequest(token=token)
    else:
        code = re.search(r"\b\d{4}[ \u00a0\u202f]?\d{4}\b", text)[0]
        request = account_pb2.SignInRequest(email=address, code=code)
    session = account.SignIn(request).session
    refused(grpc.StatusCode.UNAUTHENTICATED, "REASON_LINK_EXPIRED", account.SignIn, request)
    return [("authorization", f"Bearer {session}")]


def refused(code, reason, call, request, metadata=None):
    """The call is refused, for this reason."""
    try:
        call(request, metadata=metadata)
    except grpc.RpcError as error:
        details = dict(error.trailing_metadata()).get("grpc-status-details-bin", b"")
        assert error.code() == code, (error.code(), error.details())
        assert reason.encode() in details, details
    else:
        raise AssertionError(f"{request} was accepted")


refused(grpc.StatusCode.UNAUTHENTICATED, "REASON_SIGN_IN_FIRST", account.GetMe, account_pb2.GetMeRequest())
animator = sign_in(ANIMATOR, by_link=False)
director = sign_in(DIRECTOR, by_link=True)
me = account.GetMe(account_pb2.GetMeRequest(), metadata=director)
assert me.email == DIRECTOR, me

# The director watches while the others act.
seen = []
watch = live.Watch(live_pb2.WatchRequest(), metadata=director)
ready = next(watch)
assert ready.WhichOneof("message") == "ready", ready


def follow():
    try:
        for message in watch:
            if message.WhichOneof("message") == "event":
                seen.extend(message.event.topics)
    except grpc.RpcError:
        pass  # cancelled at the end


threading.Thread(target=follow, daemon=True).start()

programme.CreateProgramme(programme_pb2.CreateProgrammeRequest(year=YEAR), metadata=animator)
streams = []
for title in ("Participation des habitants", "Clauses d’insertion"):
    stream = programme.CreateWorkStream(
        programme_pb2.CreateWorkStreamRequest(
            year=YEAR,
            title=title,
            theme="Renouvellement urbain",
            purpose="Partager ce que les **territoires** ont appris.",
            expected=[programme_pb2.EXPECTED_TEXT_NOTE],
            lead="CGET",
        ),
        metadata=animator,
    )
    stream = programme.UpdateCall(
        programme_pb2.UpdateCallRequest(
            work_stream_id=stream.id,
            opens_at="2027-03-15T10:00",
            closes_at="2027-04-30T18:00",
            zone="Europe/Paris",
            version=stream.version,
        ),
        metadata=animator,
    )
    streams.append(stream)
year = programme_pb2.ProgrammeRequest(year=YEAR)
programme.ProposeProgramme(year, metadata=animator)
programme.ValidateProgramme(
    programme_pb2.ValidateProgrammeRequest(
        year=YEAR, session="Comité technique, 3e séance", on="2026-12-04", reference="CR-2026-3"
    ),
    metadata=animator,
)
programme.StartProgramme(year, metadata=animator)

for stream in streams:
    engage = programme_pb2.EngageRequest(work_stream_id=stream.id)
    engagement = programme.Engage(engage, metadata=director)
    assert engagement.state == programme_pb2.ENGAGEMENT_STATE_ENGAGED, engagement
refused(
    grpc.StatusCode.ALREADY_EXISTS, "REASON_ALREADY_ENGAGED", programme.Engage, engage, metadata=director
)
refused(
    grpc.StatusCode.PERMISSION_DENIED,
    "REASON_NOT_ALLOWED",
    programme.CloseCall,
    programme_pb2.CloseCallRequest(work_stream_id=streams[0].id),
    metadata=director,
)

for stream in streams:
    draft = contribution.CreateContribution(
        contribution_pb2.CreateContributionRequest(
            work_stream_id=stream.id, kind=programme_pb2.EXPECTED_TEXT_NOTE, title="Ce que nous avons appris"
        ),
        metadata=director,
    )
    draft = contribution.SaveDraft(
        contribution_pb2.SaveDraftRequest(
            id=draft.id,
            title=draft.title,
            sections=[contribution_pb2.Section(key="text", text="Des *habitants* ont écrit.")],
            version=draft.version,
        ),
        metadata=director,
    )
    submitted = contribution.SubmitContribution(
        contribution_pb2.SubmitContributionRequest(
            id=draft.id,
            licence=contribution_pb2.LICENCE_OPEN_2,
            credit="Le centre",
            has_contacts_consent=True,
            version=draft.version,
        ),
        metadata=director,
    )
    assert submitted.state == contribution_pb2.CONTRIBUTION_STATE_SUBMITTED, submitted

board = programme.GetBoard(programme_pb2.GetBoardRequest(year=YEAR), metadata=animator)
row = next(row for row in board.rows if row.organisation_id == me.organisation_id)
assert row.state == programme_pb2.PARTICIPATION_STATE_MET, row
assert (row.n_engaged, row.n_submitted, board.n_met) == (2, 2, 1), row

for _ in range(50):
    if f"programme:{YEAR}" in seen and all(f"stream:{stream.id}" in seen for stream in streams):
        break
    time.sleep(0.1)
else:
    raise AssertionError(f"the watch saw only {seen}")
watch.cancel()

account.SignOut(account_pb2.SignOutRequest(), metadata=director)
refused(
    grpc.StatusCode.UNAUTHENTICATED,
    "REASON_SIGN_IN_FIRST",
    account.GetMe,
    account_pb2.GetMeRequest(),
    metadata=director,
)
print("walked")
