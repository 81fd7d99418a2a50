//! Answers: signed in, for others, by the link of a mail; reminders until there is one.

use super::*;

#[tokio::test]
async fn people_answer_for_themselves_their_director_for_them_and_the_animator_by_telephone() {
    let world = World::new().await;
    let animator = world.animator().await;
    let committee = scenario::committee(&animator).await;
    let (centre, other) = (
        world.centre("Rives de Loire").await,
        world.centre("Mayotte").await,
    );
    let own = of(&animator, &committee, &centre.director).await;
    assert_eq!(
        answer(&centre.director, &own, Answering::InPerson)
            .await
            .unwrap_err(),
        Reason::MeetingState,
        "not convened yet"
    );
    scenario::convene(&animator, &committee).await;
    answer(&centre.director, &own, Answering::InPerson).await.unwrap();
    assert_eq!(
        answer(&other.director, &own, Answering::Excused)
            .await
            .unwrap_err(),
        Reason::NotAllowed
    );
    assert_eq!(
        answer(&centre.team, &own, Answering::Excused).await.unwrap_err(),
        Reason::NotAllowed
    );
    // Represented by nobody is no answer.
    let request = AnswerConvocationRequest {
        invitee_id: own.id.clone(),
        answer: Answering::Represented as i32,
        ..Default::default()
    };
    let bare = centre
        .director
        .convocation()
        .answer_convocation(request)
        .await
        .unwrap_err();
    assert_eq!(
        violations(&bare),
        [("represented_by".to_owned(), Reason::Required)]
    );
    let theirs = of(&animator, &committee, &other.director).await;
    answer(&animator, &theirs, Answering::Remotely).await.unwrap();
    let entered = of(&animator, &committee, &other.director).await;
    assert!(entered.is_entered_by_animator);
    assert!(
        !of(&animator, &committee, &centre.director)
            .await
            .is_entered_by_animator
    );
    let meeting = animator
        .meeting()
        .get_meeting(GetMeetingRequest {
            id: committee.id.clone(),
        })
        .await
        .unwrap()
        .into_inner();
    assert_eq!(
        (meeting.n_in_person, meeting.n_remotely, meeting.n_excused),
        (1, 1, 0)
    );
    // Addresses are for who prepares the meeting.
    assert!(
        people(&centre.director, &committee)
            .await
            .invitees
            .iter()
            .all(|one| one.email.is_empty())
    );
    let refused = centre
        .director
        .convocation()
        .set_invitee_role(SetInviteeRoleRequest {
            id: own.id.clone(),
            role: InviteeRole::Chair as i32,
        })
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), Reason::NotAllowed);
    let role = SetInviteeRoleRequest {
        id: own.id,
        role: InviteeRole::Secretary as i32,
    };
    animator.convocation().set_invitee_role(role).await.unwrap();
    let seen = centre
        .director
        .meeting()
        .get_meeting(GetMeetingRequest { id: committee.id })
        .await
        .unwrap()
        .into_inner();
    assert!(seen.may_lead && !seen.may_edit);
}

