//! Local actors and their subscriptions: the public pages that mails and sites lead to, and the list for the team.

mod import;
mod list;
mod own_data;
mod profile;
mod sign_up;
mod subscription;

pub(crate) use import::page as import;
pub(crate) use list::page as list;
pub(crate) use own_data::page as own_data;
pub(crate) use sign_up::{confirmation, page as sign_up};
pub(crate) use subscription::page as subscription;

use leptos::prelude::*;
use proto::v1::NewsletterPage;

use crate::ui::parts::lines;

/// Who answers for the data, on what ground, and what is promised (L1).
fn notice(newsletter: &NewsletterPage) -> AnyView {
    view! {
        <section aria-labelledby="data">
            <h2 id="data">"Vos données"</h2>
            <dl class="facts">
                <dt>"Responsable"</dt><dd>{newsletter.organisation_name.clone()}</dd>
                <dt>"Contact"</dt><dd>{newsletter.contact.clone()}</dd>
                <dt>"Adresse"</dt><dd>{lines(&newsletter.postal_address)}</dd>
                <dt>"Base légale"</dt><dd>{newsletter.legal_ground.clone()}</dd>
            </dl>
            <p class="measure">"Ni image espionne ni suivi des clics\u{a0}: personne ne sait ce que vous ouvrez. Votre adresse ne sert qu’à cette lettre et n’est donnée à personne. Chaque envoi porte un lien pour se désabonner."</p>
        </section>
    }
    .into_any()
}
