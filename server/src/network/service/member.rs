//! Teams: their members.

use chrono_tz::Tz;
use proto::v1::{
    ActivityKind, AddMemberRequest, Empty, Member, Position, Reason, RemoveMemberRequest, UpdateMemberRequest,
};
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use uuid::Uuid;

use crate::account;
use crate::app::App;
use crate::auth::Caller;
use crate::db::{self, OnUnique as _};
use crate::error::{Error, Result, Violations};
use crate::live::{self, Act, Audience};
use crate::mail::{self, Mail};
use crate::network::rules::{fits, fold_email, is_email, is_of_team, leaves_no_director};
use crate::network::store::{self, membership, organisation, person};

pub(super) fn message(member: &store::Member) -> Member {
    Member {
        id: member.id.to_string(),
        person_id: member.person_id.to_string(),
        organisation_id: member.organisation_id.to_string(),
        name: member.name.clone(),
        email: member.email.clone(),
        phone: member.phone.clone(),
        position: member.position,
        title: member.title.clone(),
        since: member.since.to_string(),
    }
}

/// The organisation, held until the commit, when the caller manages its team.
pub(super) async fn managed(
    tx: &DatabaseTransaction,
    caller: &Caller,
    id: Uuid,
) -> Result<organisation::Model> {
    let row = store::organisation_locked(tx, id).await?.ok_or(Error::Missing)?;
    if caller.is_animator() || caller.is_of(id) {
        Ok(row)
    } else {
        Err(Error::Denied(Reason::NotAllowed))
    }
}

/// An act on a team, told to the organisation (and the animator).
pub(super) fn told<'a>(rpc: &'static str, kind: ActivityKind, id: Uuid, object: &'a str) -> Act<'a> {
    Act {
        organisation_id: Some(id),
        audience: Audience::organisation(id),
        ..Act::told(rpc, kind, object, format!("/network/{id}"))
    }
}

pub(super) async fn finish(app: &App, tx: DatabaseTransaction, caller: &Caller, act: Act<'_>) -> Result<()> {
    live::record(&tx, Some(caller), app.clock.now(), act).await?;
    tx.commit().await?;
    app.live.wake();
    Ok(())
}

/// A person as a row, when the address is new.
pub(super) fn new_person(
    name: &str,
    email: &str,
    phone: &str,
    now: chrono::DateTime<chrono::Utc>,
) -> person::Model {
    person::Model {
        id: db::id(),
        name: name.to_owned(),
        email: email.to_owned(),
        phone: phone.to_owned(),
        zone: None,
        created_at: now,
    }
}

/// Adds a person to an organisation: a new one, or one that the network knows by the address.
pub(super) async fn add(app: &App, caller: &Caller, request: &AddMemberRequest) -> Result<Member> {
    let organisation_id = db::parse_id(&request.organisation_id)?;
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let organisation = managed(&tx, caller, organisation_id).await?;
    let mut violations = Violations::new();
    let name = violations.text("name", &request.name, 120);
    let email = fold_email(&violations.text("email", &request.email, 254));
    if !email.is_empty() && !is_email(&email) {
        violations.add("email", Reason::NotAnEmail);
    }
    let phone = violations.optional_text("phone", &request.phone, 40);
    let title = violations.optional_text("title", &request.title, 120);
    let position: Position = violations.choice("position", request.position);
    if position != Position::Unspecified && !fits(organisation.function(), position) {
        violations.add("position", Reason::UnknownValue);
    }
    violations.finish()?;
    if !caller.is_animator() && !is_of_team(position) {
        return Err(Error::Denied(Reason::NotAllowed));
    }
    if !organisation.is_in(now) {
        return Err(Error::NotNow(Reason::CentreLeftNetwork));
    }
    let person_id = if let Some(person) = store::person_by_email(&tx, &email).await? {
        person.id
    } else {
        let person = new_person(&name, &email, &phone, now);
        let id = person.id;
        store::insert_person(&tx, person)
            .await
            .on_unique(Reason::EmailTaken)?;
        id
    };
    let row = membership::Model {
        id: db::id(),
        person_id,
        organisation_id,
        position: position as i32,
        title,
        since: organisation.today(now),
        until: None,
    };
    let id = row.id;
    welcome(app, &tx, caller, &organisation.short_name, (&email, &name)).await?;
    store::insert_membership(&tx, row)
        .await
        .on_unique(Reason::EmailTaken)?;
    let member = store::member(&tx, id).await?.ok_or(Error::Missing)?;
    let object = object(&member);
    let act = told("AddMember", ActivityKind::MemberAdded, organisation_id, &object);
    finish(app, tx, caller, act).await?;
    Ok(message(&member))
}

