//! Who is there: the sheet from what was answered, checking in, leaving, who was not expected.

use super::*;

async fn answer(actor: &Actor, room: &Room, answer: Answering, by: &str) {
    let mine = room.seen_by(actor).await.mine.unwrap();
    let request = AnswerConvocationRequest {
        invitee_id: mine.invitee_id,
        answer: answer as i32,
        represented_by: by.to_owned(),
        word: String::new(),
    };
    actor.convocation().answer_convocation(request).await.unwrap();
}

async fn check_in(actor: &Actor, room: &Room, code: &str) -> Result<MeetingSession, Status> {
    let request = CheckInRequest {
        meeting_id: room.meeting.id.clone(),
        code: code.to_owned(),
        is_remote: false,
    };
    let answer = actor.session().check_in(request).await;
    answer.map(tonic::Response::into_inner)
}

async fn leave(actor: &Actor, room: &Room, invitee_id: &str) -> Result<MeetingSession, Status> {
    let request = InviteeOfSessionRequest {
        meeting_id: room.meeting.id.clone(),
        invitee_id: invitee_id.to_owned(),
    };
    actor
        .session()
        .leave(request)
        .await
        .map(tonic::Response::into_inner)
}

async fn set(room: &Room, actor: &Actor, mode: AttendanceMode, by: &str) -> Result<Attendance, Status> {
    let request = SetAttendanceRequest {
        meeting_id: room.meeting.id.clone(),
        invitee_id: room.line_of(actor).await.invitee_id,
        mode: mode as i32,
        represented_by: by.to_owned(),
    };
    room.animator.session().set_attendance(request).await?;
    Ok(room.line_of(actor).await)
}

fn hour(at: Option<prost_types::Timestamp>) -> String {
    let at = chrono::DateTime::from_timestamp(at.unwrap().seconds, 0).unwrap();
    at.format("%H:%M").to_string()
}

#[tokio::test]
async fn the_sheet_starts_from_the_answers_and_ends_with_what_happened() {
    let room = Room::convened().await;
    let [guyane, golfe] = [
        room.world.centre("Guyane").await,
        room.world.centre("Golfe du Midi").await,
    ];
    answer(&room.rives.director, &room, Answering::InPerson, "").await;
    answer(&guyane.director, &room, Answering::Excused, "").await;
    answer(&golfe.director, &room, Answering::Represented, "Ana Golfe").await;
    scenario::open_session(&room.world, &room.animator, &room.meeting).await;
    let sheet = room.sheet().await;
    assert_eq!(
        sheet.n_expected as usize,
        sheet.lines.len(),
        "nothing is recorded yet"
    );
    let expected = room.line_of(&golfe.director).await;
    assert_eq!(expected.answer(), Answering::Represented);
    assert_eq!(expected.represented_by, "Ana Golfe");

    let code = room.seen_by(&room.animator).await.check_in_code;
    room.pass(10);
    check_in(&room.rives.director, &room, &code).await.unwrap();
    room.pass(50);
    let line = set(&room, &golfe.director, AttendanceMode::Represented, "Ana Golfe")
        .await
        .unwrap();
    assert!(line.is_there && !line.is_self);
    let seen = room.seen_by(&guyane.director).await;
    assert_eq!((seen.there.len(), seen.n_organisations_there), (2, 2));
    assert!(seen.n_organisations > 15);
    room.pass(60);
    room.close().await;
    let sheet = room.sheet().await;
    assert_eq!((sheet.n_present, sheet.n_represented, sheet.n_excused), (1, 1, 1));
    assert_eq!(sheet.n_expected, 0, "who was never seen is absent");
    let line = room.line_of(&room.rives.director).await;
    assert!(line.is_self && !line.is_there);
    assert_eq!(
        (hour(line.arrived_at), hour(line.left_at)),
        ("09:10".to_owned(), "11:00".to_owned())
    );
    assert_eq!(
        room.line_of(&guyane.director).await.mode(),
        AttendanceMode::Excused
    );
    // Once it is closed, those who came are still shown.
    assert_eq!(room.seen_by(&guyane.director).await.there.len(), 2);
}

/// Who, at which meeting, how.
async fn found(actor: &Actor, request: ListAttendanceRequest) -> Vec<(String, AttendanceMode)> {
    let answer = actor.session().list_attendance(request).await.unwrap();
    let lines = answer.into_inner().lines.into_iter();
    lines.map(|line| (line.name.clone(), line.mode())).collect()
}

