//! The space of the overseas network: who is of it, joint works, news, the plan of its points, light pages.

mod hours;
mod light;
mod list;
mod news;
mod plan;
mod task;

use proto::v1::*;
use tonic::Status;

use crate::world::{Actor, Centre, World, reason, violations};

type Answered = Result<OverseasWork, Status>;

async fn get(actor: &Actor, id: &str) -> Answered {
    let request = OverseasWorkRequest { id: id.to_owned() };
    Ok(actor.overseas().get_overseas_work(request).await?.into_inner())
}

async fn works(actor: &Actor) -> Vec<OverseasWork> {
    let request = ListOverseasWorksRequest::default();
    let answer = actor.overseas().list_overseas_works(request).await.unwrap();
    answer.into_inner().works
}

fn proposal(with: &[&str]) -> CreateOverseasWorkRequest {
    CreateOverseasWorkRequest {
        title: "Accompagner sur sites".to_owned(),
        aim: "Une méthode **commune**.".to_owned(),
        organisation_ids: with.iter().map(|id| (*id).to_owned()).collect(),
    }
}

async fn create(actor: &Actor, with: &[&str]) -> OverseasWork {
    let created = actor.overseas().create_overseas_work(proposal(with)).await;
    created.unwrap().into_inner()
}

async fn start(actor: &Actor, work: &OverseasWork) -> Answered {
    let request = OverseasWorkRequest { id: work.id.clone() };
    Ok(actor.overseas().start_overseas_work(request).await?.into_inner())
}

async fn end(actor: &Actor, id: &str, outcome: &str, is_for_network: bool) -> Answered {
    let request = EndOverseasWorkRequest {
        id: id.to_owned(),
        outcome: outcome.to_owned(),
        is_given_up: false,
        is_for_network,
        version: get(actor, id).await.map_or(1, |work| work.outcome_version),
    };
    Ok(actor.overseas().end_overseas_work(request).await?.into_inner())
}

/// A joint work of the animator that runs, and the overseas centre of a thread with news.
pub(crate) async fn space(world: &World, animator: &Actor) -> (OverseasWork, String) {
    let guyane = world.centre("Guyane").await;
    let work = create(animator, &[&guyane.id]).await;
    let work = start(animator, &work).await.unwrap();
    let post = PostOverseasNewsRequest {
        centre_id: guyane.id.clone(),
        text: "La **maison du projet** ouvre.".to_owned(),
        version: 0,
    };
    guyane.team.overseas().post_overseas_news(post).await.unwrap();
    (work, guyane.id)
}

async fn two(world: &World) -> [Centre; 2] {
    [world.centre("Guyane").await, world.centre("Mayotte").await]
}

#[tokio::test]
async fn the_space_is_of_the_overseas_centres_the_animator_and_the_dgom() {
    let world = World::new().await;
    let animator = world.animator().await;
    let (work, centre_id) = space(&world, &animator).await;
    let guyane = world.centre("Guyane").await;
    let rives = world.centre("Rives de Loire").await;
    for member in [
        &animator,
        &world.dgom().await,
        &guyane.director,
        &guyane.team,
        &world.centre("La Réunion").await.director,
    ] {
        let request = GetOverseasRequest::default();
        let seen = member.overseas().get_overseas(request).await.unwrap();
        let seen = seen.into_inner();
        assert_eq!((seen.year, seen.centres.len(), seen.bodies.len()), (2027, 5, 2));
        assert_eq!(seen.may_convene, member.role() == Role::Animator);
        assert!(get(member, &work.id).await.unwrap().is_inside);
        assert!(member.me.is_overseas);
        assert!(member.get("/").await.text.contains("href=\"/overseas\""));
        for path in ["/overseas".to_owned(), format!("/overseas/news/{centre_id}")] {
            assert_eq!(
                member.get(&path).await.status,
                200,
                "{path} by {:?}",
                member.role()
            );
        }
    }
    let strangers = [
        rives.director,
        rives.team,
        world.anru().await,
        world.partner().await,
        world.elected().await,
        world.state().await,
        world.president().await,
    ];
    for stranger in &strangers {
        let role = stranger.role();
        let request = GetOverseasRequest::default();
        let refused = stranger.overseas().get_overseas(request).await.unwrap_err();
        assert_eq!(reason(&refused), Reason::NotFound, "{role:?}");
        let news = ListOverseasNewsRequest::default();
        let refused = stranger.overseas().list_overseas_news(news).await.unwrap_err();
        assert_eq!(reason(&refused), Reason::NotFound, "{role:?}");
        let refused = get(stranger, &work.id).await.unwrap_err();
        assert_eq!(reason(&refused), Reason::NotFound, "{role:?}");
        assert_eq!(works(stranger).await, [], "{role:?}");
        assert!(!stranger.me.is_overseas);
        assert!(!stranger.get("/").await.text.contains("href=\"/overseas\""));
        for path in ["/overseas", "/overseas/work/new"] {
            assert_eq!(stranger.get(path).await.status, 404, "{path} by {role:?}");
        }
        let list = ListActivityRequest {
            limit: 100,
            ..Default::default()
        };
        let told = stranger.live().list_activity(list).await.unwrap().into_inner();
        let is_of_space = |one: &Activity| one.path.starts_with("/overseas");
        assert!(!told.activities.iter().any(is_of_space), "{role:?}");
    }
    // Whatever a metropolitan centre tries in it does not exist for it.
    let [director, ..] = &strangers;
    let mut client = director.overseas();
    let id = OverseasWorkRequest { id: work.id.clone() };
    let post = PostOverseasNewsRequest {
        centre_id: centre_id.clone(),
        text: "Intrus".to_owned(),
        version: 0,
    };
    let outcome = SaveOverseasOutcomeRequest {
        id: work.id.clone(),
        outcome: "Intrus".to_owned(),
        version: 1,
    };
    for refused in [
        client.create_overseas_work(proposal(&[])).await.err(),
        client.join_overseas_work(id.clone()).await.err(),
        client.leave_overseas_work(id.clone()).await.err(),
        client.start_overseas_work(id).await.err(),
        client.save_overseas_outcome(outcome).await.err(),
        client.post_overseas_news(post).await.err(),
        end(director, &work.id, "Intrus", true).await.err(),
    ] {
        assert_eq!(reason(&refused.unwrap()), Reason::NotFound);
    }
}

