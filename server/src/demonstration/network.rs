//! The demonstration network: 18 centres (a choice of ours, not a historical list), national bodies, and
//! people who are plainly fictional.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use proto::v1::{Function, LegalForm, Position};
use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use crate::app::App;
use crate::db;
use crate::error::Result;
use crate::network::rules::fold;
use crate::network::store::{self, delegation, membership, organisation, person};

/// The centre whose people are offered first.
pub(super) const FIRST: &str = "Rives de Loire";
/// The overseas centre whose director is offered too.
pub(super) const OVERSEAS: &str = "Guyane";
/// The centre where the director's acts are lent.
const LENDS: &str = "Plaine du Nord";
/// The centre that merged, and into which.
const MERGED: (&str, &str) = ("Hautes Terres", "Monts et Vallées");

/// Short name, name, seat, territory, legal form, expertise.
type Metropolitan = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    LegalForm,
    &'static [&'static str],
);

use LegalForm::{Association, Hosted, Other, PublicInterestGroup};

const METROPOLITAN: [Metropolitan; 13] = [
    (
        "Rives de Loire",
        "Centre de ressources Rives de Loire",
        "Port-sur-Loire",
        "Vallée de la Loire moyenne, trois départements",
        Association,
        &[
            "participation des habitants",
            "emploi et développement économique",
        ],
    ),
    (
        "Monts et Vallées",
        "Monts et Vallées, ressources pour la ville",
        "Valclair",
        "Massif central et vallées voisines",
        PublicInterestGroup,
        &["renouvellement urbain", "gestion urbaine et sociale de proximité"],
    ),
    (
        "Deux Fleuves",
        "Carrefour des Deux Fleuves",
        "Confluence-la-Neuve",
        "Couloir des deux fleuves",
        Association,
        &["éducation et réussite éducative", "numérique"],
    ),
    (
        "Plaine du Nord",
        "Plaine du Nord, centre de ressources",
        "Beffroi-sur-Plaine",
        "Bassin minier et littoral du Nord",
        PublicInterestGroup,
        &["santé", "habitat et peuplement"],
    ),
    (
        "Rivages de l’Ouest",
        "Rivages de l’Ouest",
        "Kerbrume",
        "Pointe de l’Ouest et ses îles",
        Association,
        &["jeunesse", "culture"],
    ),
    (
        "Terres du Levant",
        "Terres du Levant, pôle ressources",
        "Aubeville",
        "Plaines et collines de l’Est",
        Association,
        &[
            "lutte contre les discriminations",
            "laïcité et valeurs de la République",
        ],
    ),
    (
        "Bocage et Estuaire",
        "Ressources Bocage et Estuaire",
        "Haulte-Rive",
        "De l’estuaire au bocage",
        Association,
        &["participation des habitants", "transition écologique"],
    ),
    (
        "Causses et Garrigues",
        "Causses et Garrigues, l’atelier des quartiers",
        "Pierrefeu-le-Haut",
        "Des causses à la mer",
        Association,
        &["accès aux droits", "emploi et développement économique"],
    ),
    (
        "Golfe du Midi",
        "Golfe du Midi",
        "Sainte-Calanque",
        "Littoral du Midi",
        PublicInterestGroup,
        &["prévention de la délinquance", "renouvellement urbain"],
    ),
    (
        "Val des Forges",
        "Le Val des Forges, ressources et expériences",
        "Forgeval",
        "Anciennes vallées industrielles",
        Association,
        &["développement économique local", "clauses d’insertion"],
    ),
    (
        "Plateau des Lacs",
        "Plateau des Lacs",
        "Les Deux-Lacs",
        "Plateau et villes moyennes",
        Other,
        &["villes moyennes", "mobilités"],
    ),
    (
        "Grand Confluent",
        "Centre de ressources du Grand Confluent",
        "Belconfluent",
        "Agglomération et vallées proches",
        Association,
        &["évaluation", "observation des quartiers"],
    ),
    (
        "Capitale",
        "Mission de ressources de la Capitale",
        "La Capitale",
        "La ville et sa première couronne",
        Hosted,
        &["égalité femmes-hommes", "gestion urbaine et sociale de proximité"],
    ),
];

/// Short name, name, seat, territory, zone, expertise.
type Overseas = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static [&'static str],
);

const OVERSEAS_CENTRES: [Overseas; 5] = [
    (
        "Martinique",
        "Ville Caraïbe",
        "Fort-de-France",
        "Martinique",
        "America/Martinique",
        &["habitat et peuplement", "jeunesse"],
    ),
    (
        "Guadeloupe – Saint-Martin",
        "Centre de ressources Guadeloupe – Saint-Martin",
        "Pointe-à-Pitre",
        "Guadeloupe et Saint-Martin",
        "America/Guadeloupe",
        &["participation des habitants", "résorption de l’habitat insalubre"],
    ),
    (
        "Guyane",
        "CRPV Guyane",
        "Cayenne",
        "Guyane",
        "America/Cayenne",
        &["accès aux droits", "plurilinguisme"],
    ),
    (
        "Mayotte",
        "CDR Mayotte",
        "Mamoudzou",
        "Mayotte",
        "Indian/Mayotte",
        &["éducation et réussite éducative", "eau et assainissement"],
    ),
    (
        "La Réunion",
        "CR-CSUR",
        "Saint-Denis",
        "La Réunion",
        "Indian/Reunion",
        &[
            "cohésion sociale et urbaine",
            "emploi et développement économique",
        ],
    ),
];

