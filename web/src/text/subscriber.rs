//! Words about the subscribers of newsletters: those of the forms are those of the imported files.

use proto::v1::{ActorFunction, ActorKind, Frequency, SubscriberState, Theme};

/// Kinds of organisations, in the order of the forms.
pub const ACTOR_KINDS: [ActorKind; 8] = [
    ActorKind::LocalAuthority,
    ActorKind::StateService,
    ActorKind::Association,
    ActorKind::Landlord,
    ActorKind::EconomicActor,
    ActorKind::Inhabitants,
    ActorKind::SchoolOrResearch,
    ActorKind::Other,
];

/// Functions, in the order of the forms.
pub const ACTOR_FUNCTIONS: [ActorFunction; 7] = [
    ActorFunction::ElectedOfficial,
    ActorFunction::Direction,
    ActorFunction::ProjectLeader,
    ActorFunction::FieldWorker,
    ActorFunction::Volunteer,
    ActorFunction::CitizenCouncil,
    ActorFunction::Other,
];

/// Themes, in the order of the forms.
pub const THEMES: [Theme; 11] = [
    Theme::UrbanRenewal,
    Theme::Housing,
    Theme::Employment,
    Theme::Education,
    Theme::Health,
    Theme::Participation,
    Theme::SocialCohesion,
    Theme::Equality,
    Theme::Prevention,
    Theme::CultureAndSport,
    Theme::Digital,
];

/// Frequencies, in the order of the forms.
pub const FREQUENCIES: [Frequency; 2] = [Frequency::Each, Frequency::Monthly];

/// How often a subscriber is written to.
pub fn frequency(frequency: Frequency) -> &'static str {
    match frequency {
        Frequency::Unspecified => "",
        Frequency::Each => "chaque édition",
        Frequency::Monthly => "résumé mensuel",
    }
}

/// A kind of organisation.
pub fn actor_kind(kind: ActorKind) -> &'static str {
    match kind {
        ActorKind::Unspecified => "",
        ActorKind::LocalAuthority => "Collectivité",
        ActorKind::StateService => "Service de l’État",
        ActorKind::Association => "Association",
        ActorKind::Landlord => "Bailleur",
        ActorKind::EconomicActor => "Acteur économique",
        ActorKind::Inhabitants => "Habitants, conseil citoyen",
        ActorKind::SchoolOrResearch => "Enseignement, recherche",
        ActorKind::Other => "Autre organisation",
    }
}

/// A function.
pub fn actor_function(function: ActorFunction) -> &'static str {
    match function {
        ActorFunction::Unspecified => "",
        ActorFunction::ElectedOfficial => "Mandat électif",
        ActorFunction::Direction => "Direction",
        ActorFunction::ProjectLeader => "Conduite de projet",
        ActorFunction::FieldWorker => "Travail de terrain",
        ActorFunction::Volunteer => "Bénévolat",
        ActorFunction::CitizenCouncil => "Conseil citoyen",
        ActorFunction::Other => "Autre fonction",
    }
}

/// A theme.
pub fn theme(theme: Theme) -> &'static str {
    match theme {
        Theme::Unspecified => "",
        Theme::UrbanRenewal => "Renouvellement urbain",
        Theme::Housing => "Habitat, cadre de vie",
        Theme::Employment => "Emploi, développement économique",
        Theme::Education => "Éducation, jeunesse",
        Theme::Health => "Santé",
        Theme::Participation => "Participation des habitants",
        Theme::SocialCohesion => "Cohésion sociale",
        Theme::Equality => "Égalité, lutte contre les discriminations",
        Theme::Prevention => "Prévention, tranquillité publique",
        Theme::CultureAndSport => "Culture, sport",
        Theme::Digital => "Numérique",
    }
}

/// Where a subscriber stands.
pub fn subscriber_state(state: SubscriberState) -> &'static str {
    match state {
        SubscriberState::Unspecified => "",
        SubscriberState::Pending => "à confirmer",
        SubscriberState::Active => "abonné",
        SubscriberState::Left => "désabonné",
        SubscriberState::Suppressed => "adresse en échec",
        SubscriberState::Erased => "effacé",
    }
}
