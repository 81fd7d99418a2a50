//! Newsletters: who sets them up, who writes and sends, what others see.

mod logo;
mod record;

use proto::v1::*;
use tonic::Code;

use crate::scenario;
use crate::world::{Actor, World, reason};

async fn own(actor: &Actor) -> ListNewslettersResponse {
    let list = actor
        .newsletter()
        .list_newsletters(ListNewslettersRequest {})
        .await;
    list.unwrap().into_inner()
}

async fn get(actor: &Actor, newsletter: &Newsletter) -> Result<Newsletter, tonic::Status> {
    let id = newsletter.settings.clone().unwrap().id;
    let got = actor.newsletter().get_newsletter(NewsletterRequest { id }).await;
    got.map(tonic::Response::into_inner)
}

#[tokio::test]
async fn a_director_sets_up_a_newsletter_and_its_team_sees_it() {
    let world = World::new().await;
    let centre = world.centre("Rives de Loire").await;
    assert!(own(&centre.director).await.newsletters.is_empty());
    assert!(own(&centre.director).await.may_create);
    assert!(!own(&centre.team).await.may_create);
    let newsletter = scenario::newsletter(&centre.director).await;
    assert!(newsletter.may_manage && newsletter.may_send && newsletter.may_write);
    assert_eq!(newsletter.lists[0].name, "Agenda");
    assert!(newsletter.public_url.ends_with("/lettre/la-lettre-du-centre"));

    let seen = own(&centre.team).await.newsletters;
    let [seen] = seen.as_slice() else {
        panic!("{seen:?}")
    };
    assert!(!seen.may_write && !seen.may_send && !seen.may_manage);
    assert!(seen.rights.is_empty(), "who may do what is for who manages it");
}

#[tokio::test]
async fn writing_and_sending_are_two_rights() {
    let world = World::new().await;
    let centre = world.centre("Rives de Loire").await;
    let newsletter = scenario::newsletter(&centre.director).await;
    let give = async |right: NewsletterRight| {
        let request = SetNewsletterRightRequest {
            newsletter_id: newsletter.settings.clone().unwrap().id,
            person_id: centre.team.me.person_id.clone(),
            right: right as i32,
        };
        centre
            .director
            .newsletter()
            .set_newsletter_right(request)
            .await
            .unwrap();
        let seen = get(&centre.team, &newsletter).await.unwrap();
        (seen.may_write, seen.may_send, seen.may_manage)
    };
    assert_eq!(give(NewsletterRight::Write).await, (true, false, false));
    assert_eq!(give(NewsletterRight::Send).await, (true, true, false));
    assert_eq!(give(NewsletterRight::Read).await, (false, false, false));

    // Nobody of another organisation gets one.
    let [other] = world.other_centres(std::slice::from_ref(&centre.director)).await;
    let request = SetNewsletterRightRequest {
        newsletter_id: newsletter.settings.clone().unwrap().id,
        person_id: other.team.me.person_id.clone(),
        right: NewsletterRight::Send as i32,
    };
    let refused = centre.director.newsletter().set_newsletter_right(request).await;
    assert_eq!(refused.unwrap_err().code(), Code::NotFound);
}

#[tokio::test]
async fn what_is_wrong_is_told_all_at_once() {
    let world = World::new().await;
    let director = world.centre("Rives de Loire").await.director;
    let request = NewsletterSettings {
        slug: "Rives de Loire".to_owned(),
        sender_address: "lettre".to_owned(),
        accent: "#ffee00".to_owned(),
        publisher: String::new(),
        release_above: -1,
        ..scenario::newsletter_settings()
    };
    let refused = director
        .newsletter()
        .create_newsletter(request)
        .await
        .unwrap_err();
    let told = crate::world::violations(&refused);
    let everybody = NewsletterSettings {
        sender_address: "Centre@Gmail.com".to_owned(),
        ..scenario::newsletter_settings()
    };
    let refused = director.newsletter().create_newsletter(everybody).await;
    assert_eq!(
        crate::world::violations(&refused.unwrap_err()),
        [("sender_address".to_owned(), Reason::PublicMailbox)]
    );
    for expected in [
        ("slug", Reason::NotASlug),
        ("sender_address", Reason::NotAnEmail),
        ("accent", Reason::LowContrast),
        ("publisher", Reason::Required),
        ("release_above", Reason::OutOfRange),
    ] {
        assert!(
            told.contains(&(expected.0.to_owned(), expected.1)),
            "{expected:?} in {told:?}"
        );
    }
    assert_eq!(told.len(), 5, "{told:?}");
}

#[tokio::test]
async fn an_address_is_taken_once_and_changes_meet() {
    let world = World::new().await;
    let centre = world.centre("Rives de Loire").await;
    let newsletter = scenario::newsletter(&centre.director).await;
    let again = centre
        .director
        .newsletter()
        .create_newsletter(scenario::newsletter_settings())
        .await;
    assert_eq!(reason(&again.unwrap_err()), Reason::SlugTaken);

    let settings = newsletter.settings.unwrap();
    let change = |name: &str| NewsletterSettings {
        name: name.to_owned(),
        slug: "une-autre".to_owned(),
        ..settings.clone()
    };
    let mut client = centre.director.newsletter();
    let changed = client
        .update_newsletter(change("Un"))
        .await
        .unwrap()
        .into_inner()
        .settings
        .unwrap();
    assert_eq!(
        (changed.name.as_str(), changed.slug.as_str()),
        ("Un", scenario::SLUG),
        "mails carry its address"
    );
    let late = client.update_newsletter(change("Deux")).await.unwrap_err();
    assert_eq!(reason(&late), Reason::ChangedMeanwhile);
}

#[tokio::test]
async fn the_national_level_sees_totals_only() {
    let world = World::new().await;
    let centre = world.centre("Rives de Loire").await;
    let newsletter = scenario::newsletter(&centre.director).await;
    let animator = world.animator().await;
    assert_eq!(
        get(&animator, &newsletter).await.unwrap_err().code(),
        Code::NotFound
    );
    let totals = animator
        .newsletter()
        .list_newsletter_totals(ListNewsletterTotalsRequest {})
        .await
        .unwrap()
        .into_inner()
        .totals;
    let own: Vec<_> = totals
        .iter()
        .filter(|total| total.slug == scenario::SLUG)
        .collect();
    let [total] = own.as_slice() else {
        panic!("{totals:?}")
    };
    assert_eq!(
        (total.organisation_name.as_str(), total.n_active),
        ("Rives de Loire", 0)
    );
}

#[tokio::test]
async fn a_list_that_goes_leaves_its_subscribers() {
    let world = World::new().await;
    let centre = world.centre("Rives de Loire").await;
    let newsletter = scenario::newsletter(&centre.director).await;
    let list = NewsletterListRequest {
        id: newsletter.lists[0].id.clone(),
    };
    let left = centre
        .director
        .newsletter()
        .delete_newsletter_list(list)
        .await
        .unwrap()
        .into_inner();
    assert!(left.lists.is_empty());
    let page = NewsletterPageRequest {
        slug: scenario::SLUG.to_owned(),
    };
    let page = world
        .anonymous()
        .newsletter()
        .get_newsletter_page(page)
        .await
        .unwrap()
        .into_inner();
    assert!(page.lists.is_empty());
    assert_eq!(page.legal_ground, "Consentement");
}