/// Short name, name, function.
const NATIONAL: [(&str, &str, Function); 12] = [
    (
        "CGET",
        "Commissariat général à l’égalité des territoires",
        Function::Animator,
    ),
    (
        "ANRU",
        "Agence nationale pour la rénovation urbaine",
        Function::UrbanRenewalAgency,
    ),
    (
        "DGOM",
        "Direction générale des outre-mer",
        Function::OverseasMinistry,
    ),
    (
        "CDC",
        "Caisse des dépôts et consignations",
        Function::NationalPartner,
    ),
    (
        "Régions de France",
        "Régions de France",
        Function::ElectedAssociation,
    ),
    (
        "ADF",
        "Assemblée des départements de France",
        Function::ElectedAssociation,
    ),
    (
        "AdCF",
        "Assemblée des communautés de France",
        Function::ElectedAssociation,
    ),
    (
        "AMF",
        "Association des maires de France",
        Function::ElectedAssociation,
    ),
    ("France urbaine", "France urbaine", Function::ElectedAssociation),
    (
        "Ville & Banlieue",
        "Association des maires Ville & Banlieue de France",
        Function::ElectedAssociation,
    ),
    (
        "Villes de France",
        "Villes de France",
        Function::ElectedAssociation,
    ),
    (
        "Préfecture du Val",
        "Préfecture du Val (service fictif)",
        Function::StateService,
    ),
];

/// Given names, drawn in order: no two people of the demonstration have the same name.
const GIVEN: [&str; 36] = [
    "Claire", "Karim", "Agnès", "Malo", "Fatou", "Hugo", "Inès", "Paul", "Nadia", "Luc", "Maëlle", "Ahmed",
    "Sophie", "Théo", "Aminata", "Rémi", "Jeanne", "Yanis", "Odile", "Samir", "Élise", "Marc", "Lina",
    "Victor", "Brune", "Idriss", "Cécile", "Noé", "Aïcha", "Gaël", "Rose", "Bilal", "Édith", "Loïc", "Mina",
    "Jules",
];
const FAMILY: [&str; 4] = ["Exemple", "Modèle", "Fictif", "Spécimen"];

/// The people still to be named.
struct Cast(usize);

impl Cast {
    fn next(&mut self) -> String {
        let family = FAMILY.get(self.0 / GIVEN.len()).unwrap_or(&"Exemple");
        let given = GIVEN.get(self.0 % GIVEN.len()).unwrap_or(&"Claire");
        self.0 += 1;
        format!("{given} {family}")
    }
}

/// Writes the network into an empty database.
pub(super) async fn load(app: &App) -> Result<()> {
    let tx = app.db.begin().await?;
    if !store::organisations(&tx).await?.is_empty() {
        return Ok(());
    }
    let mut loader = Loader {
        tx: &tx,
        now: app.clock.now(),
        cast: Cast(0),
    };
    for (row, expertise) in metropolitan().into_iter().chain(overseas()) {
        loader.centre(row, expertise).await?;
    }
    for (short_name, name, function) in NATIONAL {
        loader.national(short_name, name, function).await?;
    }
    loader.merged().await?;
    tx.commit().await?;
    Ok(())
}

type Row = (organisation::Model, &'static [&'static str]);

