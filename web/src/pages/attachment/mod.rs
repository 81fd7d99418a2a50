//! Files attached to a stream, a contribution, a production, a solicitation or an answer to it.

use leptos::prelude::*;
use proto::v1::{Attachment, ListAttachmentsRequest, Owner};

use crate::island::Upload;
use crate::page::{PageContext, Result};
use crate::ui::form::{act_form, confirm};
use crate::ui::time;

/// The files that may be attached, for the browser's own dialogue; the server checks the content.
const ACCEPT: &str = ".pdf,.odt,.docx,.xlsx,.ods,.png,.jpg,.jpeg";

/// The files of something that the reader may see.
pub(crate) async fn of(cx: &PageContext, owner: Owner, owner_id: &str) -> Result<Vec<Attachment>> {
    let request = ListAttachmentsRequest {
        owner: owner as i32,
        owner_id: owner_id.to_owned(),
    };
    Ok(cx
        .attachment()
        .list_attachments(request)
        .await?
        .into_inner()
        .attachments)
}

/// The files under their title, and the way to add one; nothing when there is neither.
pub(crate) fn section(
    cx: &PageContext,
    files: &[Attachment],
    owner: Owner,
    owner_id: &str,
    may_add: bool,
) -> AnyView {
    if files.is_empty() && !may_add {
        return ().into_any();
    }
    view! {
        <section aria-labelledby="files">
            <h2 id="files">"Fichiers joints"</h2>
            {part(cx, files, owner, owner_id, may_add)}
        </section>
    }
    .into_any()
}

/// The files without a title, and the way to add one.
pub(crate) fn part(
    cx: &PageContext,
    files: &[Attachment],
    owner: Owner,
    owner_id: &str,
    may_add: bool,
) -> AnyView {
    let topic = match owner {
        Owner::WorkStream => format!("stream:{owner_id}"),
        Owner::Contribution => format!("contribution:{owner_id}"),
        Owner::Solicitation => format!("solicitation:{owner_id}"),
        _ => "*".to_owned(),
    };
    part_of(cx, files, (owner, owner_id), topic, may_add)
}

/// The same, on a page that follows this topic.
pub(crate) fn part_of(
    cx: &PageContext,
    files: &[Attachment],
    (owner, owner_id): (Owner, &str),
    topic: String,
    may_add: bool,
) -> AnyView {
    let add = may_add.then(|| add(owner, owner_id));
    view! { <div id=format!("files-{owner_id}") data-live=topic>{list(cx, files)}</div>{add} }.into_any()
}

/// The way to add a file, alone.
pub(crate) fn add(owner: Owner, owner_id: &str) -> AnyView {
    let id = format!("upload-{owner_id}");
    view! {
        <div class="field upload" data-owner=owner as i32 data-owner-id=owner_id.to_owned()>
            <label for=id.clone()>"Joindre un fichier"</label>
            <input type="file" id=id multiple accept=ACCEPT disabled/>
            <Upload/>
        </div>
    }
    .into_any()
}

/// The files alone.
fn list(cx: &PageContext, files: &[Attachment]) -> AnyView {
    if files.is_empty() {
        return view! { <p class="soft">"Aucun fichier pour l’instant."</p> }.into_any();
    }
    let items: Vec<_> = files.iter().map(|file| item(cx, file)).collect();
    view! { <ul class="rows files">{items}</ul> }.into_any()
}

fn item(cx: &PageContext, file: &Attachment) -> AnyView {
    let when = file.at.map(|at| time::ago_view(at, cx.zone(), cx.info.now));
    let delete = file.may_delete.then(|| {
        let form = act_form(cx, "AttachmentService/DeleteAttachment")
            .id(format!("delete-{}", file.id))
            .hidden("id", &file.id);
        let form = form.view_with(
            (),
            view! { <button class="button danger" type="submit">"Supprimer le fichier"</button> },
        );
        confirm(
            "Supprimer…",
            format!("«\u{a0}{}\u{a0}» sera supprimé pour tous.", file.name),
            form,
        )
    });
    view! {
        <li>
            <div>
                <a href=format!("/attachment/{}", file.id) download>{file.name.clone()}</a>
                <p class="soft">{size(file.size_bytes)}" · "{file.by_name.clone()}" · "{when}</p>
            </div>
            <div class="row-acts">{delete}</div>
        </li>
    }
    .into_any()
}

/// « 1,2 Mo ».
fn size(bytes: i64) -> String {
    let (unit, n) = match bytes {
        ..1_000 => return format!("{bytes}\u{a0}octets"),
        1_000..1_000_000 => ("ko", bytes / 100),
        _ => ("Mo", bytes / 100_000),
    };
    match n % 10 {
        0 => format!("{}\u{a0}{unit}", n / 10),
        tenth => format!("{},{tenth}\u{a0}{unit}", n / 10),
    }
}
