//! The network: the directory, teams, delegations, centres that leave.

mod import;
mod team;

use proto::v1::{
    AddMemberRequest, CreateOrganisationRequest, EndOrganisationRequest, Function, GetMeRequest,
    GetOrganisationRequest, LegalForm, ListOrganisationsRequest, Member, Organisation, Position, Reason,
    Role, UpdateOrganisationRequest,
};
use tonic::Code;

use crate::world::{Actor, World, reason, violations};

async fn list(actor: &Actor, request: ListOrganisationsRequest) -> Vec<String> {
    let answer = actor.network().list_organisations(request).await.unwrap();
    let organisations = answer.into_inner().organisations;
    organisations.into_iter().map(|one| one.short_name).collect()
}

async fn get(actor: &Actor, id: &str) -> Organisation {
    let request = GetOrganisationRequest { id: id.to_owned() };
    actor
        .network()
        .get_organisation(request)
        .await
        .unwrap()
        .into_inner()
}

async fn update(actor: &Actor, organisation: Organisation) -> Result<Organisation, tonic::Status> {
    let request = UpdateOrganisationRequest {
        organisation: Some(organisation),
    };
    let done = actor.network().update_organisation(request).await;
    done.map(tonic::Response::into_inner)
}

fn newcomer(organisation_id: &str, position: Position) -> AddMemberRequest {
    AddMemberRequest {
        organisation_id: organisation_id.to_owned(),
        name: "Nouvelle Recrue".to_owned(),
        email: " Nouvelle.Recrue@Essai.example ".to_owned(),
        phone: String::new(),
        position: position as i32,
        title: "chargée de mission".to_owned(),
    }
}

fn member(organisation: &Organisation, position: Position) -> Member {
    let found = organisation
        .team
        .iter()
        .find(|member| member.position() == position);
    found.unwrap().clone()
}

#[tokio::test]
async fn the_demonstration_has_everybody() {
    let world = World::new().await;
    let roles: Vec<Role> = world.everyone().await.iter().map(Actor::role).collect();
    assert_eq!(
        roles,
        (1..=9).map(|n| Role::try_from(n).unwrap()).collect::<Vec<_>>()
    );
    let centre = world.centre("Rives de Loire").await;
    assert_eq!(centre.director.me.name, "Claire Exemple");
    let centres = ListOrganisationsRequest {
        function: Function::Centre as i32,
        ..Default::default()
    };
    let names = list(&centre.team, centres.clone()).await;
    assert_eq!(names.len(), 18);
    let past = ListOrganisationsRequest {
        on: "2025-06-01".to_owned(),
        ..centres
    };
    let past = list(&centre.team, past).await;
    assert!(past.contains(&"Hautes Terres".to_owned()), "{past:?}");
    let lends = world.centre("Plaine du Nord").await;
    assert_eq!(lends.organisation.delegations.len(), 1);
    assert!(lends.organisation.delegations[0].is_active);
    let holder = &lends.organisation.delegations[0].member_id;
    let holder = lends.organisation.team.iter().find(|member| member.id == *holder);
    let delegate = world.enter_as(&holder.unwrap().person_id).await;
    assert!(delegate.me.is_delegate);
    assert_eq!(delegate.role(), Role::Director);
}

#[tokio::test]
async fn the_directory_ignores_case_and_accents() {
    let world = World::new().await;
    let animator = world.animator().await;
    let check = async |query: &str, expertise: &str, expected: &[&str]| {
        let request = ListOrganisationsRequest {
            query: query.to_owned(),
            expertise: expertise.to_owned(),
            ..Default::default()
        };
        assert_eq!(list(&animator, request).await, expected, "{query} {expertise}");
    };
    check("REUNION", "", &["La Réunion"]).await;
    check("rives  loire", "", &["Rives de Loire"]).await;
    check("l'ouest", "", &["Rivages de l’Ouest"]).await;
    check("kerbrume", "", &["Rivages de l’Ouest"]).await;
    check("eau et assainissement", "", &["Mayotte"]).await;
    check(
        "",
        "Participation des HABITANTS",
        &[
            "Bocage et Estuaire",
            "Guadeloupe – Saint-Martin",
            "Rives de Loire",
        ],
    )
    .await;
    check("100%", "", &[]).await;
    let bad = ListOrganisationsRequest {
        on: "demain".to_owned(),
        function: 99,
        ..Default::default()
    };
    let refused = animator.network().list_organisations(bad).await.unwrap_err();
    assert_eq!(violations(&refused).len(), 2);
}

