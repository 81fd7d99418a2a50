//! On the day and after it: pages without an account, arrivals, badges, certificate, feedback.

use proto::v1::*;

use super::{all, day, last_to, link, mails_to, open_day, own, path, register, request, workshop};
use crate::scenario;
use crate::world::{World, reason, violations};

/// The whole way of somebody without an account, by pages and forms alone.
#[tokio::test]
async fn somebody_without_an_account_registers_and_cancels_by_pages() {
    let world = World::new().await;
    let (animator, meeting) = open_day(&world, 5).await;
    let workshop_id = workshop(&animator, &meeting, "Relogement", ("10:30", "12:00"), 1).await;
    let nobody = world.anonymous();
    let home = format!("/registration/{}", meeting.id);
    let page = nobody.get(&home).await;
    assert_eq!(page.status, 200);
    for said in [
        "Relogement",
        "Salle 2",
        "il reste 5\u{a0}places",
        "S’inscrire",
        "12\u{a0}mois",
    ] {
        assert!(page.text.contains(said), "{said}: {}", page.text);
    }
    let email = "camille@ville.example";
    let wrong = [
        ("meeting_id", meeting.id.as_str()),
        ("name", "Camille Exemple"),
        ("email", "camille"),
        ("workshop_ids", workshop_id.as_str()),
        ("_page", &home),
    ];
    let refused = nobody.post("/act/RegistrationService/Register", &wrong).await;
    assert_eq!(refused.status, 422);
    assert!(
        refused.text.contains("Camille Exemple"),
        "what was typed is there"
    );
    assert!(
        refused
            .text
            .contains(&format!("value=\"{workshop_id}\" selected")),
        "{}",
        refused.text
    );
    let mut right = wrong;
    right[2].1 = email;
    let done = nobody.post("/act/RegistrationService/Register", &right).await;
    assert_eq!(
        done.location.as_deref(),
        Some(format!("{home}?done=Register").as_str())
    );
    let page = nobody.get(&done.location.unwrap()).await;
    assert!(page.text.contains("Votre demande est enregistrée."));

    let own_path = path(&world, email).await;
    let page = nobody.get(&own_path).await;
    assert_eq!(page.status, 200);
    let code = own(&world, email).await.registration.unwrap().code;
    for said in [
        "place confirmée",
        &code.to_string(),
        "Relogement",
        "visio.example",
    ] {
        assert!(page.text.contains(said), "{said}: {}", page.text);
    }
    assert!(last_to(&world, email).await.text.contains(&code.to_string()));
    let link = link(&world, email).await;
    let fields = [
        ("registration_id", link.registration_id.as_str()),
        ("signature", link.signature.as_str()),
        ("_page", &own_path),
        ("_next", &own_path),
    ];
    let cancelled = nobody
        .post("/act/RegistrationService/CancelRegistration", &fields)
        .await;
    assert_eq!(cancelled.status, 303);
    let page = nobody.get(&cancelled.location.unwrap()).await;
    assert!(page.text.contains("annulée"), "{}", page.text);
    let wrong = nobody.get("/registration/mine?registration=x&signature=y").await;
    assert_eq!(wrong.status, 404);
    let early = nobody.get(&own_path.replace("mine?", "mine/certificate?")).await;
    assert_eq!(early.status, 404);
}

