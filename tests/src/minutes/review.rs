//! The review: remarks by those convened, until the instant; what the first page expects; the mails.

use super::*;

/// What the first page expects of somebody about minutes.
async fn expected(actor: &Actor) -> Vec<(ExpectationKind, i64)> {
    let home = actor
        .home()
        .get_home(GetHomeRequest {})
        .await
        .unwrap()
        .into_inner();
    let is_of_minutes = |one: &&Expectation| one.path.starts_with("/minutes/");
    home.expectations
        .iter()
        .filter(is_of_minutes)
        .map(|one| (one.kind(), one.due_at.map_or(0, |at| at.seconds)))
        .collect()
}

fn seconds(instant: &str) -> i64 {
    instant
        .parse::<chrono::DateTime<chrono::Utc>>()
        .unwrap()
        .timestamp()
}

#[tokio::test]
async fn those_convened_comment_until_the_instant_and_not_after() {
    let room = Room::reviewed(1).await;
    let until = "2027-03-17T22:59:59Z";
    let minutes = room.read(&room.rives.director).await;
    assert_eq!(minutes.state(), MinutesState::InReview);
    assert_eq!(minutes.review_until.unwrap().seconds, seconds(until));
    assert!(minutes.may_comment && !minutes.may_lead);
    let first = room.meeting.items[0].id.clone();
    room.comment(&room.rives.director, &first, "Ajouter Nantes.")
        .await
        .unwrap();
    room.comment(&room.guyane.director, "", "Rien à redire.")
        .await
        .unwrap();
    // The team reads and does not comment; who is not convened sees nothing.
    assert!(!room.read(&room.rives.team).await.may_comment);
    let refused = room.comment(&room.rives.team, "", "Moi aussi").await.unwrap_err();
    assert_eq!(reason(&refused), Reason::NotConvened);
    let partner = room.world.partner().await;
    let refused = room.comment(&partner, "", "Moi aussi").await.unwrap_err();
    assert_eq!(reason(&refused), Reason::NotFound);
    for (text, item_id, field, expected) in [
        (" ", first.as_str(), "text", Reason::Required),
        ("Ailleurs", room.meeting.id.as_str(), "item_id", Reason::NotFound),
        ("Ailleurs", "x", "item_id", Reason::Malformed),
    ] {
        let refused = room
            .comment(&room.rives.director, item_id, text)
            .await
            .unwrap_err();
        assert_eq!(violations(&refused), [(field.to_owned(), expected)]);
    }

    let room = room.at(until).await;
    room.comment(&room.absent.director, "", "À temps.").await.unwrap();
    let room = room.at("2027-03-17T23:00:00Z").await;
    let refused = room
        .comment(&room.absent.director, "", "Trop tard.")
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), Reason::ReviewOver);
    let minutes = room.read(&room.guyane.director).await;
    assert!(!minutes.may_comment);
    let said: Vec<_> = minutes
        .comments
        .iter()
        .map(|one| {
            (
                one.item_id == first,
                one.text.as_str(),
                one.organisation_name.as_str(),
            )
        })
        .collect();
    assert_eq!(
        said,
        [
            (true, "Ajouter Nantes.", "Rives de Loire"),
            (false, "Rien à redire.", "Guyane"),
            (false, "À temps.", "Mayotte"),
        ]
    );
    // Once more, after corrections: what was said stays, told apart.
    room.start_review(3).await.unwrap();
    let minutes = room.read(&room.animator).await;
    assert!(minutes.comments.iter().all(|one| !one.is_of_last_review));
}

