//! Accessibility statement, legal notice, contact.

use leptos::prelude::*;

use crate::page::{Cx, Nav, Page, Result};
use crate::ui::parts::heading;

pub(crate) async fn accessibility(_cx: Cx) -> Result {
    std::future::ready(()).await;
    let main = view! {
        {heading("", "Déclaration d’accessibilité", "Référentiel général d’amélioration de l’accessibilité (RGAA 4.1)")}
        <div class="prose">
            <p>"Passerelle est conçue pour être lue et utilisée par toutes et tous, au clavier, avec un lecteur d’écran, "
            "avec ou sans JavaScript, à partir de 320 pixels de large, en clair comme en sombre."</p>
            <h2>"État de conformité"</h2>
            <p>"Passerelle est "<strong>"non conforme"</strong>" au RGAA tant qu’aucun audit complet n’a été mené par un tiers. "
            "Les pages sont vérifiées à chaque version par des tests automatiques ; la grille des 106 critères est tenue avec le code."</p>
            <h2>"Technologies"</h2>
            <p>"HTML, CSS, et WebAssembly pour les mises à jour en direct. Toute lecture et tout acte restent possibles sans WebAssembly."</p>
            <h2>"Signaler une difficulté"</h2>
            <p>"Si un contenu ou un acte vous est inaccessible, "<a href="/contact">"écrivez-nous"</a>" : nous vous répondrons par un moyen qui vous convient."</p>
            <h2>"Voie de recours"</h2>
            <p>"Sans réponse satisfaisante de notre part, vous pouvez saisir le Défenseur des droits : "
            <a href="https://formulaire.defenseurdesdroits.fr/">"formulaire en ligne"</a>", ou par courrier gratuit : "
            "Défenseur des droits, Libre réponse 71120, 75342 Paris CEDEX 07."</p>
        </div>
    };
    Ok(Page::new("Accessibilité", Nav::Elsewhere, main))
}

pub(crate) async fn notice(_cx: Cx) -> Result {
    std::future::ready(()).await;
    let main = view! {
        {heading("", "Mentions légales", "")}
        <div class="prose">
            <h2>"Éditeur"</h2>
            <p>"L’organisme qui exploite cette installation de Passerelle. Ses coordonnées sont à la page "<a href="/contact">"Contact"</a>"."</p>
            <h2>"Données personnelles"</h2>
            <p>"La plateforme conserve le nom, l’adresse de courriel, le téléphone et la fonction des membres du réseau, leurs sessions, "
            "et la trace de leurs actes. Chacun lit ce qui est conservé à son sujet depuis "<a href="/account/stored-data">"son compte"</a>
            " et peut demander une rectification à la direction de son centre ou à l’animation nationale."</p>
            <h2>"Témoins de connexion"</h2>
            <p>"Un seul témoin (cookie), nécessaire à la session. Aucune mesure d’audience, aucun traceur, aucun service tiers. "
            "Les courriels ne contiennent ni image espionne ni lien de suivi."</p>
            <h2>"Logiciel"</h2>
            <p>"Passerelle est un logiciel libre, sous licence EUPL 1.2."</p>
        </div>
    };
    Ok(Page::new("Mentions légales", Nav::Elsewhere, main))
}

pub(crate) async fn contact(_cx: Cx) -> Result {
    std::future::ready(()).await;
    let main = view! {
        {heading("", "Contact", "")}
        <div class="prose">
            <p>"Pour une question sur le programme, un appel ou un chantier : l’animation nationale du réseau, dont les membres sont "
            "dans l’"<a href="/network">"annuaire"</a>"."</p>
            <p>"Pour un changement d’équipe ou d’adresse : la direction de votre centre."</p>
            <p>"Pour une difficulté technique ou d’accessibilité : l’animation nationale du réseau, en donnant la référence affichée par la page "
            "et ce que vous vouliez faire."</p>
        </div>
    };
    Ok(Page::new("Contact", Nav::Elsewhere, main))
}