#[tokio::test]
async fn the_mail_carries_the_day_for_calendars() {
    let world = World::new().await;
    let (_, meeting) = open_day(&world, 1).await;
    let [first, second] = ["un@ville.example", "deux@ville.example"];
    for email in [first, second] {
        register(&world, &meeting, email).await;
    }
    world.run_jobs().await;
    let folder = world.folder().join("mails");
    let files = std::fs::read_dir(folder).unwrap();
    let texts: Vec<String> = files
        .map(|file| String::from_utf8_lossy(&std::fs::read(file.unwrap().path()).unwrap()).into_owned())
        .collect();
    let of = |email: &str| {
        texts
            .iter()
            .find(|text| text.contains(&format!("To: {email}")))
            .unwrap()
    };
    assert!(of(first).contains("text/calendar; charset=utf-8; method=REQUEST"));
    let written = super::privacy::dump(&world, "mail").await;
    assert!(
        written.contains("STATUS:CONFIRMED"),
        "a place is sure before the day is convened"
    );
    assert!(
        written.contains("UID:registration-") && !written.contains("UID:meeting-"),
        "giving the place back does not take a convocation away"
    );
    assert!(
        !of(second).contains("text/calendar"),
        "who waits has nothing to note"
    );
    super::cancel(&world, first).await;
    world.run_jobs().await;
    let files = std::fs::read_dir(world.folder().join("mails")).unwrap();
    let n_off = files
        .map(|file| String::from_utf8_lossy(&std::fs::read(file.unwrap().path()).unwrap()).into_owned())
        .filter(|text| text.contains("method=CANCEL"))
        .count();
    assert_eq!(n_off, 1);
}