#[tokio::test]
async fn a_work_from_the_proposal_to_the_network() {
    let world = World::new().await;
    let dgom = world.dgom().await;
    let [guyane, mayotte] = two(&world).await;
    let rives = world.centre("Rives de Loire").await;
    let work = create(&guyane.team, &[&mayotte.id, &guyane.id, &mayotte.id]).await;
    assert_eq!(work.state(), OverseasWorkState::Proposed);
    assert_eq!(work.organisation_name, "Guyane");
    assert_eq!(
        work.aim_html.trim(),
        "<p>Une méthode <strong>commune</strong>.</p>"
    );
    let names: Vec<_> = work
        .parts
        .iter()
        .map(|one| one.organisation_name.as_str())
        .collect();
    assert_eq!(names, ["Guyane", "Mayotte"], "each once");
    assert!(
        work.may_edit && !work.may_start,
        "the director decides, the team prepares"
    );

    // The DGOM joins, and leaves; nobody from outside is named.
    let id = OverseasWorkRequest { id: work.id.clone() };
    let seen = get(&dgom, &work.id).await.unwrap();
    assert!(seen.may_join && !seen.is_part && !seen.may_edit);
    let update = UpdateOverseasWorkRequest {
        id: work.id.clone(),
        title: "Accompagner sur les sites".to_owned(),
        aim: "Une méthode.".to_owned(),
        version: 1,
    };
    let refused = dgom.overseas().update_overseas_work(update.clone()).await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::NotAllowed);
    let joined = dgom.overseas().join_overseas_work(id.clone()).await.unwrap();
    assert!(joined.into_inner().is_part);
    dgom.overseas().join_overseas_work(id.clone()).await.unwrap();
    assert_eq!(get(&dgom, &work.id).await.unwrap().parts.len(), 3, "once");
    let list = ListActivityRequest {
        limit: 100,
        ..Default::default()
    };
    let told = dgom
        .live()
        .list_activity(list)
        .await
        .unwrap()
        .into_inner()
        .activities;
    let told = told
        .iter()
        .filter(|one| one.kind() == ActivityKind::OverseasWorkJoined);
    assert_eq!(told.count(), 1, "told once");
    let updated = dgom
        .overseas()
        .update_overseas_work(update.clone())
        .await
        .unwrap();
    assert_eq!(updated.into_inner().title, "Accompagner sur les sites");
    let refused = guyane.team.overseas().update_overseas_work(update).await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::ChangedMeanwhile);
    dgom.overseas().leave_overseas_work(id.clone()).await.unwrap();
    let stranger = CreateOverseasWorkRequest {
        title: String::new(),
        ..proposal(&[&rives.id])
    };
    let refused = guyane.team.overseas().create_overseas_work(stranger).await;
    assert_eq!(
        violations(&refused.unwrap_err()),
        [
            ("title".to_owned(), Reason::Required),
            ("organisation_ids".to_owned(), Reason::NotOverseas)
        ]
    );

    // It ends once it was begun.
    let early = end(&guyane.director, &work.id, "Un guide.", true)
        .await
        .unwrap_err();
    assert_eq!(reason(&early), Reason::OverseasWorkState);
    let running = start(&mayotte.director, &work).await.unwrap();
    assert_eq!(running.state(), OverseasWorkState::Running);
    let again = start(&mayotte.director, &work).await.unwrap_err();
    assert_eq!(reason(&again), Reason::OverseasWorkState);

    // One task, done before the work ends.
    let task = AddOverseasTaskRequest {
        work_id: work.id.clone(),
        title: "Écrire".to_owned(),
        organisation_id: guyane.id.clone(),
        ..Default::default()
    };
    let with_task = guyane.team.overseas().add_overseas_task(task).await.unwrap();
    let task = with_task.into_inner().tasks.remove(0);
    let complete = CompleteOverseasTaskRequest {
        id: task.id,
        is_done: true,
    };
    guyane
        .team
        .overseas()
        .complete_overseas_task(complete)
        .await
        .unwrap();

    // Its outcome is kept while one writes, for the space; two who write at once are told so.
    let save = SaveOverseasOutcomeRequest {
        id: work.id.clone(),
        outcome: "Un guide **en ligne**.".to_owned(),
        version: 1,
    };
    let saved = mayotte.team.overseas().save_overseas_outcome(save.clone()).await;
    assert_eq!(saved.unwrap().into_inner().outcome_version, 2);
    let refused = guyane.team.overseas().save_overseas_outcome(save).await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::ChangedMeanwhile);
    assert_eq!(
        get(&dgom, &work.id).await.unwrap().outcome,
        "Un guide **en ligne**."
    );
    assert_eq!(
        reason(&get(&rives.team, &work.id).await.unwrap_err()),
        Reason::NotFound
    );

    let ended = end(&guyane.director, &work.id, "Un guide **en ligne**.", true).await;
    let ended = ended.unwrap();
    assert_eq!(ended.state(), OverseasWorkState::Finished);
    assert!(!ended.may_edit && !ended.may_end && ended.ended_at.is_some());
    let late = end(&guyane.director, &work.id, "Autre chose.", false).await;
    assert_eq!(reason(&late.unwrap_err()), Reason::OverseasWorkState);

    // The whole network reads what came of it, and only that.
    let read = get(&rives.team, &work.id).await.unwrap();
    assert_eq!(
        read.outcome_html.trim(),
        "<p>Un guide <strong>en ligne</strong>.</p>"
    );
    assert!(!read.is_inside && read.tasks.is_empty() && read.outcome_version == 0);
    assert_eq!((read.n_tasks, read.n_done, read.parts.len()), (0, 0, 0));
    let inside = get(&dgom, &work.id).await.unwrap();
    assert_eq!((inside.n_tasks, inside.n_done, inside.parts.len()), (1, 1, 2));
    let listed = works(&rives.team).await;
    assert_eq!(
        (listed.len(), listed[0].n_tasks, listed[0].parts.len()),
        (1, 0, 0)
    );
    let of = ListOverseasWorksRequest {
        organisation_id: guyane.id.clone(),
        ..Default::default()
    };
    for (reader, n) in [(&dgom, 1), (&rives.team, 0)] {
        let found = reader.overseas().list_overseas_works(of.clone()).await.unwrap();
        assert_eq!(found.into_inner().works.len(), n, "{:?}", reader.role());
    }
    let page = rives.team.get(&format!("/overseas/work/{}", work.id)).await;
    assert_eq!(page.status, 200);
    assert!(page.text.contains("Ce qui en est sorti"), "{}", page.text);
    assert!(
        !page.text.contains("href=\"/overseas\""),
        "the space does not exist"
    );
    let listed = rives.team.get("/production/2027").await;
    assert!(listed.text.contains("Accompagner sur les sites"));
}

