//! Convocations: who is convened, what is sent to whom, the answers, the calendars.

mod answer;
mod leaving;
mod reader;

use chrono::TimeDelta;
use proto::v1::*;
use tonic::Code;

use crate::scenario;
use crate::world::{Actor, World, reason, violations};

async fn people(actor: &Actor, meeting: &Meeting) -> Convocation {
    let request = MeetingRequest {
        id: meeting.id.clone(),
    };
    actor
        .convocation()
        .get_convocation(request)
        .await
        .unwrap()
        .into_inner()
}

async fn of(actor: &Actor, meeting: &Meeting, person: &Actor) -> Invitee {
    let all = people(actor, meeting).await.invitees;
    all.into_iter()
        .find(|one| one.person_id == person.me.person_id)
        .expect("not convened")
}

fn send(meeting: &Meeting) -> ConvocationRequest {
    ConvocationRequest {
        meeting_id: meeting.id.clone(),
        ..Default::default()
    }
}

async fn answer(actor: &Actor, invitee: &Invitee, answer: Answering) -> Result<Convocation, Reason> {
    let request = AnswerConvocationRequest {
        invitee_id: invitee.id.clone(),
        answer: answer as i32,
        ..Default::default()
    };
    let answer = actor.convocation().answer_convocation(request).await;
    answer
        .map(tonic::Response::into_inner)
        .map_err(|status| reason(&status))
}

/// Those who got a mail whose subject starts so.
async fn told(world: &World, subject: &str) -> Vec<String> {
    let mails = world.mails().await.into_iter();
    mails
        .filter(|mail| mail.subject.starts_with(subject))
        .map(|mail| mail.to)
        .collect()
}

/// The address of the page that a mail leads to, as path and query.
fn link(text: &str) -> String {
    let at = text.find("/convocation/answer?").expect("no link");
    text[at..].split_whitespace().next().unwrap().to_owned()
}

#[tokio::test]
async fn a_convocation_is_read_first_sent_once_and_again_only_when_asked() {
    let world = World::new().await;
    let animator = world.animator().await;
    let committee = scenario::committee(&animator).await;
    let preview = animator
        .convocation()
        .preview_convocation(send(&committee))
        .await
        .unwrap()
        .into_inner();
    assert!(
        told(&world, "Convocation").await.is_empty(),
        "a preview sends nothing"
    );
    let sent = animator
        .convocation()
        .send_convocation(send(&committee))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(sent.recipients.len(), preview.recipients.len());
    let text = &sent.recipients[0].text;
    for words in [
        "Ordre du jour",
        "10\u{a0}h\u{a0}00\u{a0}: Situation des centres",
        "jeudi 15\u{a0}avril, 10\u{a0}h, heure de Paris",
        "Paris, salle 4",
    ] {
        assert!(text.contains(words), "{words} is not in {text}");
    }
    assert_eq!(told(&world, "Convocation").await.len(), sent.recipients.len());
    let again = animator
        .convocation()
        .send_convocation(send(&committee))
        .await
        .unwrap_err();
    assert_eq!(reason(&again), Reason::AlreadyConvened);
    // Somebody is added later: only that person is convened by the second sending.
    let guest = AddInviteeRequest {
        meeting_id: committee.id.clone(),
        name: "Une invitée".to_owned(),
        email: "Invitee@Ailleurs.example".to_owned(),
        role: InviteeRole::Guest as i32,
        ..Default::default()
    };
    animator.convocation().add_invitee(guest.clone()).await.unwrap();
    let twice = animator.convocation().add_invitee(guest).await.unwrap_err();
    assert_eq!(reason(&twice), Reason::AlreadyInvited);
    let more = ConvocationRequest {
        is_again: true,
        ..send(&committee)
    };
    let sent = animator
        .convocation()
        .send_convocation(more.clone())
        .await
        .unwrap()
        .into_inner();
    assert_eq!(sent.recipients.len(), 1);
    assert_eq!(sent.recipients[0].email, "invitee@ailleurs.example");
    let nobody = animator.convocation().send_convocation(more).await.unwrap_err();
    assert_eq!(reason(&nobody), Reason::NobodyToConvene);
    let all = ConvocationRequest {
        is_again: true,
        is_to_all: true,
        ..send(&committee)
    };
    let sent = animator
        .convocation()
        .send_convocation(all)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(sent.recipients.len(), preview.recipients.len() + 1);
    let director = world.centre("Rives de Loire").await.director;
    let refused = director
        .convocation()
        .send_convocation(send(&committee))
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), Reason::NotAllowed);
}

