//! Every three years an address is asked again.

use chrono::{Days, Months};

use super::*;

async fn three_years_later(world: &World, newsletter: &Newsletter) -> Actor {
    let later = world.clock().now().checked_add_months(Months::new(36)).unwrap();
    world.clock().set(later.checked_add_days(Days::new(1)).unwrap());
    world.app.run_jobs().await.unwrap();
    let director = world.centre("Rives de Loire").await.director;
    assert_eq!(list(&director, newsletter).await.n_active, 1);
    director
}

#[tokio::test]
async fn who_answers_stays() {
    let world = World::new().await;
    let (_, newsletter) = opening(&world).await;
    subscribed(&world, "a@structure.example").await;
    three_years_later(&world, &newsletter).await;
    let mails = mails_to(&world, "a@structure.example").await;
    assert!(mails.last().unwrap().subject.contains("toujours recevoir"));
    world.app.run_jobs().await.unwrap();
    assert_eq!(
        mails_to(&world, "a@structure.example").await.len(),
        mails.len(),
        "asked once"
    );
    let link = confirmation(&world, "a@structure.example").await;
    let query = format!("subscriber={}&signature={}", link.subscriber_id, link.signature);
    let path = format!("/lettre/confirmation?{query}");
    let page = world.anonymous().get(&path).await;
    assert!(
        page.text.contains("Continuer de la recevoir"),
        "a button: {}",
        page.text
    );
    confirm(&world, "a@structure.example").await;
    let page = world.anonymous().get(&path).await;
    assert!(page.text.contains("Votre adresse est confirmée"), "{}", page.text);
    world.clock().advance(chrono::TimeDelta::days(31));
    world.app.run_jobs().await.unwrap();
    let director = world.centre("Rives de Loire").await.director;
    assert_eq!(list(&director, &newsletter).await.n_active, 1);
}

#[tokio::test]
async fn who_says_nothing_leaves() {
    let world = World::new().await;
    let (_, newsletter) = opening(&world).await;
    subscribed(&world, "a@structure.example").await;
    three_years_later(&world, &newsletter).await;
    world.clock().advance(chrono::TimeDelta::days(31));
    world.app.run_jobs().await.unwrap();
    let director = world.centre("Rives de Loire").await.director;
    assert_eq!(list(&director, &newsletter).await.n_left, 1);
}