#[tokio::test]
async fn a_work_for_the_space_or_given_up_stays_in_it() {
    let world = World::new().await;
    let [guyane, mayotte] = two(&world).await;
    let rives = world.centre("Rives de Loire").await;
    let work = create(&guyane.director, &[]).await;
    start(&guyane.director, &work).await.unwrap();
    end(&guyane.director, &work.id, "Entre nous.", false)
        .await
        .unwrap();
    let other = create(&guyane.director, &[]).await;
    let refused = guyane
        .director
        .overseas()
        .leave_overseas_work(OverseasWorkRequest { id: other.id.clone() })
        .await;
    assert_eq!(
        reason(&refused.unwrap_err()),
        Reason::OverseasWorkState,
        "a work is somebody's"
    );
    let give_up = EndOverseasWorkRequest {
        id: other.id.clone(),
        outcome: "Faute de temps.".to_owned(),
        is_given_up: true,
        // Of what is given up, there is nothing to publish.
        is_for_network: true,
        version: other.outcome_version,
    };
    let ended = guyane.director.overseas().end_overseas_work(give_up).await;
    let ended = ended.unwrap().into_inner();
    assert_eq!(
        (ended.state(), ended.is_for_network),
        (OverseasWorkState::GivenUp, false)
    );
    for id in [&work.id, &other.id] {
        assert!(get(&mayotte.team, id).await.is_ok());
        assert_eq!(reason(&get(&rives.team, id).await.unwrap_err()), Reason::NotFound);
    }
    assert_eq!(works(&rives.team).await, []);
    assert_eq!(works(&mayotte.team).await.len(), 2);
}
