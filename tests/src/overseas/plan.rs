//! The points of the network: convened by the animator, in concert with the DGOM; as many as the year plans (O1).

use super::*;

fn point(day: &str) -> CreateMeetingRequest {
    CreateMeetingRequest {
        kind: MeetingKind::OverseasPoint as i32,
        title: format!("Point du {day}"),
        starts_at: format!("{day}T14:00"),
        ends_at: format!("{day}T15:00"),
        zone: "Europe/Paris".to_owned(),
        ..Default::default()
    }
}

async fn o1(actor: &Actor) -> Obligation {
    let request = GetObligationsRequest::default();
    let all = actor.obligation().get_obligations(request).await.unwrap();
    let all = all.into_inner().obligations;
    all.into_iter().find(|one| one.rule_id == "O1").unwrap()
}

async fn plan(actor: &Actor, n_points: i32, version: i32) -> Result<Overseas, Status> {
    let request = SetOverseasPlanRequest {
        year: 2027,
        n_points,
        version,
    };
    Ok(actor.overseas().set_overseas_plan(request).await?.into_inner())
}

#[tokio::test]
async fn o1_is_as_many_points_as_the_year_plans_with_its_evidence() {
    let world = World::new().await;
    let animator = world.animator().await;
    let guyane = world.centre("Guyane").await;
    assert_eq!(o1(&animator).await.state(), ObligationState::NotAsked);
    let refused = plan(&animator, 0, 0).await.unwrap_err();
    assert_eq!(
        violations(&refused),
        [("n_points".to_owned(), Reason::OutOfRange)]
    );
    let set = plan(&animator, 2, 0).await.unwrap();
    assert_eq!((set.n_planned, set.n_held, set.version), (2, 0, 1));
    let refused = plan(&animator, 3, 0).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::ChangedMeanwhile);
    for refused in [
        plan(&world.dgom().await, 3, 1).await.unwrap_err(),
        plan(&guyane.director, 3, 1).await.unwrap_err(),
    ] {
        assert_eq!(reason(&refused), Reason::NotAllowed);
    }
    let asked = o1(&animator).await;
    assert_eq!((asked.n_done, asked.n_asked), (0, 2));
    assert_eq!(asked.cause(), ObligationCause::ToPlan);

    let meeting = animator
        .meeting()
        .create_meeting(point("2027-03-15"))
        .await
        .unwrap()
        .into_inner();
    animator
        .meeting()
        .create_meeting(point("2027-05-12"))
        .await
        .unwrap();
    crate::scenario::convene(&animator, &meeting).await;
    world.clock().set("2027-03-15T13:30:00Z".parse().unwrap());
    let held = RecordHeldRequest {
        id: meeting.id.clone(),
        n_attendants: 0,
    };
    animator.meeting().record_held(held).await.unwrap();
    let asked = o1(&guyane.director).await;
    assert_eq!((asked.n_done, asked.n_asked), (1, 2));
    assert_eq!(asked.cause(), ObligationCause::ToHold);
    let paths: Vec<_> = asked.evidence.iter().map(|one| one.path.clone()).collect();
    assert!(paths.contains(&format!("/meeting/{}", meeting.id)), "{paths:?}");
    // Everybody knows how many; who may not open them sees no evidence.
    let rives = world.centre("Rives de Loire").await;
    let seen = o1(&rives.director).await;
    assert_eq!((seen.n_done, seen.n_asked, seen.evidence.len()), (1, 2, 0));
    let page = animator.get("/overseas").await;
    assert!(
        page.text
            .replace('\u{a0}', " ")
            .contains("1 point tenu en 2027 sur 2 prévus.")
    );
}

