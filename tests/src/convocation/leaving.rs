//! Who left the network, and what somebody said with an answer.

use super::*;

async fn leave(centre: &crate::world::Centre) {
    let team = &centre.organisation.team;
    let member = team.iter().find(|one| one.person_id == centre.team.me.person_id);
    let request = RemoveMemberRequest {
        id: member.unwrap().id.clone(),
    };
    centre.director.network().remove_member(request).await.unwrap();
}

#[tokio::test]
async fn who_left_the_organisation_is_written_to_no_more() {
    let world = World::new().await;
    let animator = world.animator().await;
    let day = scenario::national_day(&animator).await;
    let (before, after) = (
        world.centre("Rives de Loire").await,
        world.centre("Mayotte").await,
    );
    // Convened by name, still on the list.
    of(&animator, &day, &before.team).await;
    leave(&before).await;
    let preview = animator.convocation().preview_convocation(send(&day)).await;
    let preview = preview.unwrap().into_inner().recipients;
    assert!(preview.iter().all(|one| one.email != before.team.me.email));
    scenario::convene(&animator, &day).await;
    let convened = told(&world, "Convocation").await;
    assert!(!convened.contains(&before.team.me.email));
    assert!(convened.contains(&before.director.me.email));
    assert!(convened.contains(&after.team.me.email));
    assert_eq!(
        people(&animator, &day).await.n_to_convene,
        0,
        "nobody is left to convene"
    );

    leave(&after).await;
    world.clock().set("2027-06-04T08:00:00Z".parse().unwrap());
    world.run_jobs().await;
    let reminded = told(&world, "Votre réponse est attendue").await;
    assert!(reminded.contains(&after.director.me.email));
    assert!(!reminded.contains(&after.team.me.email) && !reminded.contains(&before.team.me.email));
    let animator = world.animator().await;
    let cancel = CancelMeetingRequest {
        id: day.id.clone(),
        reason: "Grève des transports".to_owned(),
    };
    animator.meeting().cancel_meeting(cancel).await.unwrap();
    let cancelled = told(&world, "Annulation").await;
    assert!(cancelled.contains(&after.director.me.email) && !cancelled.contains(&after.team.me.email));
}

#[tokio::test]
async fn a_word_is_shown_to_who_said_it_and_stays_when_somebody_else_answers() {
    let world = World::new().await;
    let animator = world.animator().await;
    let committee = scenario::committee(&animator).await;
    scenario::convene(&animator, &committee).await;
    let centre = world.centre("Rives de Loire").await;
    let other = world.centre("Mayotte").await;
    let own = of(&animator, &committee, &centre.director).await;
    let said = |word: &str| AnswerConvocationRequest {
        invitee_id: own.id.clone(),
        answer: Answering::InPerson as i32,
        word: word.to_owned(),
        ..Default::default()
    };
    let word = "J’arrive par le train de 10 h 12";
    centre
        .director
        .convocation()
        .answer_convocation(said(word))
        .await
        .unwrap();
    assert_eq!(
        of(&centre.director, &committee, &centre.director).await.word,
        word
    );
    assert_eq!(of(&animator, &committee, &centre.director).await.word, word);
    assert_eq!(of(&other.director, &committee, &centre.director).await.word, "");
    let page = centre.director.get(&format!("/meeting/{}", committee.id)).await;
    assert!(page.text.contains(word), "{}", page.text);
    // By telephone, without a word.
    answer(&animator, &own, Answering::Remotely).await.unwrap();
    let entered = of(&animator, &committee, &centre.director).await;
    assert_eq!(
        (entered.answer(), entered.word.as_str()),
        (Answering::Remotely, word)
    );
    // Who said it takes it back.
    answer(&centre.director, &own, Answering::InPerson).await.unwrap();
    assert_eq!(of(&animator, &committee, &centre.director).await.word, "");
}

#[tokio::test]
async fn a_centre_for_which_nobody_is_convened_is_suggested() {
    let world = World::new().await;
    let animator = world.animator().await;
    let committee = scenario::committee(&animator).await;
    // Whom the kind convenes for it is invited.
    let centre = world.centre("Rives de Loire").await;
    let director = of(&animator, &committee, &centre.director).await;
    let without = animator
        .convocation()
        .remove_invitee(InviteeRequest { id: director.id })
        .await
        .unwrap()
        .into_inner();
    let suggested: Vec<(&str, &str)> = without
        .suggested
        .iter()
        .map(|one| (one.organisation_name.as_str(), one.item_title.as_str()))
        .collect();
    assert_eq!(suggested, [("Rives de Loire", "")]);
    let invite = InviteOrganisationRequest {
        meeting_id: committee.id.clone(),
        organisation_id: centre.id.clone(),
    };
    let invited = animator.convocation().invite_organisation(invite).await.unwrap();
    let invited = invited.into_inner();
    let theirs = invited
        .invitees
        .iter()
        .filter(|one| one.organisation_id == centre.id);
    let names: Vec<&str> = theirs.map(|one| one.name.as_str()).collect();
    assert_eq!(names, [centre.director.me.name.as_str()]);
}
