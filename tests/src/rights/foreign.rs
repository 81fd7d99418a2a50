//! A centre with something of everything, to be tried by strangers.

use proto::v1::*;

use crate::scenario;
use crate::world::{Actor, Centre};

/// A centre with one object of each kind, none of which anybody else may touch.
pub(super) struct Foreign {
    pub(super) centre: Centre,
    pub(super) stream: WorkStream,
    pub(super) other_stream: WorkStream,
    pub(super) draft: Contribution,
    pub(super) comment_id: String,
    pub(super) attachment_id: String,
    pub(super) upload_id: String,
    pub(super) production: Production,
    pub(super) solicitation: Solicitation,
    /// That the centre alone received.
    pub(super) bulletin: Bulletin,
    pub(super) member_id: String,
    pub(super) delegation_id: String,
    pub(super) session_id: String,
    pub(super) token_id: String,
    pub(super) membership_id: String,
    /// A meeting of the centre alone.
    pub(super) local: Meeting,
    pub(super) item_id: String,
    pub(super) invitee_id: String,
    pub(super) absence_id: String,
    pub(super) newsletter: Newsletter,
    pub(super) subscriber_id: String,
    /// A draft of the centre's newsletter: a title, a text, a picture.
    pub(super) edition: Edition,
}

/// A small but true PNG.
const PNG: &[u8] = &[
    0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, b'I', b'H', b'D', b'R', 0, 0, 0, 1, 0, 0,
    0, 1, 8, 6, 0, 0, 0, 0x1f, 0x15, 0xc4, 0x89, 0, 0, 0, 0x0d, b'I', b'D', b'A', b'T', 0x78, 0x9c, 0x63,
    0xfc, 0xcf, 0xc0, 0x50, 0x0f, 0, 0x04, 0x85, 0x01, 0x80, 0x84, 0xa9, 0x8c, 0x21, 0, 0, 0, 0, b'I', b'E',
    b'N', b'D', 0xae, 0x42, 0x60, 0x82,
];

async fn upload(team: &Actor, draft: &Contribution, file: &str, is_finished: bool) -> String {
    let request = StartUploadRequest {
        owner: Owner::Contribution as i32,
        owner_id: draft.id.clone(),
        name: file.to_owned(),
        size_bytes: i64::try_from(PNG.len()).unwrap(),
        sha256: String::new(),
    };
    let upload = team
        .attachment()
        .start_upload(request)
        .await
        .unwrap()
        .into_inner();
    if is_finished {
        let chunk = UploadChunkRequest {
            id: upload.id.clone(),
            offset: 0,
            content: PNG.to_vec(),
        };
        team.attachment().upload_chunk(chunk).await.unwrap();
    }
    upload.id
}

/// A meeting of the centre alone, with a point, and somebody of it.
async fn local(director: &Actor) -> (Meeting, String) {
    let request = CreateMeetingRequest {
        kind: MeetingKind::LocalSession as i32,
        title: "Entre nous".to_owned(),
        starts_at: "2027-05-10T10:00".to_owned(),
        ends_at: "2027-05-10T12:00".to_owned(),
        zone: "Europe/Paris".to_owned(),
        ..Default::default()
    };
    let meeting = director
        .meeting()
        .create_meeting(request)
        .await
        .unwrap()
        .into_inner();
    let item = AddAgendaItemRequest {
        meeting_id: meeting.id.clone(),
        title: "Un point".to_owned(),
        minutes: 10,
        purpose: ItemPurpose::Discussion as i32,
        ..Default::default()
    };
    let meeting = director
        .meeting()
        .add_agenda_item(item)
        .await
        .unwrap()
        .into_inner();
    let request = MeetingRequest {
        id: meeting.id.clone(),
    };
    let people = director
        .convocation()
        .get_convocation(request)
        .await
        .unwrap()
        .into_inner();
    (meeting, people.invitees[0].id.clone())
}

/// A newsletter with a subscriber, from a file.
async fn newsletter(director: &Actor) -> (Newsletter, String) {
    let newsletter = scenario::newsletter(director).await;
    let newsletter_id = newsletter.settings.clone().unwrap().id;
    let import = ImportSubscribersRequest {
        newsletter_id: newsletter_id.clone(),
        content: b"courriel\nacteur@structure.example\n".to_vec(),
        source: "Annuaire".to_owned(),
        legal_ground: "Mission".to_owned(),
        list_ids: Vec::new(),
    };
    let mut client = director.subscriber();
    client.apply_subscriber_import(import).await.unwrap();
    let list = ListSubscribersRequest {
        newsletter_id,
        ..Default::default()
    };
    let list = client.list_subscribers(list).await.unwrap().into_inner();
    (newsletter, list.subscribers[0].id.clone())
}

