//! The network: the directory, teams, delegations, centres that leave.

mod import;

use chrono::TimeDelta;
use proto::v1::{
    AddMemberRequest, CreateOrganisationRequest, DelegateDirectorRequest, EndDelegationRequest,
    EndOrganisationRequest, Function, GetMeRequest, GetOrganisationRequest, LegalForm, ListActivityRequest,
    ListOrganisationsRequest, Member, Organisation, Position, Reason, RemoveMemberRequest, Role,
    UpdateMemberRequest, UpdateOrganisationRequest,
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
    actor.network().get_organisation(request).await.unwrap().into_inner()
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
    let found = organisation.team.iter().find(|member| member.position() == position);
    found.unwrap().clone()
}

#[tokio::test]
async fn the_demonstration_has_everybody() {
    let world = World::new().await;
    let roles: Vec<Role> = world.everyone().await.iter().map(Actor::role).collect();
    assert_eq!(roles, (1..=9).map(|n| Role::try_from(n).unwrap()).collect::<Vec<_>>());
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
    assert!(lends.team.me.is_delegate);
    assert_eq!(lends.team.role(), Role::Director);
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
    check("", "Participation des HABITANTS", &["Bocage et Estuaire", "Guadeloupe – Saint-Martin", "Rives de Loire"]).await;
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
        ["organisation.host_name", "organisation.joined_on", "organisation.website", "organisation.zone"]
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
    let again = create(Organisation { short_name: "ESSAI".to_owned(), ..wanted }).await.unwrap_err();
    assert_eq!(reason(&again), Reason::NameTaken);

    let changed = Organisation { seat: "Valclair".to_owned(), ..created.clone() };
    assert_eq!(update(&animator, changed).await.unwrap().seat, "Valclair");
    let late = Organisation { seat: "Ailleurs".to_owned(), ..created };
    let refused = update(&animator, late).await.unwrap_err();
    assert_eq!((refused.code(), reason(&refused)), (Code::Aborted, Reason::ChangedMeanwhile));
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
    let refused = update(&centre.director, other.organisation.clone()).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::NotAllowed);
    let refused = update(&centre.team, changed).await.unwrap_err();
    assert_eq!(refused.code(), Code::PermissionDenied);
}

#[tokio::test]
async fn a_director_manages_the_own_team() {
    let world = World::new().await;
    let centre = world.centre("Rives de Loire").await;
    let other = world.centre("Mayotte").await;
    let add = async |request: AddMemberRequest| centre.director.network().add_member(request).await;
    let added = add(newcomer(&centre.id, Position::Team)).await.unwrap().into_inner();
    assert_eq!(added.email, "nouvelle.recrue@essai.example");
    let recruit = world.enter_as(&added.person_id).await;
    assert_eq!(recruit.role(), Role::Team);
    let again = add(newcomer(&centre.id, Position::Team)).await.unwrap_err();
    assert_eq!(reason(&again), Reason::EmailTaken);
    let not_own = add(newcomer(&other.id, Position::Team)).await.unwrap_err();
    assert_eq!(reason(&not_own), Reason::NotAllowed);
    let not_team = add(newcomer(&centre.id, Position::President)).await.unwrap_err();
    assert_eq!(reason(&not_team), Reason::NotAllowed);
    let misplaced = add(newcomer(&centre.id, Position::Agent)).await.unwrap_err();
    assert_eq!(violations(&misplaced), [("position".to_owned(), Reason::UnknownValue)]);

    let request = UpdateMemberRequest {
        id: added.id.clone(),
        name: "Nouvelle Venue".to_owned(),
        phone: "01 99 00 99 99".to_owned(),
        position: Position::Team as i32,
        title: String::new(),
    };
    let renamed = centre.director.network().update_member(request.clone()).await.unwrap();
    assert_eq!(renamed.into_inner().name, "Nouvelle Venue");
    let request = UpdateMemberRequest { position: Position::Director as i32, ..request };
    let refused = centre.director.network().update_member(request).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::NotAllowed);

    let request = RemoveMemberRequest { id: added.id };
    centre.director.network().remove_member(request.clone()).await.unwrap();
    let signed_out = recruit.account().get_me(GetMeRequest {}).await.unwrap_err();
    assert_eq!(signed_out.code(), Code::Unauthenticated);
    let gone = centre.director.network().remove_member(request).await.unwrap_err();
    assert_eq!(gone.code(), Code::NotFound);
    // The person may come back.
    add(newcomer(&centre.id, Position::Team)).await.unwrap();
}

