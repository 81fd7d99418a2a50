//! The platform that the pages show.

use proto::v1::{
    Bulletin, BulletinContent, Contribution, DeclareProductionRequest, Edition, Meeting, OverseasWork, Poll,
    Project, ProposeStreamRequest, Question, Role, Solicitation, Support, Vote, WorkStream,
};

use server::demonstration::{EditionStep, step_edition};

use crate::world::{Actor, Centre, World};
use crate::{
    bulletin, edition, framework, overseas, project, question, registration, scenario, subscriber, support,
};

/// A platform in the middle of its year.
pub(super) struct Year {
    pub(super) world: World,
    /// Nobody, then one of each role, then the centre's own.
    pub(super) actors: Vec<Actor>,
    pub(super) centre: Centre,
    pub(super) streams: Vec<WorkStream>,
    pub(super) draft: Contribution,
    pub(super) submitted: Contribution,
    /// Asked of the centre by the animator.
    pub(super) solicitation: Solicitation,
    /// That the centre received.
    pub(super) bulletin: Bulletin,
    /// Of the centre to the ANRU: one that is answered, one that waits.
    pub(super) question: Question,
    pub(super) waiting: Question,
    /// Asked by the centre of the ANRU: one that waits, one that became a meeting.
    pub(super) support: Support,
    pub(super) supported: Support,
    /// Convened.
    pub(super) committee: Meeting,
    /// Held; its minutes are in review.
    pub(super) reviewed: Meeting,
    /// A consultation that is open.
    pub(super) vote: Vote,
    /// The national day, today, and the query of the link of somebody who arrived.
    pub(super) day: Meeting,
    pub(super) link: String,
    /// Asked of all centres by the animator.
    pub(super) poll: Poll,
    /// Of the centre, and the query of the link that confirms an address.
    pub(super) newsletter_id: String,
    pub(super) confirmation: String,
    /// A draft of the centre's newsletter, and the first edition, which appeared.
    pub(super) edition: Edition,
    /// A joint work of the animator, and the overseas centre of a thread with news.
    pub(super) work: OverseasWork,
    pub(super) overseas_id: String,
    /// The annex with the ANRU, of which a second version is to come.
    pub(super) annex_id: String,
    /// Of the animator and the ANRU, in which the centre takes part.
    pub(super) project: Project,
}

pub(super) async fn year() -> Year {
    let world = World::new().await;
    let animator = world.animator().await;
    let streams = scenario::running_programme(&animator, 3).await;
    let mut actors = vec![world.anonymous()];
    actors.extend(world.everyone().await);
    let [centre] = world.other_centres(&actors).await;
    let draft = scenario::draft(&centre, &streams[0], "Un brouillon", "# Titre\n\n- un\n- deux").await;
    let submitted = scenario::draft(&centre, &streams[1], "Une note", "Un *texte*.").await;
    let submitted = scenario::submit(&centre, &submitted).await;
    let declare = DeclareProductionRequest {
        year: scenario::YEAR,
        title: "Guide des conseils citoyens".to_owned(),
        form: "guide".to_owned(),
    };
    centre
        .director
        .production()
        .declare_production(declare)
        .await
        .unwrap();
    let next = proto::v1::CreateProgrammeRequest {
        year: scenario::YEAR + 1,
        from_previous_year: true,
    };
    animator.programme().create_programme(next).await.unwrap();
    let propose = ProposeStreamRequest {
        year: scenario::YEAR + 1,
        title: "Santé mentale".to_owned(),
        theme: "Santé".to_owned(),
        purpose: "Croiser les conseils locaux.".to_owned(),
    };
    centre.director.programme().propose_stream(propose).await.unwrap();
    let solicitation = scenario::solicitation(&animator, &[&centre]).await;
    let content = BulletinContent {
        organisation_ids: vec![centre.id.clone()],
        audience_reason: "Un site y est.".to_owned(),
        ..bulletin::content("Règlement général")
    };
    let bulletin = bulletin::published(&world.anru().await, content).await;
    let asked = question::ask(
        &centre.director,
        "Qui paie le déménagement des familles relogées ?",
    )
    .await;
    let waiting = question::ask(&centre.team, "Qui anime la maison du projet ?").await;
    let is_anru = |actor: &&Actor| actor.role() == Role::UrbanRenewalAgency;
    let anru = actors.iter().find(is_anru).unwrap();
    let answered = question::answer(anru, &asked.id, "Le bailleur, sur *factures*.").await;
    let support = support::ask(&centre.director, "Former les conseils citoyens").await;
    let supported = support::ask(&centre.director, "Le relogement, pas à pas").await;
    let supported = support::accept(anru, &supported).await.unwrap();
    let committee = scenario::committee(&animator).await;
    scenario::convene(&animator, &committee).await;
    scenario::say(&centre.team, &committee).await;
    let poll = scenario::poll(&animator).await;
    actors.extend([centre.director.clone(), centre.team.clone()]);
    let vote = scenario::consultation(&animator).await;
    let reviewed = scenario::reviewed_committee(&animator).await;
    let (day, link) = registration::today(&world, &animator).await;
    let newsletter = scenario::newsletter(&centre.director).await;
    subscriber::ask(&world, "abonne@structure.example").await;
    let confirmation = subscriber::confirmation(&world, "abonne@structure.example").await;
    let first = edition::ready(&centre.director, "lettre-du-centre").await;
    for step in [EditionStep::Freeze, EditionStep::Publish] {
        step_edition(&world.app, &first.id, step).await.unwrap();
    }
    let next = centre
        .director
        .edition()
        .duplicate_edition(edition::named(&first))
        .await;
    let (work, overseas_id) = overseas::space(&world, &animator).await;
    let project = project::create(&animator, &[&centre.id]).await;
    let annex_id = framework::texts(&animator).await;
    Year {
        annex_id,
        work,
        overseas_id,
        project,
        newsletter_id: newsletter.settings.unwrap().id,
        confirmation: format!(
            "subscriber={}&signature={}",
            confirmation.subscriber_id, confirmation.signature
        ),
        world,
        actors,
        centre,
        streams,
        draft,
        submitted,
        solicitation,
        bulletin,
        question: answered.unwrap(),
        waiting,
        support,
        supported,
        committee,
        reviewed,
        vote,
        day,
        link,
        poll,
        edition: next.unwrap().into_inner(),
    }
}
