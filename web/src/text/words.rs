//! The words of roles, functions and states.

use proto::v1::{
    AnswerState, AttendanceMode, CallState, CoAuthorState, ContributionState, Delivery, EngagementState,
    Expected, Function, LegalForm, Licence, ParticipationState, Position, ProductionState, ProgrammeState,
    Role, SolicitationState, Subject,
};

/// What a signed-in person is.
pub fn role(role: Role) -> &'static str {
    match role {
        Role::Unspecified => "",
        Role::Animator => "animation nationale du réseau",
        Role::Director => "direction du centre",
        Role::Team => "équipe du centre",
        Role::President => "présidence du centre",
        Role::UrbanRenewalAgency => "agence de la rénovation urbaine",
        Role::OverseasMinistry => "ministère chargé des outre-mer",
        Role::NationalPartner => "partenaire national",
        Role::ElectedAssociation => "association nationale d’élus",
        Role::StateCorrespondent => "correspondance territoriale de l’État",
    }
}

/// What an organisation is in the network.
pub fn function(function: Function) -> &'static str {
    match function {
        Function::Unspecified => "",
        Function::Centre => "Centre de ressources",
        Function::Animator => "Animation nationale",
        Function::UrbanRenewalAgency => "Agence de la rénovation urbaine",
        Function::OverseasMinistry => "Ministère chargé des outre-mer",
        Function::NationalPartner => "Partenaire national ou tête de réseau",
        Function::ElectedAssociation => "Association nationale d’élus",
        Function::StateService => "Service de l’État",
    }
}

/// The legal form of a centre.
pub fn legal_form(form: LegalForm) -> &'static str {
    match form {
        LegalForm::Unspecified => "",
        LegalForm::Association => "Association",
        LegalForm::PublicInterestGroup => "Groupement d’intérêt public",
        LegalForm::Hosted => "Porté par une autre structure",
        LegalForm::Other => "Autre",
    }
}

/// What a person is in an organisation.
pub fn position(position: Position) -> &'static str {
    match position {
        Position::Unspecified => "",
        Position::Director => "direction",
        Position::Team => "équipe",
        Position::Agent => "agent",
        Position::President => "présidence",
    }
}

/// The state of a programme.
pub fn programme_state(state: ProgrammeState) -> &'static str {
    match state {
        ProgrammeState::Unspecified => "",
        ProgrammeState::Draft => "en préparation",
        ProgrammeState::Proposed => "proposé",
        ProgrammeState::Validated => "validé",
        ProgrammeState::Running => "en cours",
        ProgrammeState::Amended => "en cours, amendement ouvert",
        ProgrammeState::Closed => "clos",
    }
}

/// The state of a call.
pub fn call_state(state: CallState) -> &'static str {
    match state {
        CallState::Unspecified => "",
        CallState::Planned => "appel à venir",
        CallState::Open => "appel ouvert",
        CallState::Closed => "appel clos",
    }
}

/// What a stream expects, for one.
pub fn expected(expected: Expected) -> &'static str {
    match expected {
        Expected::Unspecified => "",
        Expected::TextNote => "note",
        Expected::ExperienceSheet => "fiche d’expérience",
        Expected::OtherProduction => "autre production",
    }
}

/// The state of an engagement.
pub fn engagement_state(state: EngagementState) -> &'static str {
    match state {
        EngagementState::Unspecified => "—",
        EngagementState::Engaged => "engagé",
        EngagementState::Declined => "décliné",
        EngagementState::Withdrawn => "retiré",
    }
}

/// The state of P2 for a centre.
pub fn participation_state(state: ParticipationState) -> &'static str {
    match state {
        ParticipationState::Unspecified => "",
        ParticipationState::Met => "tenu",
        ParticipationState::OnTheWay => "en cours",
        ParticipationState::AtRisk => "à compléter",
        ParticipationState::Missed => "non tenu",
        ParticipationState::Dispensed => "dispensé",
    }
}

/// The state of a contribution.
pub fn contribution_state(state: ContributionState) -> &'static str {
    match state {
        ContributionState::Unspecified => "",
        ContributionState::Draft => "brouillon",
        ContributionState::Submitted => "déposée",
        ContributionState::Acknowledged => "reçue",
        ContributionState::Revision => "à réviser",
        ContributionState::Accepted => "acceptée",
        ContributionState::Published => "publiée",
    }
}