#[tokio::test]
async fn each_reads_the_hour_in_the_own_zone_and_in_that_of_the_place() {
    let world = World::new().await;
    let animator = world.animator().await;
    let committee = scenario::committee(&animator).await;
    let guyane = world.centre("Guyane").await.director;
    scenario::convene(&animator, &committee).await;
    let mails = world.mails().await;
    let mail = mails
        .iter()
        .find(|mail| mail.to == guyane.me.email && mail.subject.starts_with("Convocation"))
        .unwrap();
    assert!(mail.text.contains("10\u{a0}h, heure de Paris"), "{}", mail.text);
    assert!(mail.text.contains("5\u{a0}h, heure de Cayenne"), "{}", mail.text);
    let page = guyane.get(&format!("/meeting/{}", committee.id)).await;
    assert!(page.text.contains("5\u{a0}h, heure de Cayenne"), "{}", page.text);
}

#[tokio::test]
async fn an_item_of_the_anru_proposes_to_invite_it() {
    let world = World::new().await;
    let animator = world.animator().await;
    let anru = world.anru().await;
    let committee = scenario::committee(&animator).await;
    let refused = anru
        .convocation()
        .get_convocation(MeetingRequest {
            id: committee.id.clone(),
        })
        .await
        .unwrap()
        .into_inner();
    assert!(refused.suggested.is_empty() && !refused.may_edit);
    let item = AddAgendaItemRequest {
        meeting_id: committee.id.clone(),
        title: "Protocoles de préfiguration".to_owned(),
        minutes: 20,
        purpose: ItemPurpose::Information as i32,
        presenter_organisation_id: anru.me.organisation_id.clone(),
        ..Default::default()
    };
    animator.meeting().add_agenda_item(item).await.unwrap();
    let convocation = people(&animator, &committee).await;
    let suggested: Vec<&str> = convocation
        .suggested
        .iter()
        .map(|one| one.organisation_name.as_str())
        .collect();
    assert_eq!(suggested, ["ANRU"]);
    let invite = InviteOrganisationRequest {
        meeting_id: committee.id.clone(),
        organisation_id: anru.me.organisation_id.clone(),
    };
    let invited = animator
        .convocation()
        .invite_organisation(invite)
        .await
        .unwrap()
        .into_inner();
    assert!(invited.suggested.is_empty());
    assert!(
        invited
            .invitees
            .iter()
            .any(|one| one.person_id == anru.me.person_id)
    );
}

