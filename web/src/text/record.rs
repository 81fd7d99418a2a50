//! The record of a processing of personal data, in words: for the page and for the file.

use proto::v1::ProcessingRecord;

/// Its parts: title, then lines.
pub fn processing_record(record: &ProcessingRecord) -> Vec<(&'static str, Vec<String>)> {
    vec![
        ("Responsable du traitement", controller(record)),
        ("Finalité et base légale", purpose(record)),
        ("Personnes et données", data(record)),
        ("Destinataires des données", recipients(record)),
        ("Durées de conservation", retention(record)),
        ("Mesures de sécurité", security()),
        ("Droits des personnes", rights(record)),
    ]
}

fn line(label: &str, value: &str) -> Option<String> {
    let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
    (!value.is_empty()).then(|| format!("{label}\u{a0}: {value}"))
}

fn controller(record: &ProcessingRecord) -> Vec<String> {
    [
        line("Organisation", &record.organisation_name),
        line("Adresse", &record.postal_address),
        line("Direction de la publication", &record.publisher),
        line("Contact pour les données personnelles", &record.contact),
        line("Plateforme, sous-traitante", &record.platform_url),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn purpose(record: &ProcessingRecord) -> Vec<String> {
    let mut lines = vec![format!(
        "Envoyer «\u{a0}{}\u{a0}», une lettre d’information, à celles et ceux qui l’ont demandée ou dont l’adresse a été importée.",
        record.newsletter_name
    )];
    lines.extend(line("Ce dont elle parle", &record.purpose));
    lines.extend(line("Base légale", &record.legal_ground));
    lines.extend(record.sources.iter().map(|one| {
        format!(
            "Adresses importées\u{a0}: «\u{a0}{}\u{a0}», base légale «\u{a0}{}\u{a0}» ({}). La provenance est dite dans le premier envoi.",
            one.source, one.legal_ground, one.n
        )
    }));
    lines
}

fn data(record: &ProcessingRecord) -> Vec<String> {
    vec![
        format!(
            "Personnes concernées\u{a0}: les abonnés, acteurs locaux de la politique de la ville ({} qui reçoivent la lettre, {} dont l’adresse reste à confirmer).",
            record.n_active, record.n_pending
        ),
        "Donnée nécessaire\u{a0}: l’adresse de courriel.".to_owned(),
        "Données facultatives\u{a0}: sorte d’organisation, fonction, territoire, thèmes, listes, rythme des envois.".to_owned(),
        "Preuve de la demande\u{a0}: dates, adresse réseau et texte accepté lors de la demande et de la confirmation.".to_owned(),
        "Suivi des envois\u{a0}: pour chaque édition, si le serveur du destinataire l’a acceptée, et sa réponse.".to_owned(),
        "Aucune donnée sensible. Ni pixel ni suivi des clics\u{a0}: rien n’est su de ce qui est ouvert.".to_owned(),
    ]
}

fn recipients(record: &ProcessingRecord) -> Vec<String> {
    let people = match record.n_people {
        1 => "1\u{a0}personne de l’organisation, qui écrit ou envoie la lettre".to_owned(),
        n => format!("{n}\u{a0}personnes de l’organisation, qui écrivent ou envoient la lettre"),
    };
    vec![
        format!(
            "{people}\u{a0}; ni les autres membres de l’équipe, ni les autres organisations du réseau, ni l’animateur, qui ne voit que l’objet des éditions programmées et des totaux."
        ),
        format!(
            "L’hébergeur de la plateforme ({}), sous-traitant.",
            record.platform_url
        ),
        "Les serveurs de messagerie, et s’il y en a un le prestataire d’envoi, par lesquels les courriels passent et reviennent.".to_owned(),
    ]
}

fn retention(record: &ProcessingRecord) -> Vec<String> {
    let kept = record.retention.unwrap_or_default();
    vec![
        format!(
            "Adresse qui n’a pas été confirmée\u{a0}: {} jours pour confirmer, effacée au bout de {} jours.",
            kept.days_to_confirm, kept.days_until_forgotten
        ),
        format!(
            "Abonné\u{a0}: tant qu’il le veut. Au bout de {} ans, il lui est demandé s’il veut continuer\u{a0}; sans réponse sous {} jours, il est désabonné.",
            kept.years_of_consent, kept.days_to_renew
        ),
        "Désabonné ou adresse en échec\u{a0}: gardé pour ne pas lui écrire de nouveau, jusqu’à sa demande d’effacement.".to_owned(),
        "Après un effacement\u{a0}: seule une empreinte à clé de l’adresse, qui ne permet pas de la retrouver et empêche de l’importer de nouveau.".to_owned(),
        "Suivi des envois\u{a0}: gardé avec l’édition\u{a0}; l’adresse et les réponses des serveurs en sont effacées avec les données de la personne.".to_owned(),
        format!("Rapports de retour et plaintes\u{a0}: {}\u{a0}jours.", kept.days_of_reports),
    ]
}

fn security() -> Vec<String> {
    [
        "Adresse écrite seulement après confirmation par son titulaire (double accord), ou importée avec sa provenance.",
        "Écrire et envoyer sont deux droits, donnés par la direction\u{a0}; un envoi important demande l’accord d’une seconde personne.",
        "Liens signés\u{a0}: celui de chaque courriel ne montre que les listes et le rythme choisis, jamais l’adresse\u{a0}; celui des données est envoyé à l’adresse elle-même.",
        "Courriels signés (DKIM)\u{a0}; les actes de l’équipe sont inscrits à un journal qui ne contient pas les adresses.",
        "Nombre de demandes limité par adresse et par heure.",
    ]
    .map(str::to_owned)
    .into()
}

fn rights(record: &ProcessingRecord) -> Vec<String> {
    let minutes = record.retention.unwrap_or_default().minutes_of_own_data;
    vec![
        "Se désabonner\u{a0}: par le lien de chaque courriel, ou par le bouton de la messagerie\u{a0}; l’effet est immédiat.".to_owned(),
        format!(
            "Lire, corriger, effacer ses données\u{a0}: {}\u{a0}; un lien est envoyé à l’adresse, bon {minutes} minutes.",
            record.public_url
        ),
        format!("Toute autre demande\u{a0}: {}.", record.contact),
        "Réclamation\u{a0}: auprès de la CNIL.".to_owned(),
    ]
}