#[tokio::test]
async fn the_animator_creates_and_changes_an_organisation() {
    let world = World::new().await;
    let animator = world.animator().await;
    let wanted = Organisation {
        name: "Centre de l’Essai".to_owned(),
        short_name: "Essai".to_owned(),
        function: Function::Centre as i32,
        legal_form: LegalForm::Hosted as i32,
        zone: "Europe/Lune".to_owned(),
        joined_on: "2027-02-30".to_owned(),
        website: "javascript:alert(1)".to_owned(),
        ..Default::default()
    };
    let create = async |organisation: Organisation| {
        let request = CreateOrganisationRequest {
            organisation: Some(organisation),
        };
        animator.network().create_organisation(request).await
    };
    let mut faults = violations(&create(wanted.clone()).await.unwrap_err());
    faults.sort();
    let fields: Vec<&str> = faults.iter().map(|(field, _)| field.as_str()).collect();
    assert_eq!(
        fields,
        [
            "organisation.host_name",
            "organisation.joined_on",
            "organisation.website",
            "organisation.zone"
        ]
    );
    let wanted = Organisation {
        host_name: "Une ville".to_owned(),
        zone: "Europe/Paris".to_owned(),
        joined_on: "2027-02-01".to_owned(),
        website: "https://essai.example".to_owned(),
        expertise: vec!["Santé, santé\nÉcole".to_owned()],
        ..wanted
    };
    let created = create(wanted.clone()).await.unwrap().into_inner();
    assert_eq!(created.expertise, ["Santé", "École"]);
    let again = create(Organisation {
        short_name: "ESSAI".to_owned(),
        ..wanted
    })
    .await
    .unwrap_err();
    assert_eq!(reason(&again), Reason::NameTaken);

    let changed = Organisation {
        seat: "Valclair".to_owned(),
        ..created.clone()
    };
    assert_eq!(update(&animator, changed).await.unwrap().seat, "Valclair");
    let late = Organisation {
        seat: "Ailleurs".to_owned(),
        ..created
    };
    let refused = update(&animator, late).await.unwrap_err();
    assert_eq!(
        (refused.code(), reason(&refused)),
        (Code::Aborted, Reason::ChangedMeanwhile)
    );
}

#[tokio::test]
async fn a_director_changes_what_the_own_centre_says_of_itself() {
    let world = World::new().await;
    let centre = world.centre("Rives de Loire").await;
    let other = world.centre("Mayotte").await;
    let wanted = Organisation {
        name: "Un autre nom".to_owned(),
        is_state_funded: !centre.organisation.is_state_funded,
        territory: "Toute la Loire".to_owned(),
        ..centre.organisation.clone()
    };
    let changed = update(&centre.director, wanted).await.unwrap();
    assert_eq!(changed.territory, "Toute la Loire");
    assert_eq!(changed.name, centre.organisation.name);
    assert_eq!(changed.is_state_funded, centre.organisation.is_state_funded);
    let refused = update(&centre.director, other.organisation.clone())
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), Reason::NotAllowed);
    let refused = update(&centre.team, changed).await.unwrap_err();
    assert_eq!(refused.code(), Code::PermissionDenied);
}

#[tokio::test]
async fn a_centre_that_merges_leaves_its_past_true() {
    let world = World::new().await;
    let animator = world.animator().await;
    let centre = world.centre("Rives de Loire").await;
    let other = world.centre("Deux Fleuves").await;
    let end = async |left_on: &str, successor_id: &str| {
        let request = EndOrganisationRequest {
            id: centre.id.clone(),
            left_on: left_on.to_owned(),
            successor_id: successor_id.to_owned(),
            is_taken_back: false,
        };
        animator.network().end_organisation(request).await
    };
    let refused = end("2016-01-01", "").await.unwrap_err();
    assert_eq!(
        violations(&refused),
        [("left_on".to_owned(), Reason::EndBeforeStart)]
    );
    let refused = end("2027-03-15", &centre.id).await.unwrap_err();
    assert_eq!(
        violations(&refused),
        [("successor_id".to_owned(), Reason::UnknownValue)]
    );
    let ended = end("2027-03-15", &other.id).await.unwrap().into_inner();
    assert_eq!(ended.successor_name, "Deux Fleuves");
    let signed_out = centre.team.account().get_me(GetMeRequest {}).await.unwrap_err();
    assert_eq!(signed_out.code(), Code::Unauthenticated);
    let on = |on: &str| ListOrganisationsRequest {
        on: on.to_owned(),
        query: "Rives de Loire".to_owned(),
        ..Default::default()
    };
    assert!(list(&animator, on("")).await.is_empty());
    assert_eq!(list(&animator, on("2027-03-14")).await, ["Rives de Loire"]);
    let refused = animator
        .network()
        .add_member(newcomer(&centre.id, Position::Team))
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), Reason::CentreLeftNetwork);
    let request = EndOrganisationRequest {
        id: animator.me.organisation_id.clone(),
        left_on: "2027-03-15".to_owned(),
        ..Default::default()
    };
    let refused = animator.network().end_organisation(request).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::NotAllowed);
}

#[tokio::test]
async fn a_departure_recorded_by_mistake_is_taken_back() {
    let world = World::new().await;
    let animator = world.animator().await;
    let centre = world.centre("Rives de Loire").await;
    let end = EndOrganisationRequest {
        id: centre.id.clone(),
        left_on: "2027-03-01".to_owned(),
        ..Default::default()
    };
    animator.network().end_organisation(end).await.unwrap();
    assert!(
        list(&animator, ListOrganisationsRequest::default())
            .await
            .iter()
            .all(|name| name != "Rives de Loire")
    );
    let take_back = EndOrganisationRequest {
        id: centre.id.clone(),
        is_taken_back: true,
        ..Default::default()
    };
    let back = animator
        .network()
        .end_organisation(take_back)
        .await
        .unwrap()
        .into_inner();
    assert_eq!((back.left_on.as_str(), back.successor_id.as_str()), ("", ""));
    // Its people come in again.
    let director = world.enter_as(&centre.director.me.person_id).await;
    assert_eq!(director.role(), Role::Director);
}
