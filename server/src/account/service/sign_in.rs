//! Sign-in by a magic link, or by the code of the same mail. Known or not, an address gets the same answer
//! after the same work.

use chrono::{DateTime, Utc};
use proto::v1::{
    Empty, EnterAsRequest, ListDemonstrationMailsResponse, ListDemonstrationPeopleResponse, Reason,
    RequestSignInRequest, SignInRequest, SignInResponse, list_demonstration_people_response,
};
use sea_orm::{ConnectionTrait, TransactionTrait as _};
use uuid::Uuid;

use crate::account::rules::{self, CODE_LIFE, LINK_LIFE, MAX_WRONG};
use crate::account::service::session;
use crate::account::store::{self, sign_in};
use crate::app::App;
use crate::auth::Client;
use crate::error::{Error, Result, Violations};
use crate::limit::{self, Limit};
use crate::mail::{self, Mail};
use crate::network::rules::{fold_email, is_email};
use crate::{db, network, secret};

/// Mails that a demonstration shows, at most.
const MAX_MAILS: u64 = 200;
const HOUR_S: i64 = 3600;
const MAILS_TO_ADDRESS: Limit = Limit {
    name: "sign-in-mail",
    max: 5,
    window_s: HOUR_S,
};
const REQUESTS_OF_CLIENT: Limit = Limit {
    name: "sign-in-request",
    max: 20,
    window_s: HOUR_S,
};
const CODES_OF_CLIENT: Limit = Limit {
    name: "sign-in-code",
    max: 30,
    window_s: HOUR_S,
};

/// Sends a link and a code to a person who may sign in.
pub(super) async fn request(app: &App, client: &Client, request: RequestSignInRequest) -> Result<Empty> {
    let mut violations = Violations::new();
    let email = fold_email(&violations.text("email", &request.email, 254));
    if !email.is_empty() && !is_email(&email) {
        violations.add("email", Reason::NotAnEmail);
    }
    violations.finish()?;
    limit::count(app, REQUESTS_OF_CLIENT, &client.address).await?;
    limit::count(app, MAILS_TO_ADDRESS, &email).await?;

    let now = app.clock.now();
    let (token, code) = (secret::token()?, secret::code()?);
    let tx = app.db.begin().await?;
    let memberships = network::memberships_by_email(&tx, &email, now).await?;
    let person = memberships.first();
    let row = sign_in::Model {
        id: db::id(),
        person_id: person.map(|person| person.person_id),
        token_hash: secret::hash(&token),
        code_hash: code_hash(&email, &code),
        email: email.clone(),
        created_at: now,
        token_expires_at: now + LINK_LIFE,
        code_expires_at: now + CODE_LIFE,
        n_wrong: 0,
        used_at: None,
    };
    store::insert_sign_in(&tx, row).await?;
    let name = person.map_or("", |person| person.name.as_str());
    let text = letter(name, &app.config.public_url, &token, &code);
    let mail = Mail {
        to: &email,
        name,
        subject: "Votre connexion à Passerelle",
        text: &text,
        html: "",
        calendar: "",
    };
    // The same work for an address that nobody has: its mail is written, and taken back.
    #[expect(
        clippy::disallowed_methods,
        reason = "a savepoint in a transaction of db::begin"
    )]
    let savepoint = tx.begin().await?;
    mail::queue(&savepoint, now, mail).await?;
    if person.is_some() {
        savepoint.commit().await?;
    } else {
        savepoint.rollback().await?;
    }
    tx.commit().await?;
    Ok(Empty {})
}

fn code_hash(email: &str, code: &str) -> String {
    secret::hash(&format!("{email}:{code}"))
}

fn letter(name: &str, public_url: &str, token: &str, code: &str) -> String {
    let code = rules::spaced(code);
    format!(
        "Bonjour {name},\n\n\
         Pour entrer dans Passerelle, ouvrez ce lien\u{a0}; il est valable 15\u{a0}minutes et ne sert qu’une fois.\n\n\
         {public_url}/account/sign-in/link?token={token}\n\n\
         Vous lisez ce courriel sur un autre appareil, ou il est arrivé tard\u{a0}? Saisissez ce code, valable une heure\u{a0}:\n\n\
         {code}\n\n\
         Si vous n’avez rien demandé, vous pouvez ignorer ce courriel\u{a0}: sans lui, personne n’entre."
    )
}

