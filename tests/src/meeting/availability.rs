//! When an organisation works and is away.

use super::*;

async fn own(actor: &Actor) -> OrganisationAvailability {
    let request = GetAvailabilityRequest {};
    actor
        .meeting()
        .get_availability(request)
        .await
        .unwrap()
        .into_inner()
}

fn hours(days: &[i32], opens: &str, closes: &str, version: i32) -> SetWorkingHoursRequest {
    SetWorkingHoursRequest {
        days: days.to_vec(),
        opens: opens.to_owned(),
        closes: closes.to_owned(),
        version,
    }
}

#[tokio::test]
async fn an_organisation_says_its_hours_and_its_absences() {
    let world = World::new().await;
    let guyane = world.centre("Guyane").await;
    let director = &guyane.director;
    let usual = own(&guyane.team).await;
    assert!(usual.is_usual && !usual.may_edit && usual.zone == "America/Cayenne");
    let week = usual.week.unwrap();
    assert_eq!(
        (week.days.len(), week.opens.as_str(), week.closes.as_str()),
        (5, "09:00", "18:00")
    );

    for (request, expected) in [
        (
            hours(&[], "", "18:00", 0),
            vec![("days", Reason::NoWorkingDay), ("opens", Reason::Required)],
        ),
        (
            hours(&[1, 8], "9h", "18:00", 0),
            vec![("days", Reason::UnknownValue), ("opens", Reason::NotAnHour)],
        ),
        (
            hours(&[1], "09:00", "09:00", 0),
            vec![("closes", Reason::SameHour)],
        ),
        // No night is meant: one of the two hours is mistaken.
        (
            hours(&[1], "18:00", "08:00", 0),
            vec![("closes", Reason::EndBeforeStart)],
        ),
    ] {
        let refused = director.meeting().set_working_hours(request).await.unwrap_err();
        let expected: Vec<_> = expected
            .into_iter()
            .map(|(field, reason)| (field.to_owned(), reason))
            .collect();
        assert_eq!(violations(&refused), expected);
    }
    let set = director
        .meeting()
        .set_working_hours(hours(&[1, 2, 4], "07:30", "14:00", 0))
        .await;
    let set = set.unwrap().into_inner();
    assert_eq!((set.version, set.is_usual), (1, false));
    assert_eq!(set.week.unwrap().days, [1, 2, 4]);
    for version in [0, 7] {
        let refused = director
            .meeting()
            .set_working_hours(hours(&[1], "08:00", "12:00", version))
            .await;
        assert_eq!(reason(&refused.unwrap_err()), Reason::ChangedMeanwhile);
    }
    director
        .meeting()
        .set_working_hours(hours(&[1, 2], "08:00", "14:00", 1))
        .await
        .unwrap();

    let absence = |from_on: &str, until_on: &str| AddAbsenceRequest {
        from_on: from_on.to_owned(),
        until_on: until_on.to_owned(),
    };
    for (from, until, reason) in [
        ("2027-08-10", "2027-08-01", Reason::EndBeforeStart),
        ("2027-02-01", "2027-02-10", Reason::InThePast),
        ("2027-04-01", "2029-04-01", Reason::DaysOutOfRange),
    ] {
        let refused = director
            .meeting()
            .add_absence(absence(from, until))
            .await
            .unwrap_err();
        assert_eq!(violations(&refused), [("until_on".to_owned(), reason)]);
    }
    let away = director
        .meeting()
        .add_absence(absence("2027-08-02", "2027-08-13"))
        .await;
    let id = away.unwrap().into_inner().absences[0].id.clone();
    let mayotte = world.centre("Mayotte").await;
    let request = AbsenceRequest { id: id.clone() };
    let refused = mayotte.director.meeting().delete_absence(request.clone()).await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::NotFound);
    let page = director
        .get("/meeting/availability")
        .await
        .text
        .replace('\u{a0}', " ");
    assert!(page.contains("lundi, mardi, de 8 h à 14 h."), "{page}");
    assert!(page.contains("Du 2 août 2027 au 13 août 2027"), "{page}");
    let page = guyane.team.get("/meeting/availability").await;
    assert!(!page.text.contains("/act/MeetingService/"), "{}", page.text);
    let gone = director.meeting().delete_absence(request).await.unwrap();
    assert_eq!(gone.into_inner().absences, []);
}
