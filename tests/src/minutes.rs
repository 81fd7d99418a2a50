//! Minutes: assembled from the facts, reviewed, approved, locked under a hash, corrected.

use chrono::TimeDelta;
use proto::v1::*;
use tonic::{Code, Status};

use crate::scenario;
use crate::world::{Actor, Centre, World, reason, violations};

mod approval;
mod list;
mod locking;
mod page;
mod review;
pub(crate) mod room;
mod withheld;

use room::{CLOSED, CLOSED_DECISION, CLOSED_NOTE, Room};

#[tokio::test]
async fn minutes_assemble_themselves_from_the_facts() {
    let room = Room::held().await;
    let minutes = room.read(&room.animator).await;
    assert_eq!(minutes.state(), MinutesState::Draft);
    assert_eq!((minutes.version, minutes.versions.len()), (0, 0));
    let document = minutes.document.unwrap();
    assert_eq!(document.kind_label, "Comité technique d’animation nationale");
    assert_eq!(document.place, "Paris, salle 4");
    assert!(document.began_at.is_some() && document.ended_at.is_some());
    let points: Vec<_> = document
        .items
        .iter()
        .map(|item| (item.place, item.title.as_str(), item.note.as_str()))
        .collect();
    assert_eq!(
        points,
        [
            (1, "Situation des centres", "Un **tour** de table."),
            (2, "Actualité des politiques nationales", ""),
            (3, "Organisation des appels à contributions", ""),
            (4, CLOSED, CLOSED_NOTE),
        ]
    );
    let first = &document.items[0];
    assert_eq!(
        first.note_html.trim(),
        "<p>Un <strong>tour</strong> de table.</p>"
    );
    let vote = &first.votes[0];
    assert_eq!(vote.result(), VoteResult::Adopted);
    let figures: Vec<i32> = vote.options.iter().map(|option| option.n).collect();
    assert_eq!(figures, [2, 1, 0]);
    let chosen: Vec<_> = vote
        .voices
        .iter()
        .filter(|voice| !voice.chosen.is_empty())
        .map(|voice| (voice.organisation_name.as_str(), voice.chosen.as_str()))
        .collect();
    assert_eq!(chosen.len(), 3, "{chosen:?}");
    assert!(chosen.contains(&("Rives de Loire", "Contre")));
    let decisions: Vec<_> = first.decisions.iter().map(|one| one.text.as_str()).collect();
    assert_eq!(decisions, ["Tenir une journée à Nantes"]);
    assert_eq!(document.items[3].decisions[0].text, CLOSED_DECISION);
    let rest: Vec<_> = document.decisions.iter().map(|one| one.text.as_str()).collect();
    assert_eq!(rest, ["Remercier les hôtes"]);
    let action = &first.actions[0];
    assert_eq!(
        (action.text.as_str(), action.due_on.as_str()),
        ("Envoyer la liste", "2027-05-31")
    );
    assert_eq!(action.owner_organisation_name, "Guyane");
    for (actor, mode, by) in [
        (&room.rives.director, AttendanceMode::Remote, ""),
        (&room.guyane.director, AttendanceMode::Represented, "Zoé Invitée"),
        (&room.absent.director, AttendanceMode::Absent, ""),
    ] {
        let person = document.people.iter().find(|one| one.name == actor.me.name);
        let person = person.unwrap();
        assert_eq!((person.mode(), person.represented_by.as_str()), (mode, by));
    }

    // What is corrected where it was written is corrected here.
    room.note(&room.meeting.items[1].id, "Rien de neuf.", 0).await;
    let document = room.read(&room.animator).await.document.unwrap();
    assert_eq!(document.items[1].note, "Rien de neuf.");
}

#[tokio::test]
async fn words_around_the_points_are_the_only_ones_that_are_typed_here() {
    let room = Room::held().await;
    let texts = SaveMinutesTextsRequest {
        meeting_id: room.meeting.id.clone(),
        opening: "Les **hôtes** accueillent.".to_owned(),
        closing: String::new(),
        version: 0,
    };
    let saved = room.animator.minutes().save_minutes_texts(texts.clone()).await;
    let saved = saved.unwrap().into_inner();
    assert_eq!(saved.version, 1);
    let html = saved.document.unwrap().opening_html;
    assert_eq!(html.trim(), "<p>Les <strong>hôtes</strong> accueillent.</p>");
    let refused = room.animator.minutes().save_minutes_texts(texts.clone()).await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::ChangedMeanwhile);
    let long = SaveMinutesTextsRequest {
        closing: "x".repeat(20_001),
        version: 1,
        ..texts
    };
    let refused = room
        .animator
        .minutes()
        .save_minutes_texts(long)
        .await
        .unwrap_err();
    assert_eq!(violations(&refused), [("closing".to_owned(), Reason::TooLong)]);
}

#[tokio::test]
async fn nothing_goes_on_before_the_session_is_closed_which_waits_for_its_votes() {
    let room = Room::running().await;
    let early = room.start_review(7).await.unwrap_err();
    assert_eq!(reason(&early), Reason::SessionNotClosed);
    let vote = CreateVoteRequest {
        meeting_id: room.meeting.id.clone(),
        question: "Encore ouvert".to_owned(),
        is_opened_now: true,
        ..Default::default()
    };
    let vote = room
        .animator
        .decision()
        .create_vote(vote)
        .await
        .unwrap()
        .into_inner();
    let this = MeetingRequest {
        id: room.meeting.id.clone(),
    };
    let refused = room.animator.session().close_session(this).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::VoteStillOpen);
    let held = RecordHeldRequest {
        id: room.meeting.id.clone(),
        n_attendants: 0,
    };
    let refused = room.animator.meeting().record_held(held).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::VoteStillOpen);
    let close = VoteRequest { id: vote.id };
    room.animator.decision().close_vote(close).await.unwrap();
    room.close().await;
    for n_days in [0, -1, 61] {
        let refused = room.start_review(n_days).await.unwrap_err();
        assert_eq!(
            violations(&refused),
            [("n_days".to_owned(), Reason::DaysOutOfRange)]
        );
    }
    let lock = room.lock("").await.unwrap_err();
    assert_eq!(reason(&lock), Reason::MinutesState);
    let approve = room.approve("").await.unwrap_err();
    assert_eq!(reason(&approve), Reason::MinutesState);
    room.start_review(7).await.unwrap();

    // A meeting that has not begun has no minutes, for anyone.
    let coming = scenario::committee(&room.animator).await;
    let request = GetMinutesRequest {
        meeting_id: coming.id,
        ..Default::default()
    };
    let refused = room.animator.minutes().get_minutes(request).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::NotFound);
}
