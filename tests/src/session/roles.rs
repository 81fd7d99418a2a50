//! What someone is in a meeting decides what that person does in its session: every RPC by every role in it.

use prost::Message as _;

use super::*;
use crate::raw::{call, methods};

/// What someone is in the meeting of this walk, which only those convened see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Prepares,
    Chair,
    Secretary,
    Presenter,
    Guest,
    Member,
    /// Of the organisation of somebody convened.
    Colleague,
    /// Not convened, of an organisation that is not.
    Stranger,
}
use Part::{Chair, Colleague, Guest, Member, Prepares, Presenter, Secretary, Stranger};

const LEADS: &[Part] = &[Prepares, Chair, Secretary];
const CONVENED: &[Part] = &[Prepares, Chair, Secretary, Presenter, Guest, Member];
const SEES: &[Part] = &[Prepares, Chair, Secretary, Presenter, Guest, Member, Colleague];
const ALL: &[Part] = &[
    Prepares, Chair, Secretary, Presenter, Guest, Member, Colleague, Stranger,
];
/// The member owns the actions of this walk.
const LEADS_OR_OWNS: &[Part] = &[Prepares, Chair, Secretary, Member];

/// In the order of the walk: each makes what the next ones need.
const TABLE: &[(&str, &[Part])] = &[
    ("GetSession", SEES),
    ("StartSession", LEADS),
    ("GoToItem", LEADS),
    ("ExtendItem", LEADS),
    ("CheckIn", CONVENED),
    ("SetAttendance", LEADS),
    ("AddWalkIn", LEADS),
    ("AskToSpeak", CONVENED),
    ("GiveFloor", LEADS),
    ("WithdrawFromQueue", CONVENED),
    ("SaveNote", LEADS),
    ("AddAction", LEADS),
    ("CompleteAction", LEADS_OR_OWNS),
    ("ListActions", ALL),
    ("ListAttendance", ALL),
    ("GetAttendance", LEADS),
    ("ExportAttendance", LEADS),
    ("Leave", CONVENED),
    ("CloseSession", LEADS),
];

/// RPCs that succeed once, whoever is first.
const ONCE: [&str; 2] = ["StartSession", "CloseSession"];

struct Walk {
    world: World,
    animator: Actor,
    meeting: Meeting,
    parts: Vec<(Part, Actor)>,
    owner_id: String,
}

impl Walk {
    /// A time of reflection: it is not open to the network.
    async fn new() -> Self {
        let world = World::new().await;
        let animator = world.animator().await;
        let request = CreateMeetingRequest {
            kind: MeetingKind::Reflection as i32,
            title: "Temps de réflexion".to_owned(),
            starts_at: "2027-03-16T10:00".to_owned(),
            ends_at: "2027-03-16T12:00".to_owned(),
            zone: "Europe/Paris".to_owned(),
            ..Default::default()
        };
        let meeting = animator
            .meeting()
            .create_meeting(request)
            .await
            .unwrap()
            .into_inner();
        let item = AddAgendaItemRequest {
            meeting_id: meeting.id.clone(),
            title: "Un point".to_owned(),
            minutes: 30,
            purpose: ItemPurpose::Discussion as i32,
            ..Default::default()
        };
        let meeting = animator
            .meeting()
            .add_agenda_item(item)
            .await
            .unwrap()
            .into_inner();
        let guest = world.partner().await;
        let invite = AddInviteeRequest {
            meeting_id: meeting.id.clone(),
            person_id: guest.me.person_id.clone(),
            role: InviteeRole::Guest as i32,
            ..Default::default()
        };
        animator.convocation().add_invitee(invite).await.unwrap();
        let [chair, secretary, presenter, member] = [
            world.centre("Rives de Loire").await,
            world.centre("Guyane").await,
            world.centre("Golfe du Midi").await,
            world
                .other_centres::<4>(&[])
                .await
                .into_iter()
                .find(|centre| {
                    !["Rives de Loire", "Guyane", "Golfe du Midi"]
                        .contains(&centre.organisation.short_name.as_str())
                })
                .unwrap(),
        ];
        let owner_id = member.director.me.person_id.clone();
        let colleague = member.team.clone();
        let walk = Self {
            owner_id,
            parts: vec![
                (Prepares, animator.clone()),
                (Chair, chair.director),
                (Secretary, secretary.director),
                (Presenter, presenter.director),
                (Guest, guest),
                (Member, member.director),
                (Colleague, colleague),
                (Stranger, world.state().await),
            ],
            world,
            animator,
            meeting,
        };
        for (part, role) in [
            (Chair, InviteeRole::Chair),
            (Secretary, InviteeRole::Secretary),
            (Presenter, InviteeRole::Presenter),
        ] {
            let id = walk.invitee_of(walk.actor(part)).await;
            let role = SetInviteeRoleRequest {
                id,
                role: role as i32,
            };
            walk.animator.convocation().set_invitee_role(role).await.unwrap();
        }
        scenario::convene(&walk.animator, &walk.meeting).await;
        let at = walk.meeting.starts_at.unwrap();
        walk.world
            .clock()
            .set(chrono::DateTime::from_timestamp(at.seconds, 0).unwrap());
        walk
    }