#[tokio::test]
async fn arrivals_badges_certificate_and_feedback() {
    let world = World::new().await;
    let (animator, meeting) = open_day(&world, 2).await;
    let [came, absent, waits] = [
        "vient@ville.example",
        "absente@ville.example",
        "attend@ville.example",
    ];
    for email in [came, absent, waits] {
        register(&world, &meeting, email).await;
    }
    let codes: Vec<(String, i32)> = all(&animator, &meeting)
        .await
        .into_iter()
        .map(|one| (one.email, one.code))
        .collect();
    let code_of = |email: &str| codes.iter().find(|(one, _)| one == email).unwrap().1;
    let check_in = |code, is_undone| CheckInRegistrationRequest {
        meeting_id: meeting.id.clone(),
        code,
        is_undone,
    };
    let code = code_of(came);
    let refused = animator
        .registration()
        .check_in_registration(check_in(code, false))
        .await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::MeetingNotBegun);
    // The morning of the day, in Paris.
    world.clock().set("2027-06-10T06:00:00Z".parse().unwrap());
    let animator = world.animator().await;
    let team = world.centre("Rives de Loire").await.team;
    let refused = team
        .registration()
        .check_in_registration(check_in(code, false))
        .await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::NotAllowed);
    let refused = animator
        .registration()
        .check_in_registration(check_in(1, false))
        .await;
    assert_eq!(
        violations(&refused.unwrap_err()),
        [("code".to_owned(), Reason::UnknownValue)]
    );
    let waiting = check_in(code_of(waits), false);
    let refused = animator.registration().check_in_registration(waiting).await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::RegistrationState);
    for (is_undone, arrived) in [(false, true), (false, true), (true, false), (false, true)] {
        let noted = animator
            .registration()
            .check_in_registration(check_in(code, is_undone))
            .await;
        assert_eq!(noted.unwrap().into_inner().arrived_at.is_some(), arrived);
    }
    assert_eq!(day(&animator, &meeting).await.n_arrived, 1);

    let list = format!("/registration/{}/list", meeting.id);
    let fields = [
        ("meeting_id", meeting.id.as_str()),
        ("code", &code.to_string()),
        ("_page", &list),
        ("_next", &format!("{list}?arrived={{id}}")),
    ];
    let noted = animator
        .post("/act/RegistrationService/CheckInRegistration", &fields)
        .await;
    let page = animator.get(&noted.location.unwrap()).await;
    assert!(page.text.contains(&format!("Personne {came}")));
    assert!(page.text.contains("✓\u{a0}8\u{a0}h"), "{}", page.text);
    let badges = animator
        .get(&format!("/registration/{}/badges", meeting.id))
        .await;
    assert_eq!(badges.text.matches("class=\"badge\"").count(), 2);
    let csv = format!("/export/RegistrationService/ExportBadges?id={}", meeting.id);
    let csv = animator.get(&csv).await;
    assert!(
        csv.text.starts_with("\u{feff}Nom;Organisation;Code\r\n"),
        "{}",
        csv.text
    );
    assert_eq!(csv.text.lines().count(), 3);
    for path in ["list", "badges"] {
        let page = team.get(&format!("/registration/{}/{path}", meeting.id)).await;
        assert_eq!(page.status, 404, "{path}");
    }

    // Before the end: neither mail nor feedback.
    world.run_jobs().await;
    assert_eq!(mails_to(&world, came).await.len(), 1);
    let link = link(&world, came).await;
    let mut feedback = GiveFeedbackRequest {
        registration_id: link.registration_id.clone(),
        signature: link.signature.clone(),
        mark: 6,
        text: "Des salles trop petites.".to_owned(),
    };
    let nobody = world.anonymous();
    let refused = nobody.registration().give_feedback(feedback.clone()).await;
    assert_eq!(
        violations(&refused.unwrap_err()),
        [("mark".to_owned(), Reason::UnknownValue)]
    );
    feedback.mark = 4;
    let refused = nobody.registration().give_feedback(feedback.clone()).await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::RegistrationState);
    world.clock().set("2027-06-10T15:00:00Z".parse().unwrap());
    world.run_jobs().await;
    assert_eq!(world.run_jobs().await, 0);
    let thanks = mails_to(&world, came).await;
    assert_eq!(thanks.len(), 2);
    assert!(
        thanks[1].subject.starts_with("Merci de votre venue"),
        "{}",
        thanks[1].subject
    );
    assert_eq!(mails_to(&world, absent).await.len(), 1);

    let own_path = path(&world, came).await;
    let certificate = nobody.get(&own_path.replace("mine?", "mine/certificate?")).await;
    assert_eq!(certificate.status, 200);
    for said in [
        "Attestation de présence",
        &format!("Personne {came}"),
        "jeudi 10\u{a0}juin 2027",
    ] {
        assert!(certificate.text.contains(said), "{said}: {}", certificate.text);
    }
    let absent_path = path(&world, absent).await;
    let none = nobody
        .get(&absent_path.replace("mine?", "mine/certificate?"))
        .await;
    assert_eq!(none.status, 404, "who did not come has none");

    let given = nobody
        .registration()
        .give_feedback(feedback.clone())
        .await
        .unwrap();
    assert!(!given.into_inner().may_give_feedback);
    let refused = nobody.registration().give_feedback(feedback).await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::RegistrationState, "once");
    let meeting_request = MeetingRequest {
        id: meeting.id.clone(),
    };
    let said = animator
        .registration()
        .list_feedback(meeting_request.clone())
        .await
        .unwrap()
        .into_inner();
    assert_eq!(said.n_by_mark, [0, 0, 0, 1, 0]);
    assert_eq!(said.texts, ["Des salles trop petites."]);
    let refused = team.registration().list_feedback(meeting_request.clone()).await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::NotAllowed);
    let refused = team.registration().export_badges(meeting_request).await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::NotAllowed);
    let page = animator.get(&format!("/registration/{}", meeting.id)).await;
    assert!(page.text.contains("Des salles trop petites."));
}

#[tokio::test]
async fn the_own_data_page_tells_of_the_registration() {
    let world = World::new().await;
    let animator = world.animator().await;
    let meeting = scenario::national_day(&animator).await;
    scenario::open_registration(&animator, &meeting, scenario::registration(5)).await;
    let team = world.centre("Rives de Loire").await.team;
    let ask = RegisterRequest {
        meal: "sans arachide".to_owned(),
        has_consent: true,
        ..request(&meeting, &team.me.email)
    };
    team.registration().register(ask).await.unwrap();
    let page = team.get("/account/stored-data").await;
    for said in ["Inscriptions", "Journée nationale 2027", "sans arachide"] {
        assert!(page.text.contains(said), "{said}");
    }
    // The network registers from its own page, with what it knows of the reader.
    let other = world.centre("Guyane").await.team;
    let page = other.get(&format!("/registration/{}", meeting.id)).await;
    assert!(page.text.contains(&format!("value=\"{}\"", other.me.email)));
    let mine = team.get(&format!("/registration/{}", meeting.id)).await;
    assert!(mine.text.contains("Mon inscription") && mine.text.contains("Inscrire une autre personne"));
}