fn blank(short_name: &str, name: &str, function: Function) -> organisation::Model {
    organisation::Model {
        id: db::id(),
        name: name.to_owned(),
        name_folded: String::new(),
        short_name: short_name.to_owned(),
        short_name_folded: String::new(),
        function: function as i32,
        legal_form: Other as i32,
        host_name: String::new(),
        territory: String::new(),
        seat: String::new(),
        zone: "Europe/Paris".to_owned(),
        is_overseas: false,
        is_state_funded: false,
        joined_on: day(2017, 3, 21),
        left_on: None,
        successor_id: None,
        core_missions: String::new(),
        website: String::new(),
        search: String::new(),
        version: 1,
    }
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

fn metropolitan() -> Vec<Row> {
    let row = |(short_name, name, seat, territory, form, expertise): Metropolitan| {
        let is_hosted = form == Hosted;
        let row = organisation::Model {
            legal_form: form as i32,
            host_name: if is_hosted {
                "Ville de la Capitale (fictive)".to_owned()
            } else {
                String::new()
            },
            territory: territory.to_owned(),
            seat: seat.to_owned(),
            is_state_funded: !is_hosted,
            website: format!("https://{}.example", slug(short_name)),
            joined_on: if short_name == "Plateau des Lacs" {
                day(2024, 9, 1)
            } else {
                day(2017, 3, 21)
            },
            ..blank(short_name, name, Function::Centre)
        };
        (row, expertise)
    };
    METROPOLITAN.into_iter().map(row).collect()
}

fn overseas() -> Vec<Row> {
    let row = |(short_name, name, seat, territory, zone, expertise): Overseas| {
        let row = organisation::Model {
            legal_form: Association as i32,
            territory: territory.to_owned(),
            seat: seat.to_owned(),
            zone: zone.to_owned(),
            is_overseas: true,
            is_state_funded: true,
            core_missions: "Accompagnement sur sites".to_owned(),
            website: format!("https://{}.example", slug(short_name)),
            ..blank(short_name, name, Function::Centre)
        };
        (row, expertise)
    };
    OVERSEAS_CENTRES.into_iter().map(row).collect()
}

/// A short name as part of an address: `rives-de-loire`.
fn slug(text: &str) -> String {
    let words: String = fold(text)
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' })
        .collect();
    words.split_whitespace().collect::<Vec<_>>().join("-")
}

struct Loader<'a> {
    tx: &'a DatabaseTransaction,
    now: DateTime<Utc>,
    cast: Cast,
}

impl Loader<'_> {
    async fn organisation(&self, row: organisation::Model, expertise: &[&str]) -> Result<()> {
        let labels: Vec<String> = expertise.iter().map(|label| (*label).to_owned()).collect();
        Ok(store::insert_organisation(self.tx, row, &labels).await?)
    }

    /// A centre with its director, one or two members of the team, its president.
    async fn centre(&mut self, row: organisation::Model, expertise: &[&str]) -> Result<()> {
        let (id, short_name, since) = (row.id, row.short_name.clone(), row.joined_on);
        let zone = row.zone();
        self.organisation(row, expertise).await?;
        self.member(id, &short_name, Position::Director, "direction", since)
            .await?;
        let first = self
            .member(
                id,
                &short_name,
                Position::Team,
                "chargée ou chargé de mission",
                since,
            )
            .await?;
        if expertise.iter().any(|label| label.len() > 20) {
            let title = "documentation et diffusion";
            self.member(id, &short_name, Position::Team, title, since).await?;
        }
        self.member(id, &short_name, Position::President, "présidence", since)
            .await?;
        if short_name == LENDS {
            let today = self.now.with_timezone(&zone).date_naive();
            let row = delegation::Model {
                id: db::id(),
                organisation_id: id,
                membership_id: first,
                from_on: today - TimeDelta::days(3),
                until_on: today + TimeDelta::days(18),
                ended_at: None,
                granted_by: "la direction".to_owned(),
                created_at: self.now - TimeDelta::days(3),
            };
            store::insert_delegation(self.tx, row).await?;
        }
        Ok(())
    }

    async fn national(&mut self, short_name: &str, name: &str, function: Function) -> Result<()> {
        let row = blank(short_name, name, function);
        let (id, since) = (row.id, row.joined_on);
        self.organisation(row, &[]).await?;
        let title = "suivi du réseau des centres";
        self.member(id, short_name, Position::Agent, title, since).await?;
        if function == Function::Animator {
            let title = "animation du réseau";
            self.member(id, short_name, Position::Agent, title, since).await?;
        }
        Ok(())
    }

    /// A centre of the past: it merged into another one at the turn of last year.
    async fn merged(&mut self) -> Result<()> {
        use chrono::Datelike as _;
        let successor = store::organisation_named(self.tx, &fold(MERGED.1)).await?;
        let row = organisation::Model {
            legal_form: Association as i32,
            territory: "Hauts plateaux".to_owned(),
            seat: "Hautebourg".to_owned(),
            is_state_funded: true,
            left_on: Some(day(self.now.year() - 1, 1, 1)),
            successor_id: successor.map(|row| row.id),
            ..blank(MERGED.0, "Hautes Terres, centre de ressources", Function::Centre)
        };
        self.organisation(row, &["ruralités"]).await
    }

    async fn member(
        &mut self,
        organisation_id: Uuid,
        short_name: &str,
        position: Position,
        title: &str,
        since: NaiveDate,
    ) -> Result<Uuid> {
        let name = self.cast.next();
        let email = format!("{}@{}.example", slug(&name).replace('-', "."), slug(short_name));
        let row = person::Model {
            id: db::id(),
            email,
            phone: format!("01 99 00 {:02} {:02}", self.cast.0 / 100, self.cast.0 % 100),
            zone: None,
            created_at: self.now,
            name,
        };
        let person_id = row.id;
        store::insert_person(self.tx, row).await?;
        let row = membership::Model {
            id: db::id(),
            person_id,
            organisation_id,
            position: position as i32,
            title: title.to_owned(),
            since,
            until: None,
        };
        let id = row.id;
        store::insert_membership(self.tx, row).await?;
        Ok(id)
    }
}