    fn actor(&self, part: Part) -> &Actor {
        &self.parts.iter().find(|(one, _)| *one == part).unwrap().1
    }

    fn id(&self) -> MeetingRequest {
        MeetingRequest {
            id: self.meeting.id.clone(),
        }
    }

    async fn invitee_of(&self, actor: &Actor) -> String {
        let people = self.animator.convocation().get_convocation(self.id()).await;
        let people = people.unwrap().into_inner().invitees;
        let found = people.into_iter().find(|one| one.person_id == actor.me.person_id);
        found.unwrap().id
    }

    async fn session(&self) -> MeetingSession {
        let answer = self.animator.session().get_session(self.id()).await;
        answer.unwrap().into_inner()
    }

    async fn new_action(&self) -> String {
        let added = self.animator.session().add_action(self.action()).await;
        added.unwrap().into_inner().id
    }

    fn action(&self) -> AddActionRequest {
        AddActionRequest {
            meeting_id: self.meeting.id.clone(),
            text: "Envoyer le guide".to_owned(),
            owner_person_id: self.owner_id.clone(),
            due_on: "2027-06-01".to_owned(),
            ..Default::default()
        }
    }

    /// A request that is right as things are now: only the rights can refuse it.
    async fn message(&self, rpc: &str, part: Part) -> Vec<u8> {
        let meeting_id = self.meeting.id.clone();
        let item_id = self.meeting.items[0].id.clone();
        let self_only = InviteeOfSessionRequest {
            meeting_id: meeting_id.clone(),
            invitee_id: String::new(),
        };
        let session = self.session().await;
        match rpc {
            "GoToItem" => GoToItemRequest {
                meeting_id,
                item_id,
                version: session.version,
            }
            .encode_to_vec(),
            "ExtendItem" => ExtendItemRequest {
                meeting_id,
                item_id,
                minutes: 5,
            }
            .encode_to_vec(),
            "SetAttendance" => SetAttendanceRequest {
                meeting_id,
                invitee_id: self.invitee_of(self.actor(Member)).await,
                mode: AttendanceMode::Present as i32,
                represented_by: String::new(),
            }
            .encode_to_vec(),
            "AddWalkIn" => AddWalkInRequest {
                meeting_id,
                name: "Une voisine".to_owned(),
                email: format!("{part:?}@quartier.example"),
                is_remote: false,
            }
            .encode_to_vec(),
            "CheckIn" => CheckInRequest {
                meeting_id,
                code: String::new(),
                is_remote: true,
            }
            .encode_to_vec(),
            "Leave" | "WithdrawFromQueue" => self_only.encode_to_vec(),
            "GiveFloor" => InviteeOfSessionRequest {
                invitee_id: self.invitee_of(self.actor(Member)).await,
                ..self_only
            }
            .encode_to_vec(),
            "SaveNote" => SaveNoteRequest {
                meeting_id,
                item_id,
                text: format!("Par {part:?}"),
                version: session.items[0].note.as_ref().map_or(0, |note| note.version),
            }
            .encode_to_vec(),
            "AddAction" => self.action().encode_to_vec(),
            "CompleteAction" => CompleteActionRequest {
                id: self.new_action().await,
            }
            .encode_to_vec(),
            "ListAttendance" => ListAttendanceRequest::default().encode_to_vec(),
            "ListActions" => ListActionsRequest::default().encode_to_vec(),
            _ => self.id().encode_to_vec(),
        }
    }
}

