//! What a session gives to do, until it is done.

use super::*;

fn action(room: &Room, text: &str, due_on: &str) -> AddActionRequest {
    AddActionRequest {
        meeting_id: room.meeting.id.clone(),
        item_id: String::new(),
        text: text.to_owned(),
        owner_person_id: String::new(),
        owner_organisation_id: room.rives.id.clone(),
        due_on: due_on.to_owned(),
    }
}

async fn add(room: &Room, request: AddActionRequest) -> Action {
    let added = room.animator.session().add_action(request).await;
    added.unwrap().into_inner()
}

async fn list(actor: &Actor, request: ListActionsRequest) -> Vec<Action> {
    let found = actor.session().list_actions(request).await;
    found.unwrap().into_inner().actions
}

async fn complete(actor: &Actor, action: &Action) -> Result<Action, Status> {
    let request = CompleteActionRequest {
        id: action.id.clone(),
    };
    let answer = actor.session().complete_action(request).await;
    answer.map(tonic::Response::into_inner)
}

async fn expected(actor: &Actor) -> Vec<String> {
    let home = actor
        .home()
        .get_home(GetHomeRequest {})
        .await
        .unwrap()
        .into_inner();
    let actions = home
        .expectations
        .into_iter()
        .filter(|one| one.kind() == ExpectationKind::Action);
    actions.map(|one| one.object).collect()
}

fn texts(actions: &[Action]) -> Vec<&str> {
    actions.iter().map(|action| action.text.as_str()).collect()
}

#[tokio::test]
async fn an_action_is_expected_of_its_owner_until_it_is_done() {
    let room = Room::open().await;
    let (director, team) = (&room.rives.director, &room.rives.team);
    let of_all = add(&room, action(&room, "Envoyer le guide", "2027-05-31")).await;
    let of_one = AddActionRequest {
        owner_person_id: team.me.person_id.clone(),
        owner_organisation_id: String::new(),
        item_id: room.item(1),
        ..action(&room, "Relire la fiche", "2027-05-15")
    };
    let of_one = add(&room, of_one).await;
    assert_eq!(of_one.owner_name, team.me.name);
    assert_eq!(of_one.owner_organisation_name, "Rives de Loire");
    assert_eq!(of_one.item_title, room.meeting.items[0].title);
    // Until the end of the day, in the zone of the meeting.
    assert_eq!(
        (of_one.due_on.as_str(), of_one.zone.as_str()),
        ("2027-05-15", "Europe/Paris")
    );
    assert_eq!(of_one.due_at.unwrap().seconds, 1_810_418_399);

    assert_eq!(expected(director).await, ["Envoyer le guide"]);
    assert_eq!(expected(team).await, ["Relire la fiche"]);
    assert!(expected(&room.world.anru().await).await.is_empty());
    let home = team.get("/").await;
    assert!(home.text.contains("Relire la fiche"), "{}", home.text);

    // Others see it, and do not say that it is done.
    let guyane = room.world.centre("Guyane").await;
    let refused = complete(&guyane.director, &of_one).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::NotAllowed);
    let refused = complete(team, &of_all).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::NotAllowed);
    // The director does so for the team.
    let done = complete(director, &of_one).await.unwrap();
    assert_eq!(
        (done.done_by.as_str(), done.may_complete),
        (director.me.name.as_str(), false)
    );
    let refused = complete(director, &of_one).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::ActionDone);
    assert!(expected(team).await.is_empty());
    let told = room
        .animator
        .live()
        .list_activity(ListActivityRequest::default())
        .await;
    let told = told.unwrap().into_inner().activities;
    assert_eq!(told[0].kind(), ActivityKind::ActionCompleted);
    assert_eq!(told[0].object, "Relire la fiche");
}

#[tokio::test]
async fn all_faults_of_an_action_are_told_at_once() {
    let room = Room::open().await;
    let request = AddActionRequest {
        owner_organisation_id: String::new(),
        item_id: room.rives.id.clone(),
        ..action(&room, " ", "2027-03-15")
    };
    let refused = room.animator.session().add_action(request).await.unwrap_err();
    let expected = [
        ("text", Reason::Required),
        ("item_id", Reason::NotFound),
        ("due_on", Reason::InThePast),
        ("owner_person_id", Reason::Required),
    ];
    assert_eq!(
        violations(&refused),
        expected.map(|(field, reason)| (field.to_owned(), reason))
    );
    // A person of another organisation than the one that is named.
    let request = AddActionRequest {
        owner_person_id: room.world.anru().await.me.person_id,
        ..action(&room, "Écrire", "2027-05-01")
    };
    let refused = room.animator.session().add_action(request).await.unwrap_err();
    assert_eq!(
        violations(&refused),
        [("owner_person_id".to_owned(), Reason::UnknownValue)]
    );
    let refused = room
        .rives
        .director
        .session()
        .add_action(action(&room, "Écrire", "2027-05-01"))
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), Reason::NotAllowed);
}