#[tokio::test]
async fn a_centre_keeps_a_director() {
    let world = World::new().await;
    let animator = world.animator().await;
    let centre = world.centre("Rives de Loire").await;
    let director = member(&centre.organisation, Position::Director);
    let demote = UpdateMemberRequest {
        id: director.id.clone(),
        name: director.name.clone(),
        position: Position::Team as i32,
        ..Default::default()
    };
    let refused = animator.network().update_member(demote.clone()).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::LastDirector);
    let remove = RemoveMemberRequest { id: director.id };
    let refused = animator.network().remove_member(remove.clone()).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::LastDirector);
    let second = newcomer(&centre.id, Position::Director);
    animator.network().add_member(second).await.unwrap();
    animator.network().update_member(demote).await.unwrap();
    animator.network().remove_member(remove).await.unwrap();
    let own = get(&animator, &animator.me.organisation_id).await;
    let own = own.team.iter().find(|member| member.person_id == animator.me.person_id);
    let leave = RemoveMemberRequest { id: own.unwrap().id.clone() };
    let refused = animator.network().remove_member(leave).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::NotAllowed);
}

#[tokio::test]
async fn a_delegate_acts_as_director_between_two_days() {
    let world = World::new().await;
    let centre = world.centre("Rives de Loire").await;
    let delegate = async |position, from: &str, until: &str| {
        let request = DelegateDirectorRequest {
            member_id: member(&centre.organisation, position).id,
            from: from.to_owned(),
            until: until.to_owned(),
        };
        centre.director.network().delegate_director(request).await
    };
    let check = |status: tonic::Status, field: &str, reason: Reason| {
        assert_eq!(violations(&status), [(field.to_owned(), reason)]);
    };
    check(delegate(Position::Team, "2027-03-14", "2027-03-20").await.unwrap_err(), "from", Reason::InThePast);
    check(delegate(Position::Team, "2027-03-20", "2027-03-19").await.unwrap_err(), "until", Reason::EndBeforeStart);
    let refused = delegate(Position::Director, "2027-03-16", "2027-03-17").await.unwrap_err();
    assert_eq!(reason(&refused), Reason::DelegationToDirector);
    let refused = delegate(Position::President, "2027-03-16", "2027-03-17").await.unwrap_err();
    assert_eq!(reason(&refused), Reason::NotAMember);

    let given = delegate(Position::Team, "2027-03-16", "2027-03-17").await.unwrap().into_inner();
    assert!(!given.is_active && !given.is_ended);
    let me = async || centre.team.account().get_me(GetMeRequest {}).await.unwrap().into_inner();
    assert_eq!(me().await.role(), Role::Team);
    world.clock().advance(TimeDelta::days(1));
    let now = me().await;
    assert!(now.role() == Role::Director && now.is_delegate);
    // What was lent is not lent on.
    let request = DelegateDirectorRequest {
        member_id: given.member_id.clone(),
        from: "2027-03-18".to_owned(),
        until: "2027-03-18".to_owned(),
    };
    let refused = centre.team.network().delegate_director(request).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::NotAllowed);
    let request = EndDelegationRequest { id: given.id };
    let other = world.centre("Mayotte").await;
    let refused = other.director.network().end_delegation(request.clone()).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::NotAllowed);
    let ended = centre.director.network().end_delegation(request).await.unwrap().into_inner();
    assert!(ended.is_ended && !ended.is_active);
    assert_eq!(me().await.role(), Role::Team);

    // Told in the centre and to the animator, to nobody else.
    let objects = async |actor: &Actor| {
        let answer = actor.live().list_activity(ListActivityRequest::default()).await.unwrap();
        let all = answer.into_inner().activities.into_iter();
        all.map(|activity| activity.object).collect::<Vec<_>>().join("\n")
    };
    assert!(objects(&centre.director).await.contains("du 16/03/2027 au 17/03/2027"));
    assert!(!objects(&other.director).await.contains("du 16/03/2027"));
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
        };
        animator.network().end_organisation(request).await
    };
    let refused = end("2016-01-01", "").await.unwrap_err();
    assert_eq!(violations(&refused), [("left_on".to_owned(), Reason::EndBeforeStart)]);
    let refused = end("2027-03-15", &centre.id).await.unwrap_err();
    assert_eq!(violations(&refused), [("successor_id".to_owned(), Reason::UnknownValue)]);
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
    let refused = animator.network().add_member(newcomer(&centre.id, Position::Team)).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::CentreLeftNetwork);
    let request = EndOrganisationRequest {
        id: animator.me.organisation_id.clone(),
        left_on: "2027-03-15".to_owned(),
        ..Default::default()
    };
    let refused = animator.network().end_organisation(request).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::NotAllowed);
}
