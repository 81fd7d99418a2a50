//! Date polls: who is asked, one answer by organisation in its own zone, what is unfair in a slot, the choice.

use proto::v1::*;

use crate::mail::outbox;
use crate::world::{Actor, World, reason};

mod answer;
mod asking;
mod page;

fn slot(starts_at: &str, ends_at: &str) -> create_poll_request::Slot {
    create_poll_request::Slot {
        starts_at: starts_at.to_owned(),
        ends_at: ends_at.to_owned(),
    }
}

/// Three slots for an overseas point: one at 10 in Paris, one at 14, one on the day of La Réunion.
fn overseas() -> CreatePollRequest {
    CreatePollRequest {
        kind: MeetingKind::OverseasPoint as i32,
        title: "Point ultra-marin d’hiver".to_owned(),
        message: "Une heure **juste** pour tous.".to_owned(),
        slots: vec![
            slot("2027-12-15T14:00", "2027-12-15T15:30"),
            slot("2027-12-14T10:00", "2027-12-14T12:00"),
            create_poll_request::Slot::default(),
            slot("2027-12-20T14:00", "2027-12-20T17:00"),
        ],
        zone: "Europe/Paris".to_owned(),
        closes_on: "2027-04-30".to_owned(),
        ..Default::default()
    }
}

async fn create(actor: &Actor, request: CreatePollRequest) -> Poll {
    actor.poll().create_poll(request).await.unwrap().into_inner()
}

async fn get(actor: &Actor, id: &str) -> Poll {
    let request = PollRequest { id: id.to_owned() };
    actor.poll().get_poll(request).await.unwrap().into_inner()
}

fn answer(poll: &Poll, said: &[Availability], version: i32) -> AnswerPollRequest {
    AnswerPollRequest {
        id: poll.id.clone(),
        organisation_id: String::new(),
        answers: poll
            .slots
            .iter()
            .zip(said)
            .map(|(slot, said)| SlotAnswer {
                slot_id: slot.id.clone(),
                availability: *said as i32,
            })
            .collect(),
        word: "Le matin, de préférence".to_owned(),
        version,
    }
}

async fn expected(actor: &Actor, kind: ExpectationKind) -> Vec<Expectation> {
    let home = actor
        .home()
        .get_home(GetHomeRequest {})
        .await
        .unwrap()
        .into_inner();
    let mut expectations = home.expectations;
    expectations.retain(|one| one.kind() == kind);
    expectations
}

use Availability::{IfNeeded, No, Yes};