/// Exchanges a link's token, or an address and its code, for a session.
pub(super) async fn sign_in(app: &App, client: Client, request: SignInRequest) -> Result<SignInResponse> {
    if request.token.is_empty() {
        by_code(app, client, request).await
    } else {
        by_link(app, client, &request.token).await
    }
}

async fn by_link(app: &App, client: Client, token: &str) -> Result<SignInResponse> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let found = good_link(&tx, token, now).await?;
    enter(app, tx, client, found.id, found.person_id).await
}

/// Says whether a link would sign in. It stays as it was: mail scanners open links.
pub(super) async fn check(app: &App, token: &str) -> Result<Empty> {
    good_link(app.db.read(), token, app.clock.now()).await?;
    Ok(Empty {})
}

async fn good_link(db: &impl ConnectionTrait, token: &str, now: DateTime<Utc>) -> Result<sign_in::Model> {
    let found = store::sign_in_by_token(db, &secret::hash(token)).await?;
    found
        .filter(|sign_in| sign_in.used_at.is_none() && now < sign_in.token_expires_at)
        .ok_or(Error::Unauthenticated(Reason::LinkExpired))
}

async fn by_code(app: &App, client: Client, request: SignInRequest) -> Result<SignInResponse> {
    let mut violations = Violations::new();
    let email = fold_email(&violations.text("email", &request.email, 254));
    let typed = violations.text("code", &request.code, 40);
    let code = rules::code(&typed).unwrap_or_default();
    if !typed.is_empty() && code.is_empty() {
        violations.add("code", Reason::Malformed);
    }
    violations.finish()?;
    limit::count(app, CODES_OF_CLIENT, &client.address).await?;

    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let mut open = store::locked_sign_ins_of(&tx, &email).await?;
    open.retain(|row| row.used_at.is_none() && now < row.code_expires_at && row.n_wrong < MAX_WRONG);
    let hash = code_hash(&email, &code);
    let Some(found) = open.iter().find(|row| row.code_hash == hash) else {
        store::count_wrong(&tx, open.iter().map(|row| row.id).collect()).await?;
        tx.commit().await?;
        return Err(Error::Unauthenticated(Reason::LinkExpired));
    };
    enter(app, tx, client, found.id, found.person_id).await
}

/// Uses the sign-in up and opens a session.
async fn enter(
    app: &App,
    tx: sea_orm::DatabaseTransaction,
    client: Client,
    id: Uuid,
    person_id: Option<Uuid>,
) -> Result<SignInResponse> {
    let refused = Error::Unauthenticated(Reason::LinkExpired);
    let Some(person_id) = person_id else {
        return Err(refused);
    };
    if !store::consume(&tx, id, app.clock.now()).await? {
        return Err(refused);
    }
    let session = session::open(app, &tx, person_id, client, "SignIn").await?;
    tx.commit().await?;
    app.live.wake();
    Ok(session)
}

fn demonstration_only(app: &App) -> Result<()> {
    if app.config.demonstration {
        Ok(())
    } else {
        Err(Error::Denied(Reason::DemonstrationOnly))
    }
}

/// Enters as a person, in a demonstration.
pub(super) async fn enter_as(app: &App, client: Client, request: &EnterAsRequest) -> Result<SignInResponse> {
    demonstration_only(app)?;
    let person_id = db::parse_id(&request.person_id)?;
    let tx = app.db.begin().await?;
    if network::memberships(&tx, person_id, app.clock.now())
        .await?
        .is_empty()
    {
        return Err(Error::Missing);
    }
    let session = session::open(app, &tx, person_id, client, "EnterAs").await?;
    tx.commit().await?;
    app.live.wake();
    Ok(session)
}

/// The people one can enter as, in a demonstration.
pub(super) async fn demonstration_people(app: &App) -> Result<ListDemonstrationPeopleResponse> {
    demonstration_only(app)?;
    let people = crate::demonstration::one_for_each_role(app).await?;
    Ok(ListDemonstrationPeopleResponse {
        people: people
            .into_iter()
            .map(|(person, role)| list_demonstration_people_response::Entry {
                person_id: person.person_id.to_string(),
                name: person.name,
                organisation_name: person.organisation_name,
                role: role as i32,
            })
            .collect(),
    })
}

/// The mails that the platform wrote, in a demonstration.
pub(super) async fn demonstration_mails(app: &App) -> Result<ListDemonstrationMailsResponse> {
    demonstration_only(app)?;
    let mails = mail::latest(app, MAX_MAILS).await?;
    Ok(ListDemonstrationMailsResponse { mails })
}