#[tokio::test]
async fn the_link_of_a_mail_shows_and_a_button_answers_without_account_nor_script() {
    let world = World::new().await;
    let animator = world.animator().await;
    let committee = scenario::committee(&animator).await;
    let guest = AddInviteeRequest {
        meeting_id: committee.id.clone(),
        name: "Une invitée".to_owned(),
        email: "invitee@ailleurs.example".to_owned(),
        role: InviteeRole::Guest as i32,
        ..Default::default()
    };
    animator.convocation().add_invitee(guest).await.unwrap();
    scenario::convene(&animator, &committee).await;
    let mails = world.mails().await;
    let mail = mails
        .iter()
        .find(|mail| mail.to == "invitee@ailleurs.example")
        .unwrap();
    let path = link(&mail.text);
    let anybody = world.anonymous();
    // Programs that check mails follow links: nothing is answered by that.
    for _ in 0..3 {
        let page = anybody.get(&path).await;
        assert_eq!(page.status, 200);
        assert!(
            page.text.contains("Comité technique, 1re séance") && page.text.contains("Situation des centres")
        );
    }
    let query: Vec<(String, String)> = serde_urlencoded::from_str(path.split_once('?').unwrap().1).unwrap();
    let (invitee, signature) = (query[0].1.as_str(), query[1].1.as_str());
    let invitee_of = async || {
        people(&animator, &committee)
            .await
            .invitees
            .into_iter()
            .find(|one| one.id == invitee)
            .unwrap()
    };
    assert_eq!(invitee_of().await.answer(), Answering::Unspecified);
    let fields = [
        ("invitee_id", invitee),
        ("signature", signature),
        ("answer", "2"),
        ("_page", path.as_str()),
    ];
    let done = anybody
        .post("/act/ConvocationService/AnswerInvitation", &fields)
        .await;
    assert_eq!(done.status, 303);
    assert_eq!(invitee_of().await.answer(), Answering::Remotely);
    // A link that was tampered with, or of somebody else, opens nothing.
    let other = people(&animator, &committee).await.invitees[0].id.clone();
    for (invitee, signature) in [(invitee, "x"), (other.as_str(), signature), ("", "")] {
        let request = GetInvitationRequest {
            invitee_id: invitee.to_owned(),
            signature: signature.to_owned(),
        };
        let refused = anybody.convocation().get_invitation(request).await.unwrap_err();
        assert_eq!(refused.code(), Code::NotFound);
    }
    let cancel = CancelMeetingRequest {
        id: committee.id.clone(),
        reason: "Grève".to_owned(),
    };
    animator.meeting().cancel_meeting(cancel).await.unwrap();
    let request = AnswerInvitationRequest {
        invitee_id: invitee.to_owned(),
        signature: signature.to_owned(),
        answer: Answering::InPerson as i32,
        ..Default::default()
    };
    let late = anybody
        .convocation()
        .answer_invitation(request)
        .await
        .unwrap_err();
    assert_eq!(reason(&late), Reason::MeetingState);
    assert!(anybody.get(&path).await.text.contains("annulée"));
}

#[tokio::test]
async fn those_without_an_answer_are_reminded_seven_and_two_days_before() {
    let world = World::new().await;
    let animator = world.animator().await;
    let committee = scenario::committee(&animator).await;
    scenario::convene(&animator, &committee).await;
    let centre = world.centre("Rives de Loire").await;
    let own = of(&animator, &committee, &centre.director).await;
    answer(&centre.director, &own, Answering::InPerson).await.unwrap();
    let n_waiting = people(&animator, &committee).await.invitees.len() - 1;
    let n_told = async || {
        world.run_jobs().await;
        told(&world, "Votre réponse est attendue").await.len()
    };
    assert_eq!(n_told().await, 0);
    world.clock().set("2027-04-08T08:00:00Z".parse().unwrap());
    assert_eq!(n_told().await, n_waiting);
    // Two processes, one reminder.
    let replica = world.replica().await;
    world.clock().set("2027-04-13T08:00:00Z".parse().unwrap());
    replica.clock.set("2027-04-13T08:00:00Z".parse().unwrap());
    let (one, other) = tokio::join!(world.app.run_jobs(), replica.run_jobs());
    one.unwrap();
    other.unwrap();
    assert_eq!(n_told().await, 2 * n_waiting);
    world.clock().advance(TimeDelta::hours(20));
    assert_eq!(n_told().await, 2 * n_waiting);
    // Sessions end without use.
    let animator = world.animator().await;
    let by_hand = animator
        .convocation()
        .send_meeting_reminder(MeetingRequest { id: committee.id })
        .await
        .unwrap()
        .into_inner();
    assert_eq!(by_hand.recipients.len(), n_waiting);
    assert!(
        !told(&world, "Votre réponse est attendue")
            .await
            .contains(&centre.director.me.email)
    );
}