#[tokio::test]
async fn attendance_is_found_across_meetings_by_those_who_were_of_them() {
    let room = Room::open().await;
    let guyane = room.world.centre("Guyane").await;
    let asked = |query: &str| ListAttendanceRequest {
        query: query.to_owned(),
        ..Default::default()
    };
    room.check_in_remotely(&room.rives.director).await;
    let early = found(&guyane.director, asked("")).await;
    assert!(early.is_empty(), "nothing before the session is closed");
    room.close().await;
    let rives = &room.rives.director.me;
    let came = vec![(rives.name.clone(), AttendanceMode::Remote)];
    for query in [rives.name.as_str(), "RIVES de loire", "comité rives"] {
        assert_eq!(found(&guyane.director, asked(query)).await, came, "{query}");
    }
    let name = &guyane.director.me.name;
    let absent = vec![(name.clone(), AttendanceMode::Absent)];
    assert_eq!(found(&room.rives.team, asked(name)).await, absent);
    assert_eq!(found(&guyane.director, asked("personne de ce nom")).await, []);
    let another = ListAttendanceRequest {
        kind: MeetingKind::NationalDay as i32,
        ..asked("")
    };
    assert_eq!(found(&guyane.director, another).await, []);
    let last_year = ListAttendanceRequest {
        year: 2026,
        ..asked("")
    };
    assert_eq!(found(&guyane.director, last_year).await, []);
    let unknown = ListAttendanceRequest {
        kind: 99,
        ..asked("")
    };
    let refused = guyane.director.session().list_attendance(unknown).await;
    assert_eq!(
        violations(&refused.unwrap_err()),
        [("kind".to_owned(), Reason::UnknownValue)]
    );
    // The DGOM was not convened.
    let dgom = room.world.actor(Role::OverseasMinistry).await;
    assert_eq!(found(&dgom, asked("")).await, []);
    let page = room.rives.team.get("/session/attendance?query=rives").await;
    assert!(page.text.contains(&rives.name) && page.text.contains("à distance"));
    assert!(!page.text.contains(name));
}

#[tokio::test]
async fn the_code_of_the_room_opens_nothing_else() {
    let room = Room::convened().await;
    let director = &room.rives.director;
    let refused = check_in(director, &room, "12345678").await.unwrap_err();
    assert_eq!(reason(&refused), Reason::SessionNotRunning);
    let opened = scenario::open_session(&room.world, &room.animator, &room.meeting).await;
    let code = opened.check_in_code;
    assert!(
        opened
            .check_in_url
            .ends_with(&format!("/session/{}/check-in?code={code}", room.meeting.id))
    );
    for (typed, expected) in [("", Reason::Required), ("00", Reason::WrongCheckInCode)] {
        let refused = check_in(director, &room, typed).await.unwrap_err();
        assert_eq!(violations(&refused), [("code".to_owned(), expected)]);
    }
    // Typed as it is read aloud.
    let spaced = format!("{} {}", &code[..4], &code[4..]);
    let seen = check_in(director, &room, &spaced).await.unwrap();
    assert_eq!(seen.mine.unwrap().mode(), AttendanceMode::Present);
    // A colleague of the team sees the session, and is not convened.
    let refused = check_in(&room.rives.team, &room, &code).await.unwrap_err();
    assert_eq!(
        (refused.code(), reason(&refused)),
        (Code::PermissionDenied, Reason::NotConvened)
    );
    // Codes are not guessed: after so many tries one waits.
    let guyane = room.world.centre("Guyane").await;
    let mut last = Reason::Unspecified;
    for n in 0..25 {
        last = reason(
            &check_in(&guyane.director, &room, &n.to_string())
                .await
                .unwrap_err(),
        );
    }
    assert_eq!(last, Reason::TooManyAttempts);
    room.check_in_remotely(&guyane.director).await;
}

#[tokio::test]
async fn people_arrive_leave_and_come_back_another_way() {
    let room = Room::open().await;
    let director = &room.rives.director;
    let refused = leave(director, &room, "").await.unwrap_err();
    assert_eq!(reason(&refused), Reason::NotThere);
    let line = room.check_in_remotely(director).await.mine.unwrap();
    assert_eq!(hour(line.arrived_at), "09:00");
    room.pass(30);
    let left = leave(director, &room, "").await.unwrap();
    assert!(left.there.is_empty());
    room.pass(30);
    let code = room.seen_by(&room.animator).await.check_in_code;
    let back = check_in(director, &room, &code).await.unwrap().mine.unwrap();
    assert!(back.is_there && back.left_at.is_none());
    assert_eq!(
        (back.mode(), hour(back.arrived_at)),
        (AttendanceMode::Present, "09:00".to_owned())
    );
    // Who leads says it for others; the others do not.
    let guyane = room.world.centre("Guyane").await;
    room.check_in_remotely(&guyane.director).await;
    let theirs = room.line_of(director).await.invitee_id;
    let refused = leave(&guyane.director, &room, &theirs).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::NotAllowed);
    leave(&room.animator, &room, &theirs).await.unwrap();
    assert!(!room.line_of(director).await.is_there);
}