#[tokio::test]
async fn a_change_is_told_to_those_whom_it_concerns_and_a_cancellation_to_all() {
    let world = World::new().await;
    let animator = world.animator().await;
    let committee = scenario::committee(&animator).await;
    scenario::convene(&animator, &committee).await;
    let n_all = people(&animator, &committee).await.invitees.len();
    let [here, far, away] = [
        world.centre("Rives de Loire").await,
        world.centre("Guyane").await,
        world.centre("Mayotte").await,
    ];
    for (centre, how) in [
        (&here, Answering::InPerson),
        (&far, Answering::Remotely),
        (&away, Answering::Excused),
    ] {
        let own = of(&animator, &committee, &centre.director).await;
        answer(&centre.director, &own, how).await.unwrap();
    }
    let current = async || {
        animator
            .meeting()
            .get_meeting(GetMeetingRequest {
                id: committee.id.clone(),
            })
            .await
            .unwrap()
            .into_inner()
    };
    let change = async |place: &str, ends_at: &str| {
        let request = UpdateMeetingRequest {
            id: committee.id.clone(),
            title: committee.title.clone(),
            place: place.to_owned(),
            video_url: committee.video_url.clone(),
            starts_at: "2027-04-15T10:00".to_owned(),
            ends_at: ends_at.to_owned(),
            zone: "Europe/Paris".to_owned(),
            version: current().await.version,
            ..Default::default()
        };
        animator
            .meeting()
            .update_meeting(request)
            .await
            .unwrap()
            .into_inner()
    };
    let before = current().await.sequence;
    let moved = change("Paris, salle 12", "2027-04-15T13:00").await;
    assert_eq!(moved.sequence, before + 1);
    let place = told(&world, "Nouveau lieu").await;
    assert_eq!(
        place.len(),
        n_all - 2,
        "neither who follows from afar nor who is excused"
    );
    assert!(place.contains(&here.director.me.email) && !place.contains(&far.director.me.email));
    let later = change("Paris, salle 12", "2027-04-15T14:00").await;
    assert_eq!(later.sequence, before + 2);
    assert_eq!(
        told(&world, "Nouvel horaire").await.len(),
        n_all,
        "who was excused may come now"
    );
    // Words that change are no news.
    assert_eq!(
        change("Paris, salle 12", "2027-04-15T14:00").await.sequence,
        before + 2
    );
    let removed = of(&animator, &committee, &far.director).await;
    animator
        .convocation()
        .remove_invitee(InviteeRequest { id: removed.id })
        .await
        .unwrap();
    assert_eq!(
        told(&world, "Votre présence").await,
        std::slice::from_ref(&far.director.me.email)
    );
    let cancel = CancelMeetingRequest {
        id: committee.id.clone(),
        reason: "Grève des transports".to_owned(),
    };
    let cancelled = animator
        .meeting()
        .cancel_meeting(cancel)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(cancelled.state(), MeetingState::Cancelled);
    assert_eq!(told(&world, "Annulation").await.len(), n_all - 1);
}

#[tokio::test]
async fn calendars_have_secret_addresses_that_can_be_renewed() {
    let world = World::new().await;
    let animator = world.animator().await;
    let committee = scenario::committee(&animator).await;
    let centre = world.centre("Rives de Loire").await;
    let list = centre
        .director
        .convocation()
        .list_calendars(ListCalendarsRequest {})
        .await
        .unwrap()
        .into_inner();
    assert!(
        list.calendars.iter().all(|one| one.url.is_empty()),
        "none before it is asked for"
    );
    let renew = async |kind: CalendarKind| {
        let request = RenewCalendarRequest { kind: kind as i32 };
        let all = centre
            .director
            .convocation()
            .renew_calendar(request)
            .await
            .unwrap()
            .into_inner()
            .calendars;
        let url = all.into_iter().find(|one| one.kind() == kind).unwrap().url;
        let (_, secret) = url.split_once("/calendar/").unwrap();
        format!("/calendar/{secret}")
    };
    let mine = renew(CalendarKind::Mine).await;
    let feed = world.anonymous().get(&format!("{mine}.ics")).await;
    assert_eq!(feed.status, 200);
    assert_eq!(feed.headers["content-type"], "text/calendar; charset=utf-8");
    assert!(
        feed.text
            .contains(&format!("UID:meeting-{}@passerelle", committee.id)),
        "{}",
        feed.text
    );
    let fresh = renew(CalendarKind::Mine).await;
    assert_ne!(mine, fresh);
    assert_eq!(world.anonymous().get(&format!("{mine}.ics")).await.status, 404);
    for kind in [CalendarKind::Organisation, CalendarKind::Network] {
        let path = renew(kind).await;
        assert!(
            world.anonymous().get(&path).await.text.contains("BEGIN:VEVENT"),
            "{kind:?}"
        );
    }
    let secret = fresh.trim_start_matches("/calendar/").to_owned();
    let (id, signature) = secret.split_once('.').unwrap();
    for wrong in [
        id.to_owned(),
        format!("{id}."),
        format!("{id}.{}", &signature[1..]),
        format!("x.{signature}"),
    ] {
        let refused = world
            .anonymous()
            .convocation()
            .export_calendar(ExportCalendarRequest { secret: wrong })
            .await
            .unwrap_err();
        assert_eq!(refused.code(), Code::NotFound);
    }
}