#[tokio::test]
async fn an_overseas_poll_from_the_question_to_the_meeting() {
    let world = World::new().await;
    let [animator, dgom] = [world.animator().await, world.dgom().await];
    let [guyane, rives] = [world.centre("Guyane").await, world.centre("Rives de Loire").await];
    let poll = create(&animator, overseas()).await;
    assert_eq!(poll.state(), PollState::Open);
    assert_eq!(poll.slots.len(), 3, "the line left empty is none");
    assert_eq!(poll.asked.len(), 6, "five centres and the DGOM: {:?}", poll.asked);

    // Slots are in the order of time, and say what is unfair in them.
    let zones = |hours: &[poll::Hour]| hours.iter().map(|hour| hour.zone.clone()).collect::<Vec<_>>();
    let [early, fair, holiday] = poll.slots.as_slice() else {
        panic!("{:?}", poll.slots);
    };
    let mut too_early = zones(&early.too_early);
    too_early.sort();
    assert_eq!(
        too_early,
        ["America/Cayenne", "America/Guadeloupe", "America/Martinique"]
    );
    assert!(early.too_late.is_empty() && early.holidays.is_empty());
    assert!(fair.too_early.is_empty() && fair.too_late.is_empty(), "{fair:?}");
    assert_eq!(
        zones(&holiday.too_late),
        ["Indian/Reunion"],
        "17 in Paris is 20 there"
    );
    let [day] = holiday.holidays.as_slice() else {
        panic!("{holiday:?}");
    };
    assert_eq!(
        (day.territory(), day.name.as_str()),
        (Territory::Reunion, "Abolition de l’esclavage")
    );

    // A mail to each who is asked, in the own hours first.
    let mails = outbox(&world.app).await;
    let told = mails
        .iter()
        .find(|mail| mail.to == guyane.director.me.email)
        .unwrap();
    assert_eq!(
        told.subject,
        "Quelle date vous convient\u{a0}? Point ultra-marin d’hiver"
    );
    for words in [
        "- mercredi 15 décembre, de 10 h à 11 h 30, heure de Cayenne (de 14 h à 15 h 30, heure de Paris)",
        "Une heure **juste** pour tous.",
        &format!("\n\nhttp://127.0.0.1:8080/poll/{}\n\n", poll.id),
    ] {
        assert!(told.text.replace('\u{a0}', " ").contains(words), "{}", told.text);
    }
    assert!(mails.iter().any(|mail| mail.to == dgom.me.email));
    assert!(
        mails.iter().all(|mail| mail.to != guyane.team.me.email),
        "the kind convenes directors"
    );
    assert!(mails.iter().all(|mail| mail.to != rives.director.me.email));

    // The director is expected to answer, the team is not; anybody of the centre may.
    let [one] = expected(&guyane.director, ExpectationKind::AnswerPoll)
        .await
        .try_into()
        .unwrap();
    assert_eq!(
        (one.path, one.due_at),
        (format!("/poll/{}", poll.id), poll.closes_at)
    );
    assert_eq!(expected(&guyane.team, ExpectationKind::AnswerPoll).await, []);
    let answered = guyane
        .team
        .poll()
        .answer_poll(answer(&poll, &[No, Yes, IfNeeded], 0))
        .await;
    let answered = answered.unwrap().into_inner();
    assert_eq!(expected(&guyane.director, ExpectationKind::AnswerPoll).await, []);
    let own = answered
        .asked
        .iter()
        .find(|one| one.organisation_id == guyane.id)
        .unwrap();
    assert_eq!(own.word, "Le matin, de préférence");
    assert!(own.answered_at.is_some() && !own.is_by_telephone);

    // The organiser enters what another said by telephone; the word is read by both only.
    let reunion = world.centre("La Réunion").await;
    let said = AnswerPollRequest {
        organisation_id: reunion.id.clone(),
        ..answer(&poll, &[Yes, Yes, No], 0)
    };
    let refused = guyane
        .director
        .poll()
        .answer_poll(said.clone())
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), Reason::NotAllowed);
    let entered = animator.poll().answer_poll(said).await.unwrap().into_inner();
    let of = |poll: &Poll, id: &str| {
        let one = poll.asked.iter().find(|one| one.organisation_id == id);
        one.cloned().unwrap()
    };
    assert!(of(&entered, &reunion.id).is_by_telephone);
    assert_eq!(of(&entered, &guyane.id).word, "Le matin, de préférence");
    let seen = get(&reunion.director, &poll.id).await;
    assert_eq!(of(&seen, &guyane.id).word, "", "between Guyane and who organises");
    assert_eq!(
        of(&seen, &guyane.id).answers.len(),
        3,
        "what each answers is read by all"
    );
    let tally = |poll: &Poll| -> Vec<(i32, i32, i32, bool)> {
        let slots = poll.slots.iter();
        slots
            .map(|slot| (slot.n_yes, slot.n_if_needed, slot.n_no, slot.is_best))
            .collect()
    };
    assert_eq!(
        tally(&seen),
        [(1, 0, 1, false), (2, 0, 0, true), (0, 1, 1, false)]
    );

    // The slot that is kept plans the meeting.
    let close = ClosePollRequest {
        id: poll.id.clone(),
        slot_id: seen.slots[1].id.clone(),
    };
    let closed = animator
        .poll()
        .close_poll(close.clone())
        .await
        .unwrap()
        .into_inner();
    assert_eq!(closed.state(), PollState::Closed);
    let meeting = GetMeetingRequest {
        id: closed.meeting_id.clone(),
    };
    let meeting = animator
        .meeting()
        .get_meeting(meeting)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(
        (meeting.starts_at, meeting.ends_at, meeting.state()),
        (
            closed.slots[1].starts_at,
            closed.slots[1].ends_at,
            MeetingState::Planned
        )
    );
    assert_eq!(
        (meeting.kind(), meeting.title.as_str()),
        (MeetingKind::OverseasPoint, poll.title.as_str())
    );
    assert_eq!(meeting.items.len(), 1, "the standing item of the kind");
    assert!(meeting.n_convened > 5, "the people of the kind");
    let again = animator.poll().close_poll(close).await.unwrap_err();
    assert_eq!(reason(&again), Reason::PollClosed);
    let late = guyane
        .director
        .poll()
        .answer_poll(answer(&poll, &[Yes, Yes, Yes], 1))
        .await;
    assert_eq!(reason(&late.unwrap_err()), Reason::PollClosed);
    let delete = PollRequest { id: poll.id.clone() };
    let refused = animator.poll().delete_poll(delete).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::PollClosed);
    let of_meeting = ListPollsRequest {
        meeting_id: closed.meeting_id,
    };
    let listed = dgom
        .poll()
        .list_polls(of_meeting)
        .await
        .unwrap()
        .into_inner()
        .polls;
    assert_eq!(listed.len(), 1);
}

