//! The logo of a newsletter: at the top of what anyone reads, with words in its place.

use super::*;
use crate::edition::PNG;
use crate::world::violations;

/// The address of the picture in a page or a mail.
fn address(text: &str) -> Option<String> {
    let (_, rest) = text.split_once("/lettre/la-lettre-du-centre/logo?v=")?;
    Some(format!(
        "/lettre/la-lettre-du-centre/logo?v={}",
        rest.split('"').next()?
    ))
}

async fn set(
    actor: &Actor,
    newsletter: &Newsletter,
    content: &[u8],
    alternative: &str,
) -> Result<Newsletter, tonic::Status> {
    let request = SetNewsletterLogoRequest {
        newsletter_id: newsletter.settings.clone().unwrap().id,
        content: content.to_vec(),
        alternative: alternative.to_owned(),
    };
    let answer = actor.newsletter().set_newsletter_logo(request).await;
    answer.map(tonic::Response::into_inner)
}

#[tokio::test]
async fn it_stands_at_the_top_until_it_is_removed() {
    let world = World::new().await;
    let centre = world.centre("Rives de Loire").await;
    let (director, nobody) = (&centre.director, world.anonymous());
    let newsletter = scenario::newsletter(director).await;
    let page = format!("/lettre/{}", scenario::SLUG);
    assert_eq!(address(&nobody.get(&page).await.text), None);
    let given = set(director, &newsletter, PNG, "").await.unwrap();
    let logo = given.logo.unwrap();
    assert_eq!(
        (logo.alternative.as_str(), logo.width, logo.height),
        ("La lettre du centre", 1, 1)
    );

    let id = newsletter.settings.clone().unwrap().id;
    let draft = crate::delivery::edition(director, &id).await;
    let preview = director
        .edition()
        .preview_edition(EditionRequest { id: draft })
        .await;
    let preview = preview.unwrap().into_inner();
    for path in [
        page.clone(),
        format!("{page}/archive"),
        format!("/newsletter/{id}/settings"),
    ] {
        let text = director.get(&path).await.text;
        assert_eq!(address(&text).as_ref(), Some(&logo.path), "{path}");
        assert!(text.contains("alt=\"La lettre du centre\""), "{path}");
    }
    let absolute = format!("src=\"{}{}\"", world.app.config.public_url, logo.path);
    assert!(preview.html.contains(&absolute), "{}", preview.html);
    assert!(
        preview.html.contains("alt=\"La lettre du centre\""),
        "{}",
        preview.html
    );
    let request = NewsletterPageRequest {
        slug: scenario::SLUG.to_owned(),
    };
    let read = nobody.newsletter().get_newsletter_logo(request).await;
    assert_eq!(read.unwrap().into_inner().content, PNG);
    let picture = nobody.get(&logo.path).await;
    assert_eq!(picture.status, 200);
    assert_eq!(picture.headers["content-type"], "image/png");

    // Other words, the same picture.
    let renamed = set(director, &newsletter, b"", "Centre fictif")
        .await
        .unwrap()
        .logo
        .unwrap();
    assert_eq!(
        (renamed.path, renamed.alternative.as_str()),
        (logo.path.clone(), "Centre fictif")
    );
    // Another picture, at another address for those who kept the first; mails of before show it too.
    let replaced = set(director, &newsletter, PNG, "").await.unwrap().logo.unwrap();
    assert_ne!(replaced.path, logo.path);
    assert_eq!(nobody.get(&logo.path).await.status, 200);
    director
        .newsletter()
        .delete_newsletter_logo(NewsletterRequest { id: id.clone() })
        .await
        .unwrap();
    assert_eq!(address(&nobody.get(&page).await.text), None);
    assert_eq!(nobody.get(&logo.path).await.status, 404);
    let again = director
        .newsletter()
        .delete_newsletter_logo(NewsletterRequest { id })
        .await;
    assert_eq!(again.unwrap_err().code(), Code::NotFound);
}

#[tokio::test]
async fn it_is_checked_as_the_pictures_of_editions_are() {
    let world = World::new().await;
    let centre = world.centre("Rives de Loire").await;
    let newsletter = scenario::newsletter(&centre.director).await;
    let mut large = PNG.to_vec();
    large.resize(1_000_001, 0);
    for (content, expected) in [
        (b"".as_slice(), Reason::Required),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", Reason::PictureType),
        (&large, Reason::PictureTooLarge),
        (&PNG[..PNG.len() - 12], Reason::PictureCut),
    ] {
        let refused = set(&centre.director, &newsletter, content, "").await.unwrap_err();
        assert_eq!(violations(&refused), [("content".to_owned(), expected)]);
    }
    let refused = set(&centre.team, &newsletter, PNG, "").await.unwrap_err();
    assert_eq!(refused.code(), Code::PermissionDenied);
}