#[tokio::test]
async fn actions_are_found_across_meetings() {
    let room = Room::open().await;
    let guyane = room.world.centre("Guyane").await;
    let late = add(&room, action(&room, "Préparer l’été", "2027-06-30")).await;
    add(&room, action(&room, "Envoyer le guide", "2027-05-31")).await;
    let theirs = AddActionRequest {
        owner_organisation_id: guyane.id.clone(),
        ..action(&room, "Traduire le guide", "2027-05-10")
    };
    add(&room, theirs).await;
    let all = ListActionsRequest::default;
    let anru = room.world.anru().await;
    // The soonest due first; those done last.
    assert_eq!(
        texts(&list(&anru, all()).await),
        ["Traduire le guide", "Envoyer le guide", "Préparer l’été"]
    );
    complete(&room.rives.director, &late).await.unwrap();
    let director = &room.rives.director;
    let found = |request| async move { texts(&list(director, request).await).join(", ") };
    let open = ActionState::Open as i32;
    for (request, expected) in [
        (all(), "Traduire le guide, Envoyer le guide, Préparer l’été"),
        (
            ListActionsRequest { state: open, ..all() },
            "Traduire le guide, Envoyer le guide",
        ),
        (
            ListActionsRequest {
                state: ActionState::Done as i32,
                ..all()
            },
            "Préparer l’été",
        ),
        (
            ListActionsRequest {
                is_mine: true,
                state: open,
                ..all()
            },
            "Envoyer le guide",
        ),
        (
            ListActionsRequest {
                organisation_id: guyane.id.clone(),
                ..all()
            },
            "Traduire le guide",
        ),
        (
            ListActionsRequest {
                query: "ÉTE".to_owned(),
                ..all()
            },
            "Préparer l’été",
        ),
        (
            ListActionsRequest {
                query: "comite technique".to_owned(),
                state: 2,
                ..all()
            },
            "Préparer l’été",
        ),
        (ListActionsRequest { year: 2028, ..all() }, ""),
        (
            ListActionsRequest {
                year: 2027,
                query: "traduire".to_owned(),
                ..all()
            },
            "Traduire le guide",
        ),
    ] {
        assert_eq!(found(request.clone()).await, expected, "{request:?}");
    }
    let wrong = ListActionsRequest { state: 9, ..all() };
    let refused = director.session().list_actions(wrong).await.unwrap_err();
    assert_eq!(violations(&refused), [("state".to_owned(), Reason::UnknownValue)]);
    let page = director.get("/session/actions?query=guide&state=1").await;
    assert!(
        page.text.contains("Envoyer le guide") && !page.text.contains("Préparer"),
        "{}",
        page.text
    );
}

#[tokio::test]
async fn an_action_of_a_closed_point_is_seen_by_those_concerned_and_its_owner() {
    let room = Room::convened().await;
    let [guyane, golfe] = [
        room.world.centre("Guyane").await,
        room.world.centre("Golfe du Midi").await,
    ];
    let item = AddAgendaItemRequest {
        meeting_id: room.meeting.id.clone(),
        title: "Point réservé".to_owned(),
        minutes: 15,
        purpose: ItemPurpose::Discussion as i32,
        is_closed: true,
        concerned_organisation_ids: vec![guyane.id.clone()],
        ..Default::default()
    };
    let meeting = room
        .animator
        .meeting()
        .add_agenda_item(item)
        .await
        .unwrap()
        .into_inner();
    scenario::open_session(&room.world, &room.animator, &room.meeting).await;
    let request = AddActionRequest {
        item_id: meeting.items[3].id.clone(),
        ..action(&room, "Suite réservée", "2027-05-31")
    };
    let added = add(&room, request).await;
    let found = |actor: Actor| async move { list(&actor, ListActionsRequest::default()).await };
    // The owner sees the action, not the point; those concerned see both; the others nothing.
    let owner = found(room.rives.director.clone()).await;
    assert_eq!(
        (owner[0].text.as_str(), owner[0].item_title.as_str()),
        ("Suite réservée", "")
    );
    assert_eq!(
        found(guyane.director.clone()).await[0].item_title,
        "Point réservé"
    );
    assert!(found(golfe.director.clone()).await.is_empty());
    let refused = complete(&golfe.director, &added).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::NotFound);
    let told = golfe
        .director
        .live()
        .list_activity(ListActivityRequest::default())
        .await;
    let told = told.unwrap().into_inner().activities;
    assert!(
        told.iter().all(|one| !one.object.contains("réservée")),
        "{told:?}"
    );
}
