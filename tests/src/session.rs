//! The running session of a meeting: opening, points and their time, closing. What is beside has files of its own.

use chrono::TimeDelta;
use proto::v1::*;
use tonic::{Code, Status};

use crate::scenario;
use crate::world::{Actor, Centre, World, reason, violations};

mod action;
mod attendance;
mod note;
mod page;
mod roles;
mod speaking;
mod together;

/// A Comité technique in session: who prepares and chairs it, a centre that is convened.
struct Room {
    world: World,
    animator: Actor,
    rives: Centre,
    meeting: Meeting,
}

impl Room {
    /// Convened, the day before.
    async fn convened() -> Self {
        let world = World::new().await;
        let animator = world.animator().await;
        let meeting = scenario::committee_tomorrow(&animator).await;
        scenario::convene(&animator, &meeting).await;
        let rives = world.centre("Rives de Loire").await;
        Self {
            world,
            animator,
            rives,
            meeting,
        }
    }

    /// Open, at its hour: 10:00 in Paris. No point is begun.
    async fn open() -> Self {
        let room = Self::convened().await;
        scenario::open_session(&room.world, &room.animator, &room.meeting).await;
        room
    }

    fn id(&self) -> MeetingRequest {
        MeetingRequest {
            id: self.meeting.id.clone(),
        }
    }

    async fn seen_by(&self, actor: &Actor) -> MeetingSession {
        actor.session().get_session(self.id()).await.unwrap().into_inner()
    }

    fn item(&self, place: usize) -> String {
        self.meeting.items[place - 1].id.clone()
    }

    async fn go_to(&self, place: usize) -> MeetingSession {
        let version = self.seen_by(&self.animator).await.version;
        let request = self.going_to(place, version);
        self.animator
            .session()
            .go_to_item(request)
            .await
            .unwrap()
            .into_inner()
    }

    fn going_to(&self, place: usize, version: i32) -> GoToItemRequest {
        GoToItemRequest {
            meeting_id: self.meeting.id.clone(),
            item_id: self.item(place),
            version,
        }
    }

    async fn extend(&self, place: usize, minutes: i32) -> Result<MeetingSession, Status> {
        let request = ExtendItemRequest {
            meeting_id: self.meeting.id.clone(),
            item_id: self.item(place),
            minutes,
        };
        let answer = self.animator.session().extend_item(request).await;
        answer.map(tonic::Response::into_inner)
    }

    async fn close(&self) -> MeetingSession {
        let answer = self.animator.session().close_session(self.id()).await;
        answer.unwrap().into_inner()
    }

    async fn check_in_remotely(&self, actor: &Actor) -> MeetingSession {
        let request = CheckInRequest {
            meeting_id: self.meeting.id.clone(),
            code: String::new(),
            is_remote: true,
        };
        actor.session().check_in(request).await.unwrap().into_inner()
    }

    async fn sheet(&self) -> AttendanceSheet {
        let answer = self.animator.session().get_attendance(self.id()).await;
        answer.unwrap().into_inner()
    }

    async fn line_of(&self, actor: &Actor) -> Attendance {
        let name = &actor.me.name;
        let lines = self.sheet().await.lines;
        lines.into_iter().find(|line| &line.name == name).unwrap()
    }

    fn pass(&self, minutes: i64) {
        self.world.clock().advance(TimeDelta::minutes(minutes));
    }

    async fn meeting_now(&self) -> Meeting {
        let request = GetMeetingRequest {
            id: self.meeting.id.clone(),
        };
        let answer = self.animator.meeting().get_meeting(request).await;
        answer.unwrap().into_inner()
    }
}

/// Place, progress, hour in Paris at which it begins or should, seconds spent and left.
fn told(session: &MeetingSession) -> Vec<(i32, ItemProgress, String, i32, i32)> {
    let line = |item: &SessionItem| {
        let at = chrono::DateTime::from_timestamp(item.starts_at.unwrap().seconds, 0).unwrap();
        let at = at
            .with_timezone(&chrono_tz::Europe::Paris)
            .format("%H:%M")
            .to_string();
        (item.place, item.progress(), at, item.elapsed_s, item.remaining_s)
    };
    session.items.iter().map(line).collect()
}