/// The answer of a co-author.
pub fn co_author_state(state: CoAuthorState) -> &'static str {
    match state {
        CoAuthorState::Unspecified => "",
        CoAuthorState::Invited => "invité",
        CoAuthorState::Confirmed => "confirmé",
        CoAuthorState::Declined => "décliné",
    }
}

/// The licence of a contribution.
pub fn licence(licence: Licence) -> &'static str {
    match licence {
        Licence::Unspecified => "",
        Licence::Open2 => "Licence ouverte 2.0 (Etalab)",
        Licence::CcBy4 => "Creative Commons, attribution 4.0",
        Licence::CcBySa4 => "Creative Commons, attribution, partage dans les mêmes conditions 4.0",
        Licence::CcByNcSa4 => {
            "Creative Commons, attribution, pas d’utilisation commerciale, partage dans les mêmes conditions 4.0"
        }
        Licence::NetworkOnly => "Dans le réseau seulement",
    }
}

/// The state of a production.
pub fn production_state(state: ProductionState) -> &'static str {
    match state {
        ProductionState::Unspecified => "",
        ProductionState::Declared => "déclarée",
        ProductionState::Agreed => "forme convenue",
        ProductionState::Delivered => "remise",
    }
}

/// The state of a solicitation.
pub fn solicitation_state(state: SolicitationState) -> &'static str {
    match state {
        SolicitationState::Unspecified => "",
        SolicitationState::Open => "ouverte",
        SolicitationState::Closed => "close",
    }
}

/// The state of what a centre answers to a solicitation.
pub fn answer_state(state: AnswerState) -> &'static str {
    match state {
        AnswerState::Unspecified => "sollicité",
        AnswerState::Awaited => "réponse attendue",
        AnswerState::Accepted => "répondra",
        AnswerState::Declined => "décliné",
        AnswerState::Given => "répondu",
    }
}

/// How a person is told.
pub fn delivery(delivery: Delivery) -> &'static str {
    match delivery {
        Delivery::Unspecified => "",
        Delivery::AtOnce => "tout de suite",
        Delivery::Daily => "une fois par jour, à 8\u{a0}h",
        Delivery::None => "jamais",
    }
}

/// The kinds of acts that one can be told of.
pub fn subject(subject: Subject) -> &'static str {
    match subject {
        Subject::Unspecified => "",
        Subject::Programme => "Programme et chantiers",
        Subject::Call => "Appels à contributions",
        Subject::Engagement => "Engagements des centres",
        Subject::Contribution => "Contributions",
        Subject::Network => "Réseau et équipes",
        Subject::Bulletin => "Notes d’information des organismes nationaux",
        Subject::Solicitation => "Sollicitations, questions et demandes d’appui",
        Subject::Meeting => "Réunions et décisions",
    }
}

/// The sections of the experience sheet, in order: key and name.
pub const SECTIONS: [(&str, &str); 9] = [
    ("context", "Contexte et territoire"),
    ("problem", "Problème posé"),
    ("actors", "Acteurs et partenaires"),
    ("actions", "Ce qui a été fait"),
    ("means", "Moyens"),
    ("results", "Résultats"),
    ("lessons", "Enseignements"),
    ("contacts", "Contacts"),
    ("keywords", "Mots-clés"),
];

/// The name of a section by its key.
pub fn section(key: &str) -> &'static str {
    SECTIONS
        .iter()
        .find(|(known, _)| *known == key)
        .map_or("Texte", |(_, name)| name)
}

/// The name of a series of stored data by its key.
pub fn series(key: &str) -> String {
    match key {
        "person" => "Identité".to_owned(),
        "memberships" => "Organisations".to_owned(),
        "delegations" => "Délégations".to_owned(),
        "sessions" => "Sessions".to_owned(),
        "sign_ins" | "sign_in" => "Connexions demandées".to_owned(),
        "attendance" => "Réunions".to_owned(),
        "actions" => "Actions à faire".to_owned(),
        "preferences" => "Préférences".to_owned(),
        "tokens" => "Jetons créés".to_owned(),
        "activity" | "activities" => "Activité".to_owned(),
        "audit" => "Journal d’audit".to_owned(),
        "mails" | "outbox" => "Courriels".to_owned(),
        "registrations" => "Inscriptions".to_owned(),
        "comments" => "Commentaires".to_owned(),
        "notes" => "Notes de séance".to_owned(),
        "visit" => "Dernière visite".to_owned(),
        "contributions" => "Contributions".to_owned(),
        "attachments" => "Fichiers joints".to_owned(),
        other => other.replace('_', " "),
    }
}