#[tokio::test]
async fn who_leads_records_and_corrects_once_it_is_closed() {
    let room = Room::convened().await;
    let director = &room.rives.director;
    let refused = set(&room, director, AttendanceMode::Present, "")
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), Reason::SessionNotRunning);
    scenario::open_session(&room.world, &room.animator, &room.meeting).await;
    let refused = set(&room, director, AttendanceMode::Represented, " ")
        .await
        .unwrap_err();
    assert_eq!(
        violations(&refused),
        [("represented_by".to_owned(), Reason::Required)]
    );
    let refused = set(&room, director, AttendanceMode::Unspecified, "")
        .await
        .unwrap_err();
    assert_eq!(violations(&refused), [("mode".to_owned(), Reason::Required)]);
    // Set there by mistake, then absent: neither arrival nor departure stays.
    assert!(
        set(&room, director, AttendanceMode::Present, "")
            .await
            .unwrap()
            .is_there
    );
    let absent = set(&room, director, AttendanceMode::Absent, "").await.unwrap();
    assert!(absent.arrived_at.is_none() && absent.left_at.is_none());
    room.pass(120);
    room.close().await;
    let corrected = set(&room, director, AttendanceMode::Remote, "").await.unwrap();
    assert_eq!(
        (hour(corrected.arrived_at), hour(corrected.left_at)),
        ("09:00".to_owned(), "11:00".to_owned())
    );
    assert!(!corrected.is_there);
}

#[tokio::test]
async fn somebody_unexpected_is_added_as_a_guest() {
    let room = Room::open().await;
    let partner = room.world.partner().await;
    let add = |name: &str, email: &str| AddWalkInRequest {
        meeting_id: room.meeting.id.clone(),
        name: name.to_owned(),
        email: email.to_owned(),
        is_remote: false,
    };
    let animator = &room.animator;
    let refused = animator
        .session()
        .add_walk_in(add("", "pas une adresse"))
        .await
        .unwrap_err();
    assert_eq!(
        violations(&refused),
        [
            ("name".to_owned(), Reason::Required),
            ("email".to_owned(), Reason::NotAnEmail)
        ]
    );
    let request = add("=HYPERLINK(\"x\")", "voisine@quartier.example");
    let seen = animator
        .session()
        .add_walk_in(request.clone())
        .await
        .unwrap()
        .into_inner();
    assert_eq!(seen.there.len(), 1);
    assert_eq!(seen.there[0].role(), InviteeRole::Guest);
    let refused = animator.session().add_walk_in(request).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::AlreadyInvited);
    // A person of the network is known by the address, and convened to nothing before.
    let request = add("Peu importe", &partner.me.email);
    animator.session().add_walk_in(request).await.unwrap();
    let mine = room.seen_by(&partner).await.mine.unwrap();
    assert_eq!(
        (mine.name.as_str(), mine.is_there),
        (partner.me.name.as_str(), true)
    );
    assert_eq!(mine.organisation_name, partner.me.organisation_name);

    // The export runs no formula.
    let path = format!("/export/SessionService/ExportAttendance?id={}", room.meeting.id);
    let file = animator.get(&path).await;
    assert!(file.text.starts_with('\u{feff}'), "{}", file.text);
    let lines: Vec<&str> = file.text.trim_start_matches('\u{feff}').lines().collect();
    assert!(
        lines[0].starts_with("Organisation;Nom;Rôle;Réponse;Présence;"),
        "{}",
        lines[0]
    );
    assert!(lines[0].contains("Arrivée (Europe/Paris)"), "{}", lines[0]);
    let guest = lines.iter().find(|line| line.contains("HYPERLINK")).unwrap();
    assert_eq!(
        *guest,
        ";\"'=HYPERLINK(\"\"x\"\")\";invitation;sans réponse;sur place;;2027-03-16 10:00;"
    );
    let refused = room.rives.director.get(&path).await;
    assert_eq!(refused.status, 403);
}

#[tokio::test]
async fn what_is_stored_about_a_person_says_where_that_person_was() {
    let room = Room::open().await;
    room.check_in_remotely(&room.rives.director).await;
    let stored = room
        .rives
        .director
        .account()
        .get_stored_data(GetStoredDataRequest {})
        .await;
    let stored = stored.unwrap().into_inner();
    let attended = stored
        .series
        .iter()
        .find(|series| series.key == "attendance")
        .unwrap();
    assert_eq!(
        attended.lines,
        [format!("{}\u{a0}: à distance", room.meeting.title)]
    );
}