/// Consulted and present: the DGOM sees a point as soon as it is planned and adds to its agenda; it convenes nobody.
#[tokio::test]
async fn the_dgom_adds_points_and_does_not_convene() {
    let world = World::new().await;
    let [animator, dgom] = [world.animator().await, world.dgom().await];
    let meeting = animator
        .meeting()
        .create_meeting(point("2027-04-14"))
        .await
        .unwrap()
        .into_inner();
    let item = AddAgendaItemRequest {
        meeting_id: meeting.id.clone(),
        title: "Plan logement outre-mer".to_owned(),
        minutes: 20,
        purpose: ItemPurpose::Information as i32,
        is_closed: true,
        ..Default::default()
    };
    let seen = dgom.meeting().add_agenda_item(item).await.unwrap().into_inner();
    let added = seen
        .items
        .iter()
        .find(|item| item.title == "Plan logement outre-mer");
    let added = added.unwrap();
    assert_eq!((added.state(), added.is_closed), (ItemState::Retained, false));
    assert_eq!(added.place, 2, "after the standing item");
    let id = MeetingRequest {
        id: meeting.id.clone(),
    };
    let update = UpdateMeetingRequest {
        id: meeting.id.clone(),
        title: "Autre".to_owned(),
        starts_at: "2027-04-15T14:00".to_owned(),
        ends_at: "2027-04-15T15:00".to_owned(),
        zone: "Europe/Paris".to_owned(),
        version: meeting.version,
        ..Default::default()
    };
    let convene = ConvocationRequest {
        meeting_id: meeting.id.clone(),
        ..Default::default()
    };
    for refused in [
        dgom.convocation().send_convocation(convene).await.err(),
        dgom.meeting().update_meeting(update).await.err(),
        dgom.meeting().delete_meeting(id).await.err(),
        dgom.meeting().create_meeting(point("2027-04-21")).await.err(),
    ] {
        assert_eq!(reason(&refused.unwrap()), Reason::NotAllowed);
    }
    let page = dgom.get(&format!("/meeting/{}", meeting.id)).await;
    assert!(page.text.contains("Ajouter un point"), "{}", page.text);
    // Its hour is said in each zone; the mail of the convocation carries the reader's first after the meeting's.
    let page = dgom.get("/overseas").await.text.replace('\u{a0}', " ");
    for words in [
        "mercredi 14 avril, de 14 h à 15 h, heure de Paris",
        "à Fort-de-France 8 h",
        "à Saint-Denis 16 h",
    ] {
        assert!(page.contains(words), "{words}\n{page}");
    }
    crate::scenario::convene(&animator, &meeting).await;
    let reunion = world.centre("La Réunion").await;
    let mails = crate::mail::outbox(&world.app).await;
    let told = mails
        .iter()
        .find(|mail| mail.to == reunion.director.me.email)
        .unwrap();
    let text = told.text.replace('\u{a0}', " ");
    assert!(
        text.contains("mercredi 14 avril, 16 h, heure de La Réunion"),
        "{text}"
    );
    assert!(text.contains("mercredi 14 avril, 14 h, heure de Paris"), "{text}");
    // A member of the network that is nobody's guest there does not see it.
    let rives = world.centre("Rives de Loire").await;
    let refused = rives
        .director
        .meeting()
        .get_meeting(GetMeetingRequest { id: meeting.id })
        .await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::NotFound);
}

/// O3: what is complementary elsewhere may be core there; the director says what, and the centre's page shows it.
#[tokio::test]
async fn a_centre_says_its_core_missions() {
    let world = World::new().await;
    let [guyane, _] = two(&world).await;
    let mut organisation = guyane.organisation.clone();
    organisation.core_missions = "Accompagnement sur sites\nMédiation en langues".to_owned();
    let request = UpdateOrganisationRequest {
        organisation: Some(organisation),
    };
    guyane
        .director
        .network()
        .update_organisation(request)
        .await
        .unwrap();
    let page = world.anru().await.get(&format!("/network/{}", guyane.id)).await;
    for words in [
        "Missions au cœur de ce centre",
        "Accompagnement sur sites\nMédiation en langues",
    ] {
        assert!(page.text.contains(words), "{words}");
    }
}