/// An act of the audit in words, by the name of its RPC or of what the platform does by itself; an unknown name
/// as it is.
pub fn act(rpc: &str) -> &str {
    match rpc {
        "call opened" => "L’appel s’est ouvert",
        "call closed" => "L’appel s’est clos",
        "SignIn" => "Connexion",
        "SignOut" => "Déconnexion",
        "EnterAs" => "Entrée dans la démonstration",
        "RequestSignIn" => "Demande de lien de connexion",
        "StartUpload" | "UploadChunk" => "Un fichier est joint",
        "ImportNetwork" => "L’import est fait",
        "LapseOffer" => "Une place offerte n’a pas été acceptée à temps",
        "EraseNeeds" => "Les repas et besoins d’accessibilité sont effacés",
        "EraseRegistrations" => "Les noms et adresses des inscriptions sont effacés",
        "ConfirmPassages" => "Passages vérifiés avant l’envoi",
        "validated by a session" => "Une séance valide le programme",
        "consultation reminder" => "Rappel d’une consultation écrite",
        other => super::done(other).map_or(other, |sentence| sentence.trim_end_matches('.')),
    }
}

/// A browser and its system in words: « Firefox sur Linux ».
pub fn browser(user_agent: &str) -> String {
    let known = |names: &[(&'static str, &'static str)]| {
        names
            .iter()
            .find(|(mark, _)| user_agent.contains(mark))
            .map(|(_, name)| *name)
    };
    let browser = known(&[
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("CriOS/", "Chrome"),
        ("Safari/", "Safari"),
        ("curl/", "curl"),
        ("grpc", "Client gRPC"),
    ]);
    let system = known(&[
        ("Windows", "Windows"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} sur {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => "Navigateur inconnu".to_owned(),
    }
}

/// How someone attends a session.
pub fn attendance_mode(mode: AttendanceMode) -> &'static str {
    match mode {
        AttendanceMode::Unspecified => "",
        AttendanceMode::Present => "sur place",
        AttendanceMode::Remote => "à distance",
        AttendanceMode::Absent => "absence",
        AttendanceMode::Excused => "absence excusée",
        AttendanceMode::Represented => "par représentation",
    }
}

/// A number as one reads it: "12 500".
pub fn number(n: impl Into<i64>) -> String {
    let digits = n.into().to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push('\u{202f}');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_named() {
        let check = |agent, expected| assert_eq!(browser(agent), expected);
        check(
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox sur Linux",
        );
        check(
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
            "Edge sur Windows",
        );
        check(
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
            "Safari sur iPhone",
        );
        check("", "Navigateur inconnu");
    }

    #[test]
    fn numbers_are_read_by_thousands() {
        for (n, expected) in [
            (0, "0"),
            (999, "999"),
            (1_000, "1\u{202f}000"),
            (12_345_678, "12\u{202f}345\u{202f}678"),
        ] {
            assert_eq!(number(n), expected);
        }
    }

    #[test]
    fn acts_are_said() {
        assert_eq!(act("SignIn"), "Connexion");
        assert_eq!(act("Engage"), "L’engagement est enregistré");
        assert_eq!(act("call opened"), "L’appel s’est ouvert");
        assert_eq!(act("Unheard"), "Unheard");
    }

    #[test]
    fn each_act_of_the_contract_has_its_words() {
        let methods = proto::pool().services().flat_map(|service| {
            let of = service.full_name().to_owned();
            let names: Vec<_> = service.methods().map(|method| method.name().to_owned()).collect();
            names.into_iter().map(move |name| (format!("/{of}/{name}"), name))
        });
        let acts = methods.filter(|(path, _)| proto::access(path).is_some_and(|access| !access.is_read));
        let mute: Vec<_> = acts
            .map(|(_, name)| name)
            .filter(|name| act(name) == name)
            .collect();
        assert!(mute.is_empty(), "no words for {mute:?}");
    }
}