/// The reviewer in Cayenne has until the end of the day in Paris, said in both zones.
#[tokio::test]
async fn the_first_page_expects_them_and_the_mails_say_until_when() {
    let room = Room::held().await;
    let due = seconds("2027-05-15T21:59:59Z");
    assert_eq!(
        expected(&room.animator).await,
        [(ExpectationKind::WriteMinutes, due)]
    );
    assert!(expected(&room.rives.director).await.is_empty());
    let preview = StartReviewRequest {
        meeting_id: room.meeting.id.clone(),
        n_days: 1,
        version: 0,
    };
    let previewed = room.animator.minutes().preview_review(preview).await.unwrap();
    let previewed = previewed.into_inner();
    assert!(room.mails("relire").await.is_empty(), "a preview sends nothing");
    room.start_review(1).await.unwrap();
    let until = seconds("2027-03-17T22:59:59Z");
    assert!(expected(&room.animator).await.is_empty());
    for centre in [&room.rives, &room.guyane, &room.absent] {
        let expectation = (ExpectationKind::CommentMinutes, until);
        assert_eq!(expected(&centre.director).await, [expectation]);
        assert!(expected(&centre.team).await.is_empty());
    }
    let mails = room.mails("relire").await;
    assert_eq!(mails.len(), previewed.recipients.len());
    let to_guyane = mails.iter().find(|mail| mail.to == room.guyane.director.me.email);
    let text = to_guyane.unwrap().text.replace('\u{a0}', " ");
    for words in [
        "jusqu’au mercredi 17 mars, 23 h 59, heure de Paris (mercredi 17 mars, 19 h 59, heure de Cayenne)",
        "- Point 1 : Situation des centres",
        "- Vote : Tenir une journée à Nantes (adopté)",
        "- Point 4 : à huis clos",
        &format!("/minutes/{}", room.meeting.id),
    ] {
        assert!(text.contains(words), "{words}:\n{text}");
    }
    let same = previewed
        .recipients
        .iter()
        .find(|one| one.email == room.guyane.director.me.email);
    assert!(to_guyane.unwrap().text.starts_with(same.unwrap().text.trim_end()));
    let room = room.at("2027-03-18T09:00:00Z").await;
    assert!(expected(&room.rives.director).await.is_empty());
    assert_eq!(
        expected(&room.animator).await,
        [(ExpectationKind::WriteMinutes, due)]
    );
}

/// Somebody who was noted down and never convened gets nothing, unless that person came.
#[tokio::test]
async fn who_was_neither_convened_nor_there_is_not_written_to() {
    let world = World::new().await;
    let animator = world.animator().await;
    let meeting = scenario::committee_tomorrow(&animator).await;
    scenario::convene(&animator, &meeting).await;
    for (name, email) in [
        ("Zoé Absente", "zoe.a@exemple.fr"),
        ("Zoé Venue", "zoe.v@exemple.fr"),
    ] {
        let request = AddInviteeRequest {
            meeting_id: meeting.id.clone(),
            name: name.to_owned(),
            email: email.to_owned(),
            role: InviteeRole::Guest as i32,
            ..Default::default()
        };
        animator.convocation().add_invitee(request).await.unwrap();
    }
    scenario::open_session(&world, &animator, &meeting).await;
    let this = MeetingRequest {
        id: meeting.id.clone(),
    };
    let sheet = animator.session().get_attendance(this.clone()).await;
    let lines = sheet.unwrap().into_inner().lines;
    let came = lines.iter().find(|line| line.name == "Zoé Venue").unwrap();
    let came = SetAttendanceRequest {
        meeting_id: meeting.id.clone(),
        invitee_id: came.invitee_id.clone(),
        mode: AttendanceMode::Present as i32,
        represented_by: String::new(),
    };
    animator.session().set_attendance(came).await.unwrap();
    animator.session().close_session(this).await.unwrap();
    let review = StartReviewRequest {
        meeting_id: meeting.id.clone(),
        n_days: 2,
        version: 0,
    };
    animator.minutes().start_review(review).await.unwrap();
    let mut mails = world.mails().await;
    mails.retain(|mail| mail.subject.starts_with("Compte rendu à relire"));
    let to = |name: &str| mails.iter().any(|mail| mail.text.contains(name));
    assert_eq!((to("Zoé Venue"), to("Zoé Absente")), (true, false));
    assert_eq!(mails.len(), lines.len() - 1);
}