#[test]
fn every_rpc_of_a_session_is_walked() {
    let ours = methods()
        .into_iter()
        .filter(|method| method.parent_service().name() == "SessionService");
    let mut declared: Vec<String> = ours.map(|method| method.name().to_owned()).collect();
    let mut listed: Vec<&str> = TABLE.iter().map(|(rpc, _)| *rpc).collect();
    declared.sort();
    listed.sort_unstable();
    assert_eq!(declared, listed);
}

#[tokio::test]
async fn every_rpc_by_every_role_in_the_meeting() {
    let walk = Box::pin(Walk::new()).await;
    let mut faults = Vec::new();
    for (rpc, allowed) in TABLE {
        let mut n_done = 0;
        // Those who may not, first: they must not profit from what the others do.
        let (may, may_not): (Vec<_>, Vec<_>) =
            walk.parts.iter().partition(|(part, _)| allowed.contains(part));
        for (part, actor) in may_not.into_iter().chain(may) {
            let message = walk.message(rpc, *part).await;
            let answer = call(&actor.door, &format!("SessionService/{rpc}"), &message).await;
            let is_done_before = ONCE.contains(rpc) && n_done > 0 && answer.code == Code::FailedPrecondition;
            let is_fine = match (allowed.contains(part), part) {
                (true, _) => answer.code == Code::Ok || is_done_before,
                (false, Stranger) => answer.code == Code::NotFound && answer.reason == Some(Reason::NotFound),
                (false, _) => {
                    answer.code == Code::PermissionDenied
                        && matches!(answer.reason, Some(Reason::NotAllowed | Reason::NotConvened))
                }
            };
            n_done += usize::from(answer.code == Code::Ok);
            if !is_fine {
                faults.push(format!(
                    "{rpc} by {part:?}: {:?} {:?}",
                    answer.code, answer.reason
                ));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[tokio::test]
async fn what_each_role_is_shown() {
    let walk = Box::pin(Walk::new()).await;
    walk.animator.session().start_session(walk.id()).await.unwrap();
    let note = walk.message("SaveNote", Prepares).await;
    call(&walk.animator.door, "SessionService/SaveNote", &note).await;
    for part in SEES {
        let seen = walk.actor(*part).session().get_session(walk.id()).await;
        let seen = seen.unwrap().into_inner();
        let leads = LEADS.contains(part);
        assert_eq!(seen.may_lead, leads, "{part:?}");
        assert_eq!(!seen.check_in_code.is_empty(), leads, "the code to {part:?}");
        assert_eq!(seen.items[0].note.is_some(), leads, "the notes to {part:?}");
        assert_eq!(seen.mine.is_some(), CONVENED.contains(part), "{part:?}");
        for (path, is_open) in [
            ("", true),
            ("/projector", true),
            ("/check-in", true),
            ("/sheet", leads),
        ] {
            let page = walk
                .actor(*part)
                .get(&format!("/session/{}{path}", walk.meeting.id))
                .await;
            let expected = if is_open { 200 } else { 403 };
            assert_eq!(page.status, expected, "{path} to {part:?}");
        }
    }
    for path in ["", "/projector", "/check-in", "/sheet"] {
        let page = walk
            .actor(Stranger)
            .get(&format!("/session/{}{path}", walk.meeting.id))
            .await;
        assert_eq!(page.status, 404, "{path}");
    }
}