#[tokio::test]
async fn a_poll_is_seen_by_those_asked() {
    let world = World::new().await;
    let [animator, anru] = [world.animator().await, world.anru().await];
    let [guyane, rives] = [world.centre("Guyane").await, world.centre("Rives de Loire").await];
    let poll = create(&animator, overseas()).await;
    let id = PollRequest { id: poll.id.clone() };
    for stranger in [&rives.director, &rives.team, &anru, &world.partner().await] {
        let refused = stranger.poll().get_poll(id.clone()).await.unwrap_err();
        assert_eq!(reason(&refused), Reason::NotFound);
        let refused = stranger
            .poll()
            .answer_poll(answer(&poll, &[Yes, Yes, Yes], 0))
            .await;
        assert_eq!(reason(&refused.unwrap_err()), Reason::NotFound);
        let listed = stranger
            .poll()
            .list_polls(ListPollsRequest::default())
            .await
            .unwrap();
        assert_eq!(listed.into_inner().polls, []);
        assert_eq!(stranger.get(&format!("/poll/{}", poll.id)).await.status, 404);
        let activity = ListActivityRequest::default();
        let activity = stranger
            .live()
            .list_activity(activity)
            .await
            .unwrap()
            .into_inner();
        assert!(activity.activities.iter().all(|one| one.object != poll.title));
    }
    for refused in [
        anru.poll().delete_poll(id.clone()).await.map(|_| ()),
        anru.poll()
            .close_poll(ClosePollRequest {
                id: poll.id.clone(),
                slot_id: String::new(),
            })
            .await
            .map(|_| ()),
    ] {
        assert_eq!(reason(&refused.unwrap_err()), Reason::NotFound);
    }
    // Another body does not convene this kind.
    let refused = anru.poll().create_poll(overseas()).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::NotAllowed);
    // The animator acts in concert (O1), and the centres asked do not.
    assert!(get(&world.animator().await, &poll.id).await.may_edit);
    let seen = get(&guyane.director, &poll.id).await;
    assert!(seen.may_answer && !seen.may_edit);
    let listed = guyane
        .team
        .poll()
        .list_polls(ListPollsRequest::default())
        .await
        .unwrap();
    assert_eq!(listed.into_inner().polls.len(), 1);
    animator.poll().delete_poll(id.clone()).await.unwrap();
    let gone = guyane.director.poll().get_poll(id).await.unwrap_err();
    assert_eq!(reason(&gone), Reason::NotFound);
}
