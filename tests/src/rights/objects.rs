//! Objects of another centre: what a caller may not see does not exist for it.

#![expect(
    clippy::needless_pass_by_value,
    clippy::unnecessary_wraps,
    reason = "the table reads as sentences"
)]

mod bulletin;
mod delivery;
mod edition;
mod meeting;
mod newsletter;
mod obligation;
mod person;
mod solicitation;

use prost::Message as _;
use proto::v1::*;
use tonic::Code;

use super::foreign::{Foreign, furnish, state_of};
use super::session::session;
use super::{methods, name, names_an_object};
use crate::raw::call;
use crate::scenario;
use crate::world::{Actor, World};

/// What an RPC that names an object does with another's.
pub(super) enum Object {
    /// The object of a centre: refused to all but its people, and to the animator where it says so.
    Own { message: Vec<u8>, from_animator: bool },
    /// Everyone's, or the animator's, or a filter of what the caller may see anyway.
    Shared(#[expect(dead_code, reason = "says why, to the reader")] &'static str),
}

pub(super) fn own(message: impl prost::Message) -> Option<Object> {
    Some(Object::Own {
        message: message.encode_to_vec(),
        from_animator: false,
    })
}

/// Drafts are the centre's until they are submitted: the animator does not see them either.
fn hidden(message: impl prost::Message) -> Option<Object> {
    Some(Object::Own {
        message: message.encode_to_vec(),
        from_animator: true,
    })
}

pub(super) fn shared(why: &'static str) -> Option<Object> {
    Some(Object::Shared(why))
}

fn account(rpc: &str, f: &Foreign) -> Option<Object> {
    match rpc {
        "EnterAs" => shared("the demonstration lets anyone in"),
        "EndSession" => hidden(EndSessionRequest {
            id: f.session_id.clone(),
        }),
        "ChooseMembership" => hidden(ChooseMembershipRequest {
            membership_id: f.membership_id.clone(),
        }),
        "RevokeToken" => hidden(RevokeTokenRequest {
            id: f.token_id.clone(),
        }),
        "ListAudit" => own(ListAuditRequest {
            organisation_id: f.centre.id.clone(),
            before: 0,
        }),
        _ => None,
    }
}

fn attachment(rpc: &str, f: &Foreign) -> Option<Object> {
    let (id, upload_id, owner_id) = (f.attachment_id.clone(), f.upload_id.clone(), f.draft.id.clone());
    let owner = Owner::Contribution as i32;
    match rpc {
        "ListAttachments" => hidden(ListAttachmentsRequest { owner, owner_id }),
        "StartUpload" => hidden(StartUploadRequest {
            owner,
            owner_id,
            name: "autre.png".to_owned(),
            size_bytes: 100,
            sha256: String::new(),
        }),
        "UploadChunk" => hidden(UploadChunkRequest {
            id: upload_id,
            offset: 0,
            content: vec![0; 10],
        }),
        "DeleteAttachment" => hidden(DeleteAttachmentRequest { id }),
        "DownloadAttachment" => hidden(DownloadAttachmentRequest { id }),
        _ => None,
    }
}

fn contribution(rpc: &str, f: &Foreign) -> Option<Object> {
    let id = f.draft.id.clone();
    let version = f.draft.version;
    match rpc {
        "ListContributions" | "ExportStream" => shared("a filter: see nothing_of_another_centre_is_listed"),
        "GrantExtension" => shared("the animator gives it to any centre"),
        "CreateContribution" => own(CreateContributionRequest {
            work_stream_id: f.other_stream.id.clone(),
            kind: Expected::TextNote as i32,
            title: "Repris".to_owned(),
            from_contribution_id: id,
        }),
        "GetContribution" | "ExportContribution" => hidden(GetContributionRequest { id }),
        "SaveDraft" => hidden(SaveDraftRequest {
            id,
            title: "Pris".to_owned(),
            sections: Vec::new(),
            version,
        }),
        "DeleteDraft" => hidden(DeleteDraftRequest { id }),
        "InviteCoAuthor" => hidden(InviteCoAuthorRequest {
            id,
            organisation_id: f.centre.id.clone(),
        }),
        "AnswerCoAuthorship" => hidden(AnswerCoAuthorshipRequest {
            id,
            is_confirmed: true,
        }),
        "RemoveCoAuthor" => hidden(RemoveCoAuthorRequest {
            id,
            organisation_id: f.centre.id.clone(),
        }),
        "CommentContribution" => hidden(CommentContributionRequest {
            id,
            section: String::new(),
            text: "Vu".to_owned(),
        }),
        "ResolveComment" => hidden(ResolveCommentRequest {
            id,
            comment_id: f.comment_id.clone(),
        }),
        "SubmitContribution" => hidden(SubmitContributionRequest {
            id,
            licence: Licence::Open2 as i32,
            credit: "Un autre".to_owned(),
            has_contacts_consent: true,
            version,
        }),
        "AcknowledgeContribution" | "AcceptContribution" | "PublishContribution" => {
            hidden(DecideContributionRequest { id })
        }
        "RequestRevision" => hidden(RequestRevisionRequest {
            id,
            reason: "À revoir".to_owned(),
            due_on: "2027-06-30".to_owned(),
        }),
        _ => None,
    }
}

fn network(rpc: &str, f: &Foreign) -> Option<Object> {
    match rpc {
        "GetOrganisation" => shared("the directory"),
        "EndOrganisation" => shared("the animator's"),
        "UpdateOrganisation" => own(UpdateOrganisationRequest {
            organisation: Some(Organisation {
                seat: "Ailleurs".to_owned(),
                ..f.centre.organisation.clone()
            }),
        }),
        "AddMember" => own(AddMemberRequest {
            organisation_id: f.centre.id.clone(),
            name: "Un intrus".to_owned(),
            email: "intrus@exemple.fr".to_owned(),
            phone: String::new(),
            position: Position::Team as i32,
            title: String::new(),
        }),
        "UpdateMember" => own(UpdateMemberRequest {
            id: f.member_id.clone(),
            name: "Un autre nom".to_owned(),
            position: Position::Team as i32,
            ..Default::default()
        }),
        "RemoveMember" => own(RemoveMemberRequest {
            id: f.member_id.clone(),
        }),
        "DelegateDirector" => own(DelegateDirectorRequest {
            member_id: f.member_id.clone(),
            from: "2027-05-01".to_owned(),
            until: "2027-05-08".to_owned(),
        }),
        "EndDelegation" => own(EndDelegationRequest {
            id: f.delegation_id.clone(),
        }),
        _ => None,
    }
}

fn programme(rpc: &str, f: &Foreign) -> Option<Object> {
    let organisation_id = f.centre.id.clone();
    let work_stream_id = f.other_stream.id.clone();
    match rpc {
        "Engage" => own(EngageRequest {
            work_stream_id,
            organisation_id,
        }),
        "DeclineStream" => own(DeclineStreamRequest {
            work_stream_id,
            reason: "Faute de temps".to_owned(),
            organisation_id,
        }),
        "WithdrawEngagement" => own(WithdrawEngagementRequest {
            work_stream_id: f.stream.id.clone(),
            reason: "Faute de temps".to_owned(),
            organisation_id,
            replacement_work_stream_id: String::new(),
            asks_dispensation: true,
        }),
        "SupportProposal" => shared("any centre supports any proposal"),
        "GetWorkStream" => shared("the programme is everyone's"),
        "RetainProposal" | "UpdateWorkStream" | "DeleteWorkStream" | "UpdateCall" | "CloseCall"
        | "AddSessionDate" | "RemoveSessionDate" | "PublishSynthesis" | "GrantDispensation"
        | "RefuseDispensation" => shared("the animator's"),
        _ => None,
    }
}

fn object(rpc: &str, f: &Foreign) -> Option<Object> {
    let (service, rpc) = rpc.split_once('/')?;
    match (service, rpc) {
        ("AccountService", _) => account(rpc, f),
        ("AttachmentService", _) => attachment(rpc, f),
        ("ContributionService", _) => contribution(rpc, f),
        ("NetworkService", _) => network(rpc, f),
        ("ProgrammeService", _) => programme(rpc, f),
        ("MeetingService", _) => meeting::meeting(rpc, f),
        ("ConvocationService", _) => meeting::convocation(rpc, f),
        ("SolicitationService", _) => solicitation::solicitation(rpc, f),
        ("ReportService", _) => bulletin::report(rpc, f),
        ("BulletinService", _) => bulletin::bulletin(rpc, f),
        ("QuestionService", _) => shared("all the centres see it: question/right.rs tries who may act"),
        ("SupportService", _) => shared("the ANRU's too: support/right.rs tries strangers"),
        ("SessionService", _) => session(rpc, f),
        ("DecisionService", "ListDecisions") => shared("a filter of what the caller may see"),
        ("DecisionService", _) => {
            shared("of the meeting or the voice: see decision/rights.rs and decision/record.rs")
        }
        ("NewsletterService", _) => newsletter::newsletter(rpc, f),
        ("SubscriberService", _) => newsletter::subscriber(rpc, f),
        ("MinutesService", "ListMinutes") => shared("a filter of what the caller may read"),
        ("MinutesService", _) => shared("of a meeting: see minutes/withheld.rs and minutes/review.rs"),
        ("LiveService", "ListActivity") => shared("a filter of what the caller may see"),
        ("MailService", "ResendMail") => shared("the animator's"),
        ("RegistrationService", "GetRegistrationPage" | "Register") => shared("the network's, or public"),
        (
            "RegistrationService",
            "GetRegistration" | "UpdateRegistration" | "AcceptOffer" | "GiveFeedback" | "ListRegistrations"
            | "CancelRegistration",
        ) => shared("behind a signed link, or of who prepares the day: registration.rs tries strangers"),
        ("RegistrationService", _) => shared("of who prepares the day: registration.rs tries strangers"),
        ("OverseasService", _) => {
            shared("of the space of several organisations: overseas.rs tries strangers")
        }
        ("FrameworkService", _) => shared("everyone's, written by the animator"),
        ("ProjectService", _) => shared("of those who take part: project.rs tries strangers"),
        ("PollService", _) => shared("several organisations': see a_poll_is_seen_by_those_asked"),
        ("RoundService", _) => shared("of a meeting: see each_centre_reads_its_own_words_until_published"),
        ("ObligationService", _) => obligation::obligation(rpc, f),
        ("DeliveryService", _) => delivery::delivery(rpc, f),
        ("EditionService", _) => edition::edition(rpc, f),
        ("ProductionService", "ListProductions") => shared("productions are the network's"),
        ("ProductionService", "AgreeProduction") => shared("the animator's"),
        ("ProductionService", "DeliverProduction") => own(DeliverProductionRequest {
            id: f.production.id.clone(),
            text: "Pris".to_owned(),
            link: String::new(),
            version: f.production.version,
        }),
        ("ProductionService", "DeleteProduction") => own(DeleteProductionRequest {
            id: f.production.id.clone(),
        }),
        _ => None,
    }
}

#[tokio::test]
async fn every_rpc_that_names_an_object_with_another_centres() {
    let world = World::new().await;
    let animator = world.animator().await;
    let streams = scenario::running_programme(&animator, 2).await;
    let strangers = world.everyone().await;
    let [theirs, mine] = world.other_centres(&strangers).await;
    let foreign = furnish(&animator, theirs, &streams).await;
    scenario::engage(&mine, &streams[1]).await;
    let before = state_of(&foreign).await;
    let mut faults = Vec::new();
    let all: Vec<&Actor> = strangers.iter().chain([&mine.director, &mine.team]).collect();
    for method in methods() {
        let rpc = name(&method);
        match object(&rpc, &foreign) {
            None if names_an_object(&method) => {
                faults.push(format!("{rpc} names an object: say here whose it is"));
            }
            None | Some(Object::Shared(_)) => {}
            Some(Object::Own {
                message,
                from_animator,
            }) => {
                for actor in &all {
                    if actor.role() == Role::Animator && !from_animator {
                        continue;
                    }
                    let answer = call(&actor.door, &rpc, &message).await;
                    if !matches!(answer.code, Code::NotFound | Code::PermissionDenied) {
                        let (role, code, reason) = (actor.role(), answer.code, answer.reason);
                        faults.push(format!("{rpc} by {role:?} of another body: {code:?} {reason:?}"));
                    }
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert_eq!(before, state_of(&foreign).await, "strangers changed something");
}

#[tokio::test]
async fn nothing_of_another_centre_is_listed() {
    let world = World::new().await;
    let animator = world.animator().await;
    let streams = scenario::running_programme(&animator, 2).await;
    let strangers = world.everyone().await;
    let [theirs, mine] = world.other_centres(&strangers).await;
    let marker = "zxq-texte-reserve-zxq";
    let draft = scenario::draft(&theirs, &streams[0], "Un brouillon", marker).await;
    let needle = marker.as_bytes();
    for actor in strangers.iter().chain([&mine.director, &mine.team]) {
        for method in methods().iter().filter(|method| super::is_read(method)) {
            let rpc = name(method);
            let message = match rpc.as_str() {
                "ContributionService/ListContributions" => ListContributionsRequest {
                    work_stream_id: streams[0].id.clone(),
                    ..Default::default()
                }
                .encode_to_vec(),
                "ContributionService/ExportStream" => ExportStreamRequest {
                    work_stream_id: streams[0].id.clone(),
                    format: export_stream_request::Format::Markdown as i32,
                }
                .encode_to_vec(),
                "ProgrammeService/GetWorkStream" => GetWorkStreamRequest {
                    id: streams[0].id.clone(),
                }
                .encode_to_vec(),
                "ProgrammeService/GetProgramme" | "ProgrammeService/GetBoard" => {
                    GetBoardRequest { year: scenario::YEAR }.encode_to_vec()
                }
                _ => Vec::new(),
            };
            let answer = call(&actor.door, &rpc, &message).await;
            let is_told = answer.content.windows(needle.len()).any(|part| part == needle);
            assert!(
                !is_told,
                "{rpc} tells {:?} a draft of another centre",
                actor.role()
            );
        }
        let page = actor.get(&format!("/contribution/{}", draft.id)).await;
        assert_eq!(page.status, 404, "{:?}", actor.role());
        assert!(!page.text.contains(marker));
    }
}