/// Tells somebody of a new membership: nobody enters a team without knowing it.
pub(super) async fn welcome(
    app: &App,
    tx: &DatabaseTransaction,
    caller: &Caller,
    organisation_name: &str,
    (email, name): (&str, &str),
) -> Result<()> {
    let text = format!(
        "Bonjour {name},\n\n\
         {} ({}) vous a inscrit sur Passerelle au titre de {organisation_name}.\n\n\
         Vous vous connectez avec cette adresse, sans mot de passe\u{a0}:\n\n{}/account/sign-in\n\n\
         Si vous agissez pour plusieurs organisations, vous choisissez au titre de laquelle sur votre page. \
         Si c’est une erreur, répondez à la personne qui vous a inscrit.",
        caller.name, caller.organisation_name, app.config.public_url
    );
    let mail = Mail {
        to: email,
        name,
        subject: &format!("Vous êtes sur Passerelle, au titre de {organisation_name}"),
        html: "",
        calendar: "",
        text: &text,
    };
    mail::queue(tx, app.clock.now(), mail).await
}

/// « Claire Exemple (Rives de Loire) »
fn object(member: &store::Member) -> String {
    format!("{} ({})", member.name, member.organisation_name)
}

/// A current member whose organisation is held until the commit, when the caller manages its team.
async fn managed_member(tx: &DatabaseTransaction, caller: &Caller, id: &str) -> Result<store::Member> {
    let id = db::parse_id(id)?;
    let member = store::member(tx, id).await?.ok_or(Error::Missing)?;
    managed(tx, caller, member.organisation_id).await?;
    // Read again under the lock: a team changes one act after the other.
    store::member(tx, id).await?.ok_or(Error::Missing)
}

async fn must_keep_a_director(
    tx: &DatabaseTransaction,
    member: &store::Member,
    after: Option<Position>,
) -> Result<()> {
    let n = store::n_directors(tx, member.organisation_id).await?;
    if leaves_no_director(member.position(), after, n) {
        return Err(Error::NotNow(Reason::LastDirector));
    }
    Ok(())
}

/// Changes a member: the animator anybody, a director the team and the own entry; see [`may_rename`].
pub(super) async fn update(app: &App, caller: &Caller, request: &UpdateMemberRequest) -> Result<Member> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let member = managed_member(&tx, caller, &request.id).await?;
    let mut violations = Violations::new();
    let name = violations.text("name", &request.name, 120);
    let phone = violations.optional_text("phone", &request.phone, 40);
    let title = violations.optional_text("title", &request.title, 120);
    let email = fold_email(&violations.optional_text("email", &request.email, 254));
    if !email.is_empty() && !is_email(&email) {
        violations.add("email", Reason::NotAnEmail);
    }
    let position: Position = violations.choice("position", request.position);
    if position != Position::Unspecified && !fits(member.function(), position) {
        violations.add("position", Reason::UnknownValue);
    }
    violations.finish()?;
    let before = member.position();
    let is_own_entry = caller.person_id == Some(member.person_id) && position == before;
    let is_in_team = is_of_team(before) && is_of_team(position);
    if !caller.is_animator() && !is_own_entry && !is_in_team {
        return Err(Error::Denied(Reason::NotAllowed));
    }
    must_keep_a_director(&tx, &member, Some(position)).await?;
    if (&name, &phone) != (&member.name, &member.phone) {
        may_rename(&tx, caller, &member).await?;
        store::update_person(&tx, member.person_id, &name, &phone).await?;
    }
    store::update_membership(&tx, member.id, position as i32, &title).await?;
    if !email.is_empty() && email != member.email {
        change_email(app, &tx, caller, &member, &email).await?;
    }
    if position != Position::Team {
        store::end_delegations(&tx, member.id, now).await?;
    }
    let member = store::member(&tx, member.id).await?.ok_or(Error::Missing)?;
    let object = object(&member);
    let act = told(
        "UpdateMember",
        ActivityKind::MemberUpdated,
        member.organisation_id,
        &object,
    );
    finish(app, tx, caller, act).await?;
    Ok(message(&member))
}