/// See [`Foreign`].
pub(super) async fn furnish(animator: &Actor, centre: Centre, streams: &[WorkStream]) -> Foreign {
    let (director, team) = (&centre.director, &centre.team);
    let draft = scenario::draft(&centre, &streams[0], "Brouillon réservé", "Texte réservé.").await;
    let comment = CommentContributionRequest {
        id: draft.id.clone(),
        section: String::new(),
        text: "Entre nous".to_owned(),
    };
    let commented = director.contribution().comment_contribution(comment).await;
    let comment_id = commented.unwrap().into_inner().comments[0].id.clone();
    let upload_id = upload(team, &draft, "en-cours.png", false).await;
    upload(team, &draft, "plan.png", true).await;
    let list = ListAttachmentsRequest {
        owner: Owner::Contribution as i32,
        owner_id: draft.id.clone(),
    };
    let attached = team
        .attachment()
        .list_attachments(list)
        .await
        .unwrap()
        .into_inner();
    let production = DeclareProductionRequest {
        year: scenario::YEAR,
        title: "Guide".to_owned(),
        form: "guide".to_owned(),
    };
    let production = director.production().declare_production(production).await;
    let asked = scenario::solicitation(animator, &[&centre]).await;
    let prepared = PrepareAnswerRequest {
        id: asked.id.clone(),
        text: "Ce que nous préparons.".to_owned(),
        version: 1,
    };
    let solicitation = team.solicitation().prepare_answer(prepared).await;
    let members = &centre.organisation.team;
    let member = members.iter().find(|m| m.position() == Position::Team).unwrap();
    let delegation = DelegateDirectorRequest {
        member_id: member.id.clone(),
        from: "2027-04-01".to_owned(),
        until: "2027-04-08".to_owned(),
    };
    let delegation = director.network().delegate_director(delegation).await.unwrap();
    let sessions = director.account().list_sessions(ListSessionsRequest {}).await;
    let token = CreateTokenRequest {
        name: "Système d’information".to_owned(),
        scopes: vec!["programme:read".to_owned()],
        days: 30,
    };
    let token = director.account().create_token(token).await.unwrap().into_inner();
    let (local, invitee_id) = local(director).await;
    let absence = AddAbsenceRequest {
        from_on: "2027-08-02".to_owned(),
        until_on: "2027-08-13".to_owned(),
    };
    let away = director.meeting().add_absence(absence).await.unwrap();
    let (newsletter, subscriber_id) = newsletter(director).await;
    let contribution = GetContributionRequest { id: draft.id.clone() };
    let draft = team.contribution().get_contribution(contribution).await;
    Foreign {
        stream: streams[0].clone(),
        other_stream: streams[1].clone(),
        draft: draft.unwrap().into_inner(),
        comment_id,
        newsletter,
        subscriber_id,
        attachment_id: attached.attachments[0].id.clone(),
        upload_id,
        production: production.unwrap().into_inner(),
        solicitation: solicitation.unwrap().into_inner(),
        bulletin: bulletin(animator, &centre).await,
        member_id: member.id.clone(),
        delegation_id: delegation.into_inner().id,
        session_id: sessions.unwrap().into_inner().sessions[0].id.clone(),
        token_id: token.token.unwrap().id,
        membership_id: director.me.memberships[0].membership_id.clone(),
        item_id: local.items[0].id.clone(),
        local,
        invitee_id,
        absence_id: away.into_inner().absences[0].id.clone(),
        edition: crate::edition::ready(director, "reservee").await,
        centre,
    }
}

async fn bulletin(animator: &Actor, centre: &Centre) -> Bulletin {
    crate::bulletin::procedure(animator).await;
    let kind = SetBulletinKindRequest {
        name: "Divers".to_owned(),
        ..Default::default()
    };
    animator.bulletin().set_bulletin_kind(kind).await.unwrap();
    let content = BulletinContent {
        organisation_ids: vec![centre.id.clone()],
        audience_reason: "Pour lui seul.".to_owned(),
        ..crate::bulletin::content("Pour un centre")
    };
    crate::bulletin::published(animator, content).await
}

/// What must not move while strangers try.
pub(super) async fn state_of(f: &Foreign) -> impl PartialEq + std::fmt::Debug + use<> {
    let (director, team) = (&f.centre.director, &f.centre.team);
    let draft = GetContributionRequest {
        id: f.draft.id.clone(),
    };
    let draft = team.contribution().get_contribution(draft).await.unwrap();
    let organisation = GetOrganisationRequest {
        id: f.centre.id.clone(),
    };
    let organisation = director.network().get_organisation(organisation).await.unwrap();
    let productions = ListProductionsRequest {
        year: scenario::YEAR,
        organisation_id: f.centre.id.clone(),
    };
    let productions = director.production().list_productions(productions).await;
    let tokens = director
        .account()
        .list_tokens(ListTokensRequest {})
        .await
        .unwrap();
    let attachments = ListAttachmentsRequest {
        owner: Owner::Contribution as i32,
        owner_id: f.draft.id.clone(),
    };
    let attachments = team.attachment().list_attachments(attachments).await.unwrap();
    let solicitation = GetSolicitationRequest {
        id: f.solicitation.id.clone(),
    };
    let solicitation = team.solicitation().get_solicitation(solicitation).await;
    let board = GetBoardRequest { year: scenario::YEAR };
    let board = director.programme().get_board(board).await.unwrap().into_inner();
    let local = GetMeetingRequest {
        id: f.local.id.clone(),
    };
    let local = director.meeting().get_meeting(local).await.unwrap().into_inner();
    let people = MeetingRequest {
        id: f.local.id.clone(),
    };
    let people = director
        .convocation()
        .get_convocation(people)
        .await
        .unwrap()
        .into_inner();
    let away = director
        .meeting()
        .get_availability(GetAvailabilityRequest {})
        .await;
    let away = away.unwrap().into_inner();
    let row = board
        .rows
        .into_iter()
        .find(|row| row.organisation_id == f.centre.id);
    (
        draft.into_inner(),
        organisation.into_inner(),
        productions.unwrap().into_inner(),
        tokens.into_inner(),
        attachments.into_inner(),
        solicitation.unwrap().into_inner(),
        row,
        (
            local,
            people,
            crate::edition::read(director, &f.edition).await,
            away,
        ),
        crate::bulletin::get(team, &f.bulletin.id).await.unwrap(),
    )
}