#[tokio::test]
async fn a_session_opens_goes_from_point_to_point_and_closes() {
    use ItemProgress::{Current, Done, ToCome};
    let room = Room::convened().await;
    let (animator, director) = (&room.animator, &room.rives.director);
    // A day before, the session is nothing yet.
    let before = room.seen_by(director).await;
    assert_eq!(before.state(), MeetingState::Convened);
    assert!(before.started_at.is_none() && before.check_in_code.is_empty());
    let refused = animator.session().start_session(room.id()).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::MeetingNotBegun);
    let opened = scenario::open_session(&room.world, animator, &room.meeting).await;
    assert_eq!(opened.state(), MeetingState::Running);
    assert_eq!(opened.check_in_code.len(), 8);
    assert!(opened.item_id.is_empty() && opened.may_lead);
    assert_eq!(room.meeting_now().await.state(), MeetingState::Running);
    let refused = animator.session().start_session(room.id()).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::MeetingState);

    let at = |place, progress, hour: &str, spent, left| (place, progress, hour.to_owned(), spent, left);
    // 45, 45 and 30 minutes, in a row from ten o'clock.
    assert_eq!(
        told(&opened),
        [
            at(1, ToCome, "10:00", 0, 0),
            at(2, ToCome, "10:45", 0, 0),
            at(3, ToCome, "11:30", 0, 0)
        ]
    );
    room.pass(5);
    room.go_to(1).await;
    room.pass(30);
    // Everyone who may see it sees the same time; the code is for who leads.
    let seen = room.seen_by(director).await;
    assert_eq!(seen.item_id, room.item(1));
    assert!(seen.check_in_code.is_empty() && seen.check_in_url.is_empty() && !seen.may_lead);
    assert_eq!(
        told(&seen),
        [
            at(1, Current, "10:05", 1800, 900),
            at(2, ToCome, "10:50", 0, 0),
            at(3, ToCome, "11:35", 0, 0)
        ]
    );
    room.extend(1, 10).await.unwrap();
    room.pass(30);
    let late = room.seen_by(director).await;
    assert_eq!(late.items[0].extra_minutes, 10);
    assert_eq!(
        told(&late),
        [
            at(1, Current, "10:05", 3600, -300),
            at(2, ToCome, "11:05", 0, 0),
            at(3, ToCome, "11:50", 0, 0)
        ]
    );
    room.go_to(3).await;
    room.pass(10);
    // Back to the first: what was spent on it before counts.
    room.go_to(1).await;
    room.pass(1);
    assert_eq!(
        told(&room.seen_by(director).await),
        [
            at(1, Current, "11:15", 3660, -360),
            at(2, ToCome, "11:16", 0, 0),
            at(3, Done, "11:05", 600, 0)
        ]
    );
    let closed = room.close().await;
    assert_eq!(closed.state(), MeetingState::Held);
    assert!(closed.ended_at.is_some() && closed.item_id.is_empty() && closed.check_in_code.is_empty());
    let progress: Vec<_> = closed.items.iter().map(SessionItem::progress).collect();
    assert_eq!(progress, [Done, ToCome, Done]);
    assert_eq!(closed.items[0].elapsed_s, 3660);
    let refused = animator.session().close_session(room.id()).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::SessionNotRunning);
}

#[tokio::test]
async fn nothing_moves_that_is_not_as_the_leader_saw_it() {
    let room = Room::open().await;
    let first = room.go_to(1).await;
    let animator = &room.animator;
    // A version of before.
    let stale = room.going_to(2, first.version - 1);
    let refused = animator.session().go_to_item(stale).await.unwrap_err();
    assert_eq!(
        (refused.code(), reason(&refused)),
        (Code::Aborted, Reason::ChangedMeanwhile)
    );
    // Another point than the one being treated is not extended.
    let refused = room.extend(2, 5).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::ChangedMeanwhile);
    for minutes in [0, -5, 601] {
        let refused = room.extend(1, minutes).await.unwrap_err();
        assert_eq!(
            violations(&refused),
            [("minutes".to_owned(), Reason::DurationOutOfRange)]
        );
    }
    let missing = GoToItemRequest {
        item_id: room.meeting.id.clone(),
        ..room.going_to(1, first.version)
    };
    let refused = animator.session().go_to_item(missing).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::NotFound);
    // The same point again changes nothing.
    let again = room.go_to(1).await;
    assert_eq!(again.version, first.version);
}