/// The name and the telephone are the person's, not a team's: of somebody who also belongs to another organisation,
/// only the person and the animator change them.
async fn may_rename(tx: &DatabaseTransaction, caller: &Caller, member: &store::Member) -> Result<()> {
    let memberships = store::memberships_of(tx, member.person_id).await?;
    let is_elsewhere = memberships.iter().any(|one| !caller.is_of(one.organisation_id));
    if is_elsewhere && !caller.is_animator() && caller.person_id != Some(member.person_id) {
        return Err(Error::Denied(Reason::PersonOfSeveralOrganisations));
    }
    Ok(())
}

/// Changes the address with which a person signs in, and tells it to both addresses.
async fn change_email(
    app: &App,
    tx: &DatabaseTransaction,
    caller: &Caller,
    member: &store::Member,
    email: &str,
) -> Result<()> {
    if !caller.is_animator() {
        return Err(Error::Denied(Reason::NotAllowed));
    }
    store::set_email(tx, member.person_id, email)
        .await
        .on_unique(Reason::EmailTaken)?;
    account::forget_sign_ins(tx, &member.email).await?;
    let text = format!(
        "Bonjour {},\n\n\
         Votre adresse sur Passerelle est maintenant {email}\u{a0}; c’est avec elle que vous vous connectez. \
         Le changement a été fait par {} ({}).\n\n\
         Si vous ne l’avez pas demandé, répondez-lui sans attendre.",
        member.name, caller.name, caller.organisation_name
    );
    for to in [member.email.as_str(), email] {
        let mail = Mail {
            to,
            name: &member.name,
            subject: "Votre adresse a changé",
            text: &text,
            html: "",
            calendar: "",
        };
        mail::queue(tx, app.clock.now(), mail).await?;
    }
    Ok(())
}

/// Ends a membership today; its sessions and delegations end too. Nobody ends the own membership, so that
/// the network always has an animator.
pub(super) async fn remove(app: &App, caller: &Caller, request: &RemoveMemberRequest) -> Result<Empty> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let member = managed_member(&tx, caller, &request.id).await?;
    let may_end = caller.is_animator() || is_of_team(member.position());
    if !may_end || caller.person_id == Some(member.person_id) {
        return Err(Error::Denied(Reason::NotAllowed));
    }
    must_keep_a_director(&tx, &member, None).await?;
    store::end_membership(&tx, member.id, member.today(now)).await?;
    store::end_delegations(&tx, member.id, now).await?;
    account::end_sessions(&tx, member.id).await?;
    let object = object(&member);
    let act = told(
        "RemoveMember",
        ActivityKind::MemberRemoved,
        member.organisation_id,
        &object,
    );
    finish(app, tx, caller, act).await?;
    Ok(Empty {})
}

/// What the network holds of a person, in lines.
pub(in crate::network) async fn stored(
    db: &impl ConnectionTrait,
    person_id: Uuid,
    zone: Tz,
) -> Result<Vec<(&'static str, Vec<String>)>> {
    let person = store::person(db, person_id).await?.ok_or(Error::Missing)?;
    let created = person.created_at.with_timezone(&zone).format("%d/%m/%Y");
    let person = vec![
        format!("Nom\u{a0}: {}", person.name),
        format!("Courriel\u{a0}: {}", person.email),
        format!("Téléphone\u{a0}: {}", person.phone),
        format!(
            "Fuseau horaire\u{a0}: {}",
            person.zone.as_deref().unwrap_or("celui de l’organisation")
        ),
        format!("Enregistré le {created}"),
    ];
    let memberships = store::all_memberships_of(db, person_id)
        .await?
        .into_iter()
        .map(|past| {
            let position = Position::try_from(past.position).unwrap_or_default();
            let until = past
                .until
                .map(|until| format!(" jusqu’au {}", until.format("%d/%m/%Y")));
            format!(
                "{}, {} {}, depuis le {}{}",
                past.organisation_name,
                web::text::position(position),
                past.title,
                past.since.format("%d/%m/%Y"),
                until.unwrap_or_default()
            )
        });
    let delegations = store::delegations_to(db, person_id)
        .await?
        .into_iter()
        .map(|row| {
            format!(
                "reçue de {}, du {} au {}",
                row.granted_by,
                row.from_on.format("%d/%m/%Y"),
                row.until_on.format("%d/%m/%Y")
            )
        });
    Ok(vec![
        ("person", person),
        ("memberships", memberships.collect()),
        ("delegations", delegations.collect()),
    ])
}
