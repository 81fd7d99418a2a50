//! Whose hour each hour is (O2): in the zone in which it was set, in the reader's and in that of Paris.

use super::*;

fn point(zone: &str, hour: &str) -> CreateMeetingRequest {
    CreateMeetingRequest {
        kind: MeetingKind::OverseasPoint as i32,
        title: format!("Point, {zone}"),
        starts_at: format!("2027-04-14T{hour}:00"),
        ends_at: format!("2027-04-14T{hour}:45"),
        zone: zone.to_owned(),
        ..Default::default()
    }
}

/// A page without its thin spaces.
async fn read(actor: &Actor, path: &str) -> String {
    let page = actor.get(path).await;
    assert_eq!(page.status, 200, "{path}");
    page.text.replace('\u{a0}', " ")
}

/// The same hour, planned in Cayenne and in Paris: whoever reads it reads both, on the first page and in the agenda.
#[tokio::test]
async fn a_point_is_said_in_its_zone_the_readers_and_that_of_paris() {
    let world = World::new().await;
    let (animator, dgom) = (world.animator().await, world.dgom().await);
    let guyane = world.centre("Guyane").await;
    for (zone, hour, whose, here) in [
        ("America/Cayenne", "09", "heure de Cayenne", true),
        ("Europe/Paris", "14", "heure de Paris", false),
    ] {
        let planned = animator.meeting().create_meeting(point(zone, hour)).await;
        let meeting = planned.unwrap().into_inner();
        crate::scenario::convene(&animator, &meeting).await;
        let path = format!("/meeting/{}", meeting.id);
        let (cayenne, paris) = (
            "mercredi 14 avril, 9 h, heure de Cayenne",
            "mercredi 14 avril, 14 h, heure de Paris",
        );
        let both = if here {
            format!("{cayenne} ({paris})")
        } else {
            format!("{paris} ({cayenne})")
        };
        let beside = format!("Heures en regard : {whose}.");
        // For who lives in Paris, an hour of Paris is the only one.
        let of_dgom = if here { both.as_str() } else { paris };
        assert!(read(&dgom, "/").await.contains(of_dgom), "{zone}");
        let seen = read(&dgom, &path).await;
        assert!(seen.contains(of_dgom), "{zone}\n{seen}");
        assert_eq!(seen.contains("14 h à Paris · "), here, "{zone}\n{seen}");
        assert_eq!(seen.contains(&beside), here, "{zone}");
        assert!(read(&guyane.director, "/").await.contains(&both), "{zone}");
        let seen = read(&guyane.director, &path).await;
        let other = if here {
            "14 h à Paris · "
        } else {
            "9 h à Cayenne · "
        };
        for words in [both.as_str(), beside.as_str(), other] {
            assert!(seen.contains(words), "{zone}: {words}\n{seen}");
        }
    }
}

#[tokio::test]
async fn the_news_of_a_territory_are_dated_there_and_in_paris() {
    let world = World::new().await;
    let animator = world.animator().await;
    let (_, guyane_id) = space(&world, &animator).await;
    let [guyane, mayotte] = two(&world).await;
    let thread = format!("/overseas/news/{guyane_id}");
    let (there, in_paris) = (
        "lundi 15 mars, 6 h, heure de Cayenne",
        "(lundi 15 mars, 10 h, heure de Paris)",
    );
    for path in ["/overseas", thread.as_str()] {
        for reader in [&animator, &guyane.team] {
            let seen = read(reader, path).await;
            assert!(seen.contains(&format!("{there} {in_paris}")), "{path}\n{seen}");
        }
        let seen = read(&mayotte.team, path).await;
        let all = format!("{there} (lundi 15 mars, 12 h, heure de Mayotte) {in_paris}");
        assert!(seen.contains(&all), "{path}\n{seen}");
    }
    let seen = read(&guyane.team, &thread).await;
    assert!(seen.contains("celle de 6 h à Cayenne (10 h à Paris)"), "{seen}");
    let seen = read(&guyane.team, "/overseas").await;
    assert!(seen.contains("12 h à Mamoudzou (10 h à Paris)"), "{seen}");
}