#[tokio::test]
async fn the_agenda_still_moves_while_it_runs_but_keeps_what_was_treated() {
    let room = Room::open().await;
    room.go_to(1).await;
    let request = MoveAgendaItemRequest {
        id: room.item(3),
        place: 2,
    };
    room.animator.meeting().move_agenda_item(request).await.unwrap();
    let moved = room.seen_by(&room.rives.director).await;
    let order: Vec<&str> = moved.items.iter().map(|item| item.item_id.as_str()).collect();
    assert_eq!(order, [&room.item(1), &room.item(3), &room.item(2)]);
    let delete = |id: String| AgendaItemRequest { id };
    let refused = room
        .animator
        .meeting()
        .delete_agenda_item(delete(room.item(1)))
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), Reason::ItemTaken);
    room.animator
        .meeting()
        .delete_agenda_item(delete(room.item(2)))
        .await
        .unwrap();
    assert_eq!(room.seen_by(&room.animator).await.n_items, 2);
}

#[tokio::test]
async fn a_closed_point_is_withheld_from_the_others() {
    let room = Room::convened().await;
    let guyane = room.world.centre("Guyane").await;
    let item = AddAgendaItemRequest {
        meeting_id: room.meeting.id.clone(),
        title: "Situation de Rives de Loire".to_owned(),
        minutes: 15,
        purpose: ItemPurpose::Discussion as i32,
        is_closed: true,
        concerned_organisation_ids: vec![room.rives.id.clone()],
        ..Default::default()
    };
    let meeting = room
        .animator
        .meeting()
        .add_agenda_item(item)
        .await
        .unwrap()
        .into_inner();
    let opened = scenario::open_session(&room.world, &room.animator, &meeting).await;
    let closed_id = meeting.items[3].id.clone();
    let request = GoToItemRequest {
        meeting_id: meeting.id.clone(),
        item_id: closed_id.clone(),
        version: opened.version,
    };
    room.animator.session().go_to_item(request).await.unwrap();
    let note = SaveNoteRequest {
        meeting_id: meeting.id.clone(),
        item_id: closed_id.clone(),
        text: "Ce qui reste entre nous".to_owned(),
        version: 0,
    };
    room.animator.session().save_note(note).await.unwrap();
    let concerned = room.seen_by(&room.rives.director).await;
    assert_eq!(concerned.item_id, closed_id);
    let other = room.seen_by(&guyane.director).await;
    assert!(other.is_item_withheld && other.item_id.is_empty());
    assert_eq!((other.items.len(), other.n_items), (3, 4));
    room.close().await;
    let concerned = room.seen_by(&room.rives.director).await;
    assert_eq!(
        concerned.items[3].note.as_ref().unwrap().text,
        "Ce qui reste entre nous"
    );
    let page = guyane.director.get(&format!("/session/{}", meeting.id)).await;
    assert!(!page.text.contains("Situation de Rives") && !page.text.contains("entre nous"));
}

#[tokio::test]
async fn a_meeting_recorded_as_held_closes_its_session() {
    let room = Room::open().await;
    room.go_to(1).await;
    room.check_in_remotely(&room.rives.director).await;
    let request = RecordHeldRequest {
        id: room.meeting.id.clone(),
        n_attendants: 0,
    };
    room.animator.meeting().record_held(request).await.unwrap();
    let session = room.seen_by(&room.animator).await;
    assert_eq!(session.state(), MeetingState::Held);
    assert!(session.ended_at.is_some());
    let line = room.line_of(&room.rives.director).await;
    assert!(line.left_at.is_some() && !line.is_there);
}

#[tokio::test]
async fn what_happens_in_the_room_moves_its_pages_and_is_no_news() {
    let room = Room::open().await;
    let mut watching = room
        .rives
        .director
        .live()
        .watch(WatchRequest { after: 0 })
        .await
        .unwrap()
        .into_inner();
    watching.message().await.unwrap();
    room.go_to(1).await;
    room.check_in_remotely(&room.rives.director).await;
    let topic = format!("meeting:{}", room.meeting.id);
    for _ in 0..2 {
        let next = tokio::time::timeout(std::time::Duration::from_secs(10), watching.message()).await;
        let message = next.unwrap().unwrap().unwrap().message.unwrap();
        let watch_response::Message::Event(event) = message else {
            panic!("{message:?} instead of an event")
        };
        assert!(event.topics.contains(&topic), "{event:?}");
    }
    let list = ListActivityRequest::default();
    let told = room
        .animator
        .live()
        .list_activity(list)
        .await
        .unwrap()
        .into_inner();
    let kinds: Vec<_> = told.activities.iter().map(Activity::kind).collect();
    assert_eq!(kinds[0], ActivityKind::SessionStarted, "{kinds:?}");
    let told = told
        .activities
        .iter()
        .find(|one| one.path.starts_with("/session/"));
    assert_eq!(told.unwrap().object, room.meeting.title);
}
