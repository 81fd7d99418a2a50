//! The words of the mails to subscribers. They hold nothing that a stranger typed.

use crate::newsletter::Newsletter;
use crate::subscriber::rules::{DAYS_TO_CONFIRM, DAYS_TO_RENEW, MINUTES_OF_OWN_DATA, YEARS_OF_CONSENT};

/// Why a mail is sent to an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Occasion {
    /// Somebody asked for the newsletter with it.
    Confirm,
    /// The same, and mails to it came back.
    Repair,
    /// The same, and it gets the newsletter already.
    Known,
    /// Its owner wants to read, change or erase what is stored.
    OwnData,
    /// Three years went by.
    Renew,
}

/// The words that somebody who signs up agrees to: kept as evidence.
pub(super) fn consent(newsletter: &Newsletter) -> String {
    format!(
        "Je demande à recevoir «\u{a0}{}\u{a0}», la lettre d’information de {}. Je peux me désabonner à tout moment par \
         le lien qui figure dans chaque envoi.",
        newsletter.name, newsletter.organisation_name
    )
}

/// Subject and text.
pub(super) fn letter(occasion: Occasion, newsletter: &Newsletter, link: &str) -> (String, String) {
    let (name, owner) = (&newsletter.name, &newsletter.organisation_name);
    let (subject, body) = match occasion {
        Occasion::Confirm => (
            format!("Confirmez votre abonnement\u{a0}: {name}"),
            format!(
                "Une demande d’abonnement à «\u{a0}{name}\u{a0}», la lettre d’information de {owner}, a été faite avec cette \
                 adresse. Pour la recevoir, ouvrez cette page et confirmez\u{a0}:\n\n{link}\n\nSans réponse dans les \
                 {DAYS_TO_CONFIRM} jours, rien ne vous sera envoyé. Si vous n’avez rien demandé, ne faites rien."
            ),
        ),
        Occasion::Repair => (
            format!("Votre adresse est-elle de nouveau joignable\u{a0}? {name}"),
            format!(
                "Des envois de «\u{a0}{name}\u{a0}» à cette adresse sont revenus\u{a0}: plus rien ne lui est envoyé. Si vous lisez ce \
                 courriel, elle fonctionne. Pour recevoir de nouveau la lettre d’information de {owner}, ouvrez cette page et \
                 confirmez\u{a0}:\n\n{link}\n\nSi vous n’avez rien demandé, ne faites rien."
            ),
        ),
        Occasion::Known => (
            format!("Vous êtes déjà abonné\u{a0}: {name}"),
            format!(
                "Une demande d’abonnement à «\u{a0}{name}\u{a0}», la lettre d’information de {owner}, a été faite avec cette \
                 adresse, qui la reçoit déjà. Vous n’avez rien à faire. Pour changer de listes ou vous désabonner\u{a0}:\n\n{link}"
            ),
        ),
        Occasion::OwnData => (
            format!("Vos données\u{a0}: {name}"),
            format!(
                "Voici le lien pour lire, corriger ou effacer ce que {owner} garde de vous pour sa lettre d’information \
                 «\u{a0}{name}\u{a0}»\u{a0}:\n\n{link}\n\nIl est bon {MINUTES_OF_OWN_DATA} minutes. Ne transférez pas ce courriel\u{a0}: qui a ce lien \
                 peut tout lire et tout effacer. Si vous n’avez rien demandé, ne faites rien."
            ),
        ),
        Occasion::Renew => (
            format!("Souhaitez-vous toujours recevoir {name}\u{a0}?"),
            format!(
                "Vous recevez «\u{a0}{name}\u{a0}», la lettre d’information de {owner}, depuis {YEARS_OF_CONSENT} ans. Pour continuer, ouvrez \
                 cette page et confirmez\u{a0}:\n\n{link}\n\nSans réponse dans les {DAYS_TO_RENEW} jours, les envois s’arrêteront."
            ),
        ),
    };
    let text = format!(
        "Bonjour,\n\n{body}\n\n{}\n{}\nVos données\u{a0}: {}",
        newsletter.organisation_name, newsletter.postal_address, newsletter.contact
    );
    (subject, text)
}
